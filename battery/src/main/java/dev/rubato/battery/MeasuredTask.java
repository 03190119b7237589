package dev.rubato.battery;

import dev.rubato.lab.SteppedTask;
import dev.rubato.schedule.Horizon;

/** A task by which methods can be measured: one of the battery, or one that is provided to it. */
public interface MeasuredTask extends SteppedTask {
  /** Its name, the same at every length that {@link #times} tells apart. */
  String name();

  /** Its kind, by which results are summed up. */
  String kind();

  /** How many times as long as usual it is trained. */
  int times();

  /** How long it is trained. */
  Horizon horizon();

  /** What the judged loss can't be below, roughly; what is judged by a merit has none. */
  double bound();

  /** Whether a training takes so long that its truth is looked for among fewer rates. */
  boolean dear();
}
