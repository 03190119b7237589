package dev.rubato.spark.work;

import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialGroup;

/** One thing that a running group tells its driver, in the order in which it happened. */
public sealed interface Item {
  /** An event of its trials; never that they began, which the driver knows. */
  record Event(TrialEvent event) implements Item {}

  /** Trials left it, and are a group of their own. */
  record Spawned(TrialGroup group) implements Item {}
}
