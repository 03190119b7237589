package dev.rubato.descend;

import dev.rubato.plot.draw.Polyline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Contour lines of a function by marching squares: it is sampled on a grid, and a line crosses the
 * grid's edges where the level is between two samples. The grid is surrounded by samples below
 * every level, so that each line is closed.
 */
final class Contours {
  private static final int NONE = -1;

  private final int columns;
  private final int rows;
  private final double cell;
  private final double[] samples;
  private final int[] next;
  private double level;

  /**
   * Samples the function one cell beyond the window too, so that lines closed along the grid's edge
   * are outside the picture.
   *
   * @param width of the picture in pixels, and with the height its left top corner is (0, 0)
   * @param cell the grid's, in pixels
   */
  Contours(TestFunction function, Viewport window, double width, double height, double cell) {
    this.cell = cell;
    columns = (int) Math.ceil(width / cell) + 5;
    rows = (int) Math.ceil(height / cell) + 5;
    samples = new double[columns * rows];
    next = new int[2 * samples.length];
    Arrays.fill(samples, Double.NEGATIVE_INFINITY);
    for (int row = 1; row < rows - 1; row++) {
      double y = window.top() - (row - 2) * cell / height * window.height();
      for (int column = 1; column < columns - 1; column++) {
        double x = window.left() + (column - 2) * cell / width * window.width();
        samples[row * columns + column] = function.value(new Point(x, y));
      }
    }
  }

  /** The lines around all ground at or above the level, in pixels; each ends where it begins. */
  List<Polyline> above(double level) {
    this.level = level;
    Arrays.fill(next, NONE);
    for (int row = 0; row < rows - 1; row++) {
      for (int column = 0; column < columns - 1; column++) {
        march(row * columns + column);
      }
    }
    List<Polyline> lines = new ArrayList<>();
    for (int edge = 0; edge < next.length; edge++) {
      if (next[edge] != NONE) {
        lines.add(trace(edge));
      }
    }
    return lines;
  }

  /**
   * Joins the edges of one cell that the level crosses. Clockwise around the cell, a segment leads
   * from an edge where the function rises above the level to one where it falls below. The
   * neighbouring cell traverses that edge in the other direction, so the next segment begins there.
   */
  private void march(int corner) {
    int[] corners = {corner, corner + 1, corner + columns + 1, corner + columns};
    boolean[] above = new boolean[4];
    int rises = 0;
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      above[i] = samples[corners[i]] >= level;
      sum += samples[corners[i]];
    }
    for (int i = 0; i < 4; i++) {
      rises += !above[i] && above[(i + 1) % 4] ? 1 : 0;
    }
    // an edge's index is twice that of its left or upper end, plus one if it is vertical
    int[] edges = {2 * corner, 2 * corner + 3, 2 * (corner + columns), 2 * corner + 1};
    // two high corners opposite each other: the centre decides whether they are one hill
    boolean joined = rises == 2 && sum / 4 >= level;
    for (int i = 0; i < 4; i++) {
      if (!above[i] && above[(i + 1) % 4]) {
        int fall = joined ? i + 3 : i + 1;
        while (!joined && above[(fall + 1) % 4]) {
          fall++;
        }
        next[edges[i]] = edges[fall % 4];
      }
    }
  }

  private Polyline trace(int start) {
    int size = 0;
    double[] x = new double[16];
    double[] y = new double[16];
    for (int edge = start; edge != NONE; ) {
      if (size + 1 >= x.length) {
        x = Arrays.copyOf(x, 2 * size);
        y = Arrays.copyOf(y, 2 * size);
      }
      int corner = edge / 2;
      boolean upright = edge % 2 == 1;
      double part = crossing(samples[corner], samples[upright ? corner + columns : corner + 1]);
      x[size] = (corner % columns - 2 + (upright ? 0 : part)) * cell;
      y[size] = (corner / columns - 2 + (upright ? part : 0)) * cell;
      size++;
      int following = next[edge];
      next[edge] = NONE;
      edge = following;
    }
    x[size] = x[0];
    y[size] = y[0];
    return new Polyline(Arrays.copyOf(x, size + 1), Arrays.copyOf(y, size + 1));
  }

  /** Where the level is between two samples: 0 at the first, 1 at the second. */
  private double crossing(double first, double second) {
    double part = (level - first) / (second - first);
    return part >= 0 && part <= 1 ? part : 0.5;
  }
}
