/** Drawing: charts as terminal plots, SVG and one-file HTML; tables; CSV; safe writing of files. */
@NullMarked
package dev.rubato.report;

import org.jspecify.annotations.NullMarked;
