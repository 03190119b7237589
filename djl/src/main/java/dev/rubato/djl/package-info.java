/** Rubato's optimizers in a DJL program: parameters updated in place in DJL's own memory. */
@NullMarked
package dev.rubato.djl;

import org.jspecify.annotations.NullMarked;
