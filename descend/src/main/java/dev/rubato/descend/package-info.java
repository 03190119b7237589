/** Walks of an optimizer over two-dimensional test functions, for looking at. */
@NullMarked
package dev.rubato.descend;

import org.jspecify.annotations.NullMarked;
