/** Where people look at curves besides Rubato: TensorBoard's files and MLflow's server. */
@NullMarked
package dev.rubato.lab.sink;

import org.jspecify.annotations.NullMarked;
