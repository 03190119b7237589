/** Tuning: the best numbers of strategies, and the best strategy, at a fixed cost. */
@NullMarked
package dev.rubato.lab.tune;

import org.jspecify.annotations.NullMarked;
