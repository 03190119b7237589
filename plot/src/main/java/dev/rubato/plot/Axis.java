package dev.rubato.plot;

import java.util.Objects;

/**
 * One axis of a chart: what it measures (with the unit, or empty) and how it is spaced. A
 * logarithmic axis with a negative value is drawn as a linear one, with a note that says so.
 */
public record Axis(String label, Scale scale) {

  public Axis {
    Objects.requireNonNull(label, "label");
    Objects.requireNonNull(scale, "scale");
  }

  public static Axis linear(String label) {
    return new Axis(label, Scale.LINEAR);
  }

  public static Axis log(String label) {
    return new Axis(label, Scale.LOG);
  }
}
