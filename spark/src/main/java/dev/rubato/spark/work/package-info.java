/** The work of a study as its driver hands it out, and the messages about it; without Spark. */
@NullMarked
package dev.rubato.spark.work;

import org.jspecify.annotations.NullMarked;
