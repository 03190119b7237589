/**
 * Pictures as values, drawn in the terminal, as SVG and in self-contained HTML; tables, CSV and
 * JSON. Knows nothing of training.
 */
@NullMarked
package dev.rubato.plot;

import org.jspecify.annotations.NullMarked;
