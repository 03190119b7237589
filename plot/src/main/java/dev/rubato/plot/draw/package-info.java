/**
 * The pencils of pictures: what draws into a grid of terminal cells or writes SVG, with the
 * colours, the marks of axes and the widths of text that all pictures share. It is for modules with
 * a kind of picture of their own, such as walks over contour lines; whoever has numbers to show
 * makes a {@code Chart} instead.
 */
@NullMarked
package dev.rubato.plot.draw;

import org.jspecify.annotations.NullMarked;
