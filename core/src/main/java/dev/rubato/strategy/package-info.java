/** Strategies: an optimizer with its schedule, as a value and at work. */
@NullMarked
package dev.rubato.strategy;

import org.jspecify.annotations.NullMarked;
