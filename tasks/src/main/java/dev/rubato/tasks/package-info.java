/** The bundled tasks, on DJL with PyTorch. */
@NullMarked
package dev.rubato.tasks;

import org.jspecify.annotations.NullMarked;
