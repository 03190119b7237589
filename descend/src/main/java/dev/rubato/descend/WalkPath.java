package dev.rubato.descend;

import dev.rubato.plot.draw.Box;
import dev.rubato.plot.draw.Polyline;
import dev.rubato.plot.draw.Polylines;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A walk in the pixels of a picture: its line, and some of its steps as dots. */
final class WalkPath {
  private static final int MOST_POINTS = 10_000;
  private static final int MOST_DOTS = 250;
  private static final int[] DIGITS = {1, 2, 5};

  /** Moves shorter than this, in pixels, are invisible. */
  private static final double SHORTEST = 0.3;

  /** The line may leave the picture by this many pixels: strokes have a width. */
  private static final double MARGIN = 10;

  private final Descent descent;
  private final Viewport window;
  private final double width;
  private final double height;

  WalkPath(Descent descent, Viewport window, double width, double height) {
    this.descent = descent;
    this.window = window;
    this.width = width;
    this.height = height;
  }

  double x(Point point) {
    return (point.x() - window.left()) / window.width() * width;
  }

  double y(Point point) {
    return (window.top() - point.y()) / window.height() * height;
  }

  boolean shows(Point point) {
    return window.contains(point);
  }

  /** The visible parts of the line. */
  List<Polyline> lines() {
    List<Point> kept = new ArrayList<>();
    for (Descent.Row row : descent.rows()) {
      if (kept.isEmpty() || apart(kept.get(kept.size() - 1), row.at())) {
        kept.add(row.at());
      }
    }
    kept.add(descent.last().at());
    int stride = kept.size() / MOST_POINTS + 1;
    int size = (kept.size() - 1) / stride + 1;
    double[] px = new double[size];
    double[] py = new double[size];
    for (int i = 0; i < size; i++) {
      // counted from the end, which must be kept
      Point point = kept.get(kept.size() - 1 - (size - 1 - i) * stride);
      px[i] = x(point);
      py[i] = y(point);
    }
    px[0] = x(descent.first().at());
    py[0] = y(descent.first().at());
    Box box = new Box(-MARGIN, -MARGIN, width + MARGIN, height + MARGIN);
    return Polylines.clipped(new Polyline(px, py), box);
  }

  private boolean apart(Point a, Point b) {
    return Math.abs(x(a) - x(b)) >= SHORTEST || Math.abs(y(a) - y(b)) >= SHORTEST;
  }

  /**
   * A dot represents this many steps: 1, 2 or 5 times a power of ten, and as few as the picture has
   * room for.
   */
  int stepsPerDot() {
    for (int power = 1; ; power *= 10) {
      for (int digit : DIGITS) {
        if (dots(digit * power).size() <= MOST_DOTS) {
          return digit * power;
        }
      }
    }
  }

  /** The visible dots between start and end, without those that would hide another. */
  List<Point> dots(int steps) {
    List<Point> dots = new ArrayList<>();
    List<Descent.Row> rows = descent.rows();
    for (int i = steps; i < rows.size() - 1 && dots.size() <= MOST_DOTS; i += steps) {
      Point point = rows.get(i).at();
      if (shows(point) && (dots.isEmpty() || apart(dots.get(dots.size() - 1), point))) {
        dots.add(point);
      }
    }
    return dots;
  }

  /** What a reader should know about anything outside the picture; of several with their names. */
  static List<String> notes(List<Descent> walks, Viewport window) {
    List<String> notes = new ArrayList<>();
    for (Descent each : walks) {
      String name = walks.size() == 1 ? "" : each.strategy() + ": ";
      notes(each, window).forEach(note -> notes.add(name + note));
    }
    return notes;
  }

  private static List<String> notes(Descent descent, Viewport window) {
    List<String> notes = new ArrayList<>();
    for (Descent.Row row : descent.rows()) {
      if (!window.contains(row.at())) {
        notes.add("the path leaves the picture at step " + row.step());
        break;
      }
    }
    if (descent.status() != Descent.Status.DONE) {
      String end = descent.status().name().toLowerCase(Locale.ROOT);
      notes.add(end + " at step " + descent.last().step() + " of " + descent.horizon().steps());
    }
    return notes;
  }
}
