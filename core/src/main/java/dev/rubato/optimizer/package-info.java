/** Optimizers: descriptions of how a gradient updates parameters, and the kernels that do it. */
@NullMarked
package dev.rubato.optimizer;

import org.jspecify.annotations.NullMarked;
