package dev.rubato.web.started;

import dev.rubato.notation.NotationException;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.Replies;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.Map;

/** The routes by which studies are started and stopped. */
public final class StartedRoutes {
  private final StartedStudies studies;

  /** The routes to what a page starts. */
  public StartedRoutes(StartedStudies studies) {
    this.studies = studies;
  }

  /** A task as the page sees it: how it is started is not the page's to know. */
  private record Offered(String name, String summary, long steps) {}

  /** Adds them. */
  public void addTo(RoutesConfig routes) {
    routes.get("/api/started", context -> Replies.send(context, studies.seen()));
    routes.get(
        "/api/started/tasks",
        context ->
            Replies.send(
                context,
                studies.offers().stream()
                    .map(each -> new Offered(each.name(), each.summary(), each.steps()))
                    .toList()));
    routes.post("/api/started", this::start);
    routes.post("/api/started/stop", this::stop);
  }

  private void start(Context context) {
    Wish wish = Replies.read(context, Wish.class);
    if (wish.kind() == null || wish.task() == null || wish.strategies() == null) {
      throw new BadRequest(400, "a study needs a kind, a task and strategies");
    }
    try {
      studies.start(wish);
      Replies.send(context, studies.seen());
    } catch (NotationException e) {
      throw new BadRequest(422, e.reason());
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new BadRequest(422, String.valueOf(e.getMessage()));
    }
  }

  private void stop(Context context) {
    Replies.read(context, Map.class);
    try {
      studies.stop();
      Replies.send(context, studies.seen());
    } catch (IllegalStateException e) {
      throw new BadRequest(422, String.valueOf(e.getMessage()));
    }
  }
}
