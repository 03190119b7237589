/** An optimizer's walks over two-dimensional test functions, for visualization. */
@NullMarked
package dev.rubato.descend;

import org.jspecify.annotations.NullMarked;
