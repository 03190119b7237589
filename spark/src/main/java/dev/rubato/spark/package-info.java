/** Studies on a Spark cluster. */
@NullMarked
package dev.rubato.spark;

import org.jspecify.annotations.NullMarked;
