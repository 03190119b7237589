/** Comparisons, tunings and studies as tables, text, CSV, JSON and pages. */
@NullMarked
package dev.rubato.report;

import org.jspecify.annotations.NullMarked;
