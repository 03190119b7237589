/** RangeTestFinding a learning rate for an optimizer on a task. */
@NullMarked
package dev.rubato.lab.find;

import org.jspecify.annotations.NullMarked;
