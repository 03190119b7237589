package dev.rubato.plot;

import java.util.Objects;

/**
 * Text at a place: above it and to its right, or wherever there is room.
 *
 * @param name the words, see {@link Mark#name}
 * @param x where
 * @param y at which height
 */
public record Label(String name, double x, double y) implements Mark {

  public Label {
    Objects.requireNonNull(name, "name");
  }
}
