package dev.rubato.web.design;

import dev.rubato.argument.Numbers;
import dev.rubato.interop.Exports;
import dev.rubato.interop.Imported;
import dev.rubato.interop.Imports;
import dev.rubato.interop.Inexpressible;
import dev.rubato.interop.Target;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.schedule.Horizon;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.Replies;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The routes by which strategies become code of other libraries, and come from it. */
public final class TakeRoutes {
  private static final long MOST_STEPS = 1_000_000;
  private static final long MOST_ROWS = 200_000;
  private static final int MOST_CHARACTERS = 100_000;

  /**
   * What is to be exported.
   *
   * @param strategies as typed
   * @param target as {@code rubato export --to} has it
   */
  private record Wanted(
      List<String> strategies,
      long steps,
      long stepsPerEpoch,
      String target,
      @Nullable Long from,
      @Nullable Long to,
      @Nullable Integer columns) {}

  /**
   * What is to be read.
   *
   * @param lr the optimizer's rate where the text has none
   * @param perEpoch whether a scheduler is stepped once an epoch
   */
  private record Brought(String text, @Nullable Double lr, boolean perEpoch) {}

  /** Adds them. */
  public void addTo(RoutesConfig routes) {
    routes.post("/api/export", TakeRoutes::export);
    routes.post("/api/import", TakeRoutes::bring);
  }

  private static Target target(@Nullable String name) {
    for (Target each : Target.values()) {
      if (each.toString().equals(name)) {
        return each;
      }
    }
    throw new BadRequest(400, "a target must be one of " + List.of(Target.values()));
  }

  private static void export(Context context) throws IOException {
    Wanted wanted = Replies.read(context, Wanted.class);
    Target target = target(wanted.target);
    Horizon horizon = Asked.horizon(wanted.steps, wanted.stepsPerEpoch);
    boolean table = target == Target.CSV || target == Target.JSON;
    if (horizon.steps() > (table ? MOST_ROWS : MOST_STEPS)) {
      throw new BadRequest(
          422,
          "the page writes at most %s steps: use rubato export --to %s"
              .formatted(Numbers.print(table ? MOST_ROWS : MOST_STEPS), target));
    }
    if (wanted.strategies == null || wanted.strategies.isEmpty()) {
      throw new BadRequest(422, "there is no strategy without an error");
    }
    String first = wanted.strategies.get(0);
    Asked.check(first);
    StringBuilder text = new StringBuilder();
    try {
      Exports.write(Notation.labelled(first).strategy(), horizon, target, text);
    } catch (NotationException e) {
      throw new BadRequest(422, e.reason());
    } catch (Inexpressible | IllegalArgumentException | IllegalStateException e) {
      throw new BadRequest(422, "it can't be said in %s: %s".formatted(target, e.getMessage()));
    }
    context.contentType("text/plain; charset=utf-8").result(text.toString());
  }

  private static void bring(Context context) {
    Brought brought = Replies.read(context, Brought.class);
    if (brought.text == null || brought.text.length() > MOST_CHARACTERS) {
      throw new BadRequest(400, "a text has at most 100000 characters: use rubato import --file");
    }
    try {
      double lr = brought.lr == null ? Double.NaN : brought.lr;
      Imported read = Imports.read(brought.text, lr, brought.perEpoch);
      Map<String, @Nullable Object> answer = new LinkedHashMap<>();
      answer.put("strategy", read.strategy().toString());
      answer.put("steps", read.steps());
      boolean known = !Double.isNaN(read.residual());
      answer.put("residual", known ? Numbers.print(Numbers.round(read.residual(), 2)) : null);
      answer.put("notes", read.notes());
      Replies.send(context, answer);
    } catch (Inexpressible e) {
      throw new BadRequest(422, "it can't be said in the notation: " + e.getMessage());
    }
  }
}
