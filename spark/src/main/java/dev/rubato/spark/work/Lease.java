package dev.rubato.spark.work;

import dev.rubato.lab.TrialGroup;

/**
 * A group given to a worker: it counts until the group is finished or given to another, so that of
 * two attempts only the later one is heard.
 *
 * @param id unique in its run
 * @param group what to run, from where
 * @param reportMillis how long to gather events before the next report
 */
public record Lease(long id, TrialGroup group, long reportMillis) {}
