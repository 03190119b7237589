package dev.rubato.plot.draw;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Reduces arbitrary polylines to what a picture needs: fewer points, none far outside. */
public final class Polylines {

  private Polylines() {}

  /** Without the points within the tolerance of the remaining line (Douglas and Peucker 1973). */
  public static Polyline simplified(Polyline line, double tolerance) {
    boolean[] stays = new boolean[line.size()];
    stays[0] = true;
    stays[line.size() - 1] = true;
    mark(line, 0, line.size() - 1, tolerance, stays);
    double[] x = new double[line.size()];
    double[] y = new double[line.size()];
    int size = 0;
    for (int i = 0; i < stays.length; i++) {
      if (stays[i]) {
        x[size] = line.x()[i];
        y[size++] = line.y()[i];
      }
    }
    return new Polyline(Arrays.copyOf(x, size), Arrays.copyOf(y, size));
  }

  private static void mark(Polyline line, int from, int to, double tolerance, boolean[] stays) {
    int farthest = from;
    double most = tolerance;
    for (int i = from + 1; i < to; i++) {
      double distance = distance(line, i, from, to);
      if (distance > most) {
        most = distance;
        farthest = i;
      }
    }
    if (farthest > from) {
      stays[farthest] = true;
      mark(line, from, farthest, tolerance, stays);
      mark(line, farthest, to, tolerance, stays);
    }
  }

  /** The distance of a point from the segment between two others. */
  private static double distance(Polyline line, int point, int from, int to) {
    double dx = line.x()[to] - line.x()[from];
    double dy = line.y()[to] - line.y()[from];
    double px = line.x()[point] - line.x()[from];
    double py = line.y()[point] - line.y()[from];
    double length = dx * dx + dy * dy;
    double share = length == 0 ? 0 : Math.max(0, Math.min(1, (px * dx + py * dy) / length));
    double offX = px - share * dx;
    double offY = py - share * dy;
    return Math.sqrt(offX * offX + offY * offY);
  }

  /** How long the line is. */
  public static double length(Polyline line) {
    double length = 0;
    for (int i = 1; i < line.size(); i++) {
      double dx = line.x()[i] - line.x()[i - 1];
      double dy = line.y()[i] - line.y()[i - 1];
      length += Math.sqrt(dx * dx + dy * dy);
    }
    return length;
  }

  /** The parts of the line inside a box (Liang and Barsky 1984). */
  public static List<Polyline> clipped(Polyline line, Box box) {
    List<Polyline> parts = new ArrayList<>();
    double[] x = new double[line.size()];
    double[] y = new double[line.size()];
    int size = 0;
    for (int i = 1; i < line.size(); i++) {
      double x0 = line.x()[i - 1];
      double y0 = line.y()[i - 1];
      double dx = line.x()[i] - x0;
      double dy = line.y()[i] - y0;
      double[] inside = {0, 1};
      keep(inside, -dx, x0 - box.left());
      keep(inside, dx, box.right() - x0);
      keep(inside, -dy, y0 - box.top());
      keep(inside, dy, box.bottom() - y0);
      boolean seen = inside[0] <= inside[1];
      if (size > 0 && (!seen || inside[0] > 0)) {
        parts.add(new Polyline(Arrays.copyOf(x, size), Arrays.copyOf(y, size)));
        size = 0;
      }
      if (seen && size == 0) {
        x[0] = x0 + inside[0] * dx;
        y[0] = y0 + inside[0] * dy;
        size = 1;
      }
      if (seen) {
        x[size] = x0 + inside[1] * dx;
        y[size++] = y0 + inside[1] * dy;
      }
    }
    if (size > 0) {
      parts.add(new Polyline(Arrays.copyOf(x, size), Arrays.copyOf(y, size)));
    }
    return parts;
  }

  /** Narrows the interval from inside[0] to inside[1] to where share · speed is at most room. */
  private static void keep(double[] inside, double speed, double room) {
    if (speed < 0) {
      inside[0] = Math.max(inside[0], room / speed);
    } else if (speed > 0) {
      inside[1] = Math.min(inside[1], room / speed);
    } else if (room < 0) {
      inside[1] = Double.NEGATIVE_INFINITY;
    }
  }
}
