/**
 * The drawing tools of pictures: what draws into a grid of terminal cells or writes SVG, with the
 * colours, the marks of axes and the widths of text that all pictures share. It is for modules with
 * their own kind of picture, such as walks over contour lines; to plot numbers, use a {@code Chart}
 * instead.
 */
@NullMarked
package dev.rubato.plot.draw;

import org.jspecify.annotations.NullMarked;
