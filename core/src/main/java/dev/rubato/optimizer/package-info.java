/** Optimizers: descriptions of how a gradient moves parameters, and the kernels that move them. */
@NullMarked
package dev.rubato.optimizer;

import org.jspecify.annotations.NullMarked;
