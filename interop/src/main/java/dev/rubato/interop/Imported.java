package dev.rubato.interop;

import dev.rubato.strategy.Strategy;
import java.util.List;

/**
 * A strategy that another library's words say.
 *
 * @param strategy in the notation
 * @param steps over which it was said, or 0
 * @param residual the largest difference from the rates that were given, NaN if none were
 * @param notes what it can't say, or what was taken for granted, each a sentence without a full
 *     stop
 */
public record Imported(Strategy strategy, long steps, double residual, List<String> notes) {
  public Imported {
    notes = List.copyOf(notes);
  }
}
