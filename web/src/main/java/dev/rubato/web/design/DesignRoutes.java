package dev.rubato.web.design;

import dev.rubato.notation.Labelled;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.report.RateCurves;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.Replies;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The routes by which strategies are drawn, dragged and copied. */
public final class DesignRoutes {
  private static final long MOST_ROWS = 1_000_000;

  /**
   * A drag of a handle.
   *
   * @param strategy as typed
   * @param edits what it changes
   */
  private record Drag(String strategy, List<Handles.Edit> edits) {}

  /** Adds them. */
  public void addTo(RoutesConfig routes) {
    routes.post(
        "/api/design",
        context -> Replies.send(context, Drawing.of(Replies.read(context, Asked.class))));
    routes.post("/api/drag", DesignRoutes::drag);
    routes.post("/api/csv", DesignRoutes::csv);
  }

  private static void drag(Context context) {
    Drag drag = Replies.read(context, Drag.class);
    Asked.check(drag.strategy);
    if (drag.edits == null || drag.edits.size() > 2) {
      throw new BadRequest(400, "a drag changes one value or two");
    }
    try {
      Labelled before = Notation.labelled(drag.strategy);
      Labelled after = new Labelled(before.label(), Handles.change(before.strategy(), drag.edits));
      Replies.send(context, Map.of("strategy", after.toString()));
    } catch (IllegalArgumentException e) { // such as a level below 0
      throw new BadRequest(422, String.valueOf(e.getMessage()));
    }
  }

  /** Every step of every strategy, as {@code rubato curve --format csv} writes it. */
  private static void csv(Context context) throws IOException {
    Asked asked = Replies.read(context, Asked.class);
    Horizon horizon = asked.horizon();
    if (horizon.steps() > MOST_ROWS) {
      throw new BadRequest(400, "more than a million rows: use rubato curve --format csv");
    }
    List<String> names = new ArrayList<>();
    List<Curve> curves = new ArrayList<>();
    for (String text : asked.texts()) {
      try {
        Labelled labelled = Notation.labelled(text);
        names.add(labelled.name());
        curves.add(labelled.strategy().rate().over(horizon));
      } catch (NotationException e) {
        throw new BadRequest(422, e.reason());
      } catch (IllegalArgumentException | IllegalStateException e) {
        throw new BadRequest(422, String.valueOf(e.getMessage()));
      }
    }
    StringBuilder text = new StringBuilder();
    new RateCurves(horizon, names, curves).csv(text);
    context.contentType("text/csv; charset=utf-8").result(text.toString());
  }
}
