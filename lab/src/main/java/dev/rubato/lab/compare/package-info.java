/** Comparisons of strategies, each at its own best peak, with intervals over seeds. */
@NullMarked
package dev.rubato.lab.compare;

import org.jspecify.annotations.NullMarked;
