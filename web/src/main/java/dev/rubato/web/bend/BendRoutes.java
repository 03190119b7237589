package dev.rubato.web.bend;

import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.strategy.Strategy;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.EventStream;
import dev.rubato.web.http.Replies;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The routes by which trainings are started, watched, bent and stopped. */
public final class BendRoutes {
  private static final int MOST_CHARACTERS = 8000;

  private final Forest forest;
  private final ForestEvents events;
  private final EventStream stream = new EventStream();

  /** The routes to a forest. */
  public BendRoutes(Forest forest) {
    this.forest = forest;
    this.events = new ForestEvents(forest);
  }

  /** A training that is asked for; 0 steps are the task's own. */
  private record Start(String task, String strategy, long steps, long seed) {}

  /** A bend that is asked for. */
  private record Bent(long from, List<Bend.Point> points) {}

  /**
   * A task that is offered.
   *
   * @param steps how long a training is by default
   */
  private record Offer(String name, String summary, long steps, long stepsPerEpoch) {}

  /** Adds them. */
  public void addTo(RoutesConfig routes) {
    routes.get(
        "/api/tasks",
        context ->
            Replies.send(
                context,
                forest.tasks().stream()
                    .map(
                        task ->
                            new Offer(
                                task.name(),
                                task.summary(),
                                task.epochs() * task.stepsPerEpoch(),
                                task.stepsPerEpoch()))
                    .toList()));
    routes.get("/api/trainings/events", context -> stream.serve(context, events));
    routes.post("/api/trainings", this::start);
    routes.post("/api/trainings/{id}/preview", this::preview);
    routes.post("/api/trainings/{id}/bend", this::bend);
    routes.post(
        "/api/trainings/{id}/stop",
        context -> {
          Replies.read(context, Map.class);
          answer(context, () -> done(() -> forest.stop(Replies.number(context, "id"))));
        });
    routes.delete(
        "/api/trainings/{id}",
        context -> answer(context, () -> done(() -> forest.remove(Replies.number(context, "id")))));
  }

  private void start(Context context) {
    Start start = Replies.read(context, Start.class);
    if (start.strategy == null || start.strategy.length() > MOST_CHARACTERS || start.steps < 0) {
      throw new BadRequest(400, "a training needs a strategy, and a length of at least 1 step");
    }
    answer(
        context,
        () -> {
          Strategy strategy = Notation.labelled(start.strategy).strategy();
          if (!strategy.open().isEmpty()) {
            throw new IllegalArgumentException("replace each ? with a number first");
          }
          String task = String.valueOf(start.task);
          return Map.of("id", forest.start(task, strategy, start.steps, start.seed));
        });
  }

  private void preview(Context context) {
    Bent bent = Replies.read(context, Bent.class);
    answer(
        context,
        () -> {
          Bend bend = new Bend(bent.from, bent.points);
          Strategy strategy = forest.preview(Replies.number(context, "id"), bend);
          return Map.of("strategy", strategy.toString());
        });
  }

  private void bend(Context context) {
    Bent bent = Replies.read(context, Bent.class);
    answer(
        context,
        () ->
            Map.of(
                "id",
                forest.bend(Replies.number(context, "id"), new Bend(bent.from, bent.points))));
  }

  private static Map<String, Object> done(Runnable work) {
    work.run();
    return Map.of();
  }

  /** Answers, or says what is wrong with what was asked. */
  private static void answer(Context context, Supplier<Map<String, ? extends Object>> work) {
    try {
      Replies.send(context, work.get());
    } catch (NotationException e) {
      Map<String, Object> place =
          Map.of("start", e.start(), "end", Math.max(e.start() + 1, e.end()));
      throw new BadRequest(422, e.reason(), place);
    } catch (IllegalArgumentException | IllegalStateException e) {
      throw new BadRequest(422, String.valueOf(e.getMessage()));
    }
  }
}
