package dev.rubato.web.design;

import dev.rubato.descend.Descent;
import dev.rubato.descend.Point;
import dev.rubato.descend.TestFunction;
import dev.rubato.descend.TestFunctions;
import dev.rubato.descend.Viewport;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.Replies;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The routes by which a strategy walks over a function of two variables. */
public final class WalkRoutes {
  /** How much the low parts are spread. */
  private static final double STEEP = 20;

  private static final int COLUMNS = 120;
  private static final int ROWS = 90;
  private static final int MOST_STEPS = 20_000;
  private static final int MOST_POINTS = 1500;

  /** A walk that is asked for; without a start it is the function's own. */
  private record Walk(
      String strategy, String function, long steps, @Nullable Double x, @Nullable Double y) {}

  /**
   * A walk that was made.
   *
   * @param path x, y, loss and rate of each point shown
   * @param steps the updates before each point
   * @param status how it ended
   * @param reason why it ended early, or empty
   */
  @SuppressWarnings("ArrayRecordComponent") // only ever written as JSON
  private record Walked(List<double[]> path, long[] steps, String status, String reason) {}

  /**
   * A function as a picture.
   *
   * @param window left, right, bottom and top of the part of the plane
   * @param start x and y
   * @param minima x and y of each
   * @param heights row by row from the top, {@code columns} in each: 0 to 1000, by the logarithm of
   *     the height above the lowest
   */
  @SuppressWarnings("ArrayRecordComponent") // only ever written as JSON
  private record Ground(
      String name,
      String formula,
      double[] window,
      double[] start,
      List<double[]> minima,
      int columns,
      int[] heights) {}

  /** Adds them. */
  public void addTo(RoutesConfig routes) {
    routes.get(
        "/api/functions",
        context ->
            Replies.send(context, TestFunctions.all().stream().map(WalkRoutes::ground).toList()));
    routes.post("/api/walk", WalkRoutes::walk);
  }

  private static Ground ground(TestFunction function) {
    Viewport window = function.window();
    double[] heights = new double[COLUMNS * ROWS];
    for (int row = 0; row < ROWS; row++) {
      double y = window.top() - (row + 0.5) / ROWS * window.height();
      for (int column = 0; column < COLUMNS; column++) {
        double x = window.left() + (column + 0.5) / COLUMNS * window.width();
        heights[row * COLUMNS + column] = function.value(new Point(x, y));
      }
    }
    return new Ground(
        function.name(),
        function.formula(),
        new double[] {window.left(), window.right(), window.bottom(), window.top()},
        pair(function.start()),
        function.minima().stream().map(WalkRoutes::pair).toList(),
        COLUMNS,
        bands(heights));
  }

  private static int[] bands(double[] heights) {
    double lowest = Arrays.stream(heights).min().orElse(0);
    double[] logs =
        Arrays.stream(heights).map(each -> Math.log1p(STEEP * (each - lowest))).toArray();
    double highest = Arrays.stream(logs).max().orElse(1);
    return Arrays.stream(logs).mapToInt(each -> (int) Math.round(1000 * each / highest)).toArray();
  }

  private static double[] pair(Point point) {
    return new double[] {point.x(), point.y()};
  }

  private static void walk(Context context) {
    Walk walk = Replies.read(context, Walk.class);
    Asked.check(walk.strategy);
    TestFunction function = walk.function == null ? null : TestFunctions.find(walk.function);
    if (function == null) {
      throw new BadRequest(400, "there is no such function");
    }
    if (walk.steps > MOST_STEPS) {
      throw new BadRequest(422, "a walk has at most " + MOST_STEPS + " steps here");
    }
    Horizon horizon = Asked.horizon(walk.steps, 0);
    Point start = walk.x == null || walk.y == null ? function.start() : new Point(walk.x, walk.y);
    try {
      Strategy strategy = Notation.labelled(walk.strategy).strategy();
      Replies.send(context, walked(Descent.run(strategy, function, start, horizon)));
    } catch (NotationException e) {
      throw new BadRequest(422, e.reason());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new BadRequest(422, String.valueOf(e.getMessage()));
    }
  }

  private static Walked walked(Descent descent) {
    int size = descent.rows().size();
    int shown = Math.min(size, MOST_POINTS);
    double[][] path = new double[shown][];
    long[] steps = new long[shown];
    for (int i = 0; i < shown; i++) {
      int at = shown == 1 ? 0 : (int) ((long) i * (size - 1) / (shown - 1));
      Descent.Row row = descent.rows().get(at);
      path[i] = new double[] {row.at().x(), row.at().y(), row.loss(), row.rate()};
      steps[i] = row.step();
    }
    return new Walked(
        List.of(path), steps, descent.status().name().toLowerCase(Locale.ROOT), descent.reason());
  }
}
