package dev.rubato.web.studies;

import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import dev.rubato.lab.store.StoredStudy;
import dev.rubato.lab.store.StoredTrial;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.Replies;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** The routes by which the studies of a store are watched; it is only ever read. */
public final class StudyRoutes {
  private static final int MOST_CURVES = 40;

  private final Path folder;
  private String keptRevision = "";
  private List<StudyCurves.Lines> kept = List.of();

  /** The routes to a store, which need not exist. */
  public StudyRoutes(Path folder) {
    this.folder = folder;
  }

  /** Adds them. */
  public void addTo(RoutesConfig routes) {
    routes.get("/api/studies", this::list);
    routes.get("/api/studies/{id}", this::one);
    routes.get("/api/studies/{id}/curves", this::curves);
  }

  private void list(Context context) {
    if (!Store.exists(folder)) {
      Replies.send(context, Map.of("folder", folder.toString(), "studies", List.of()));
      return;
    }
    Replies.send(
        context,
        reading(
            store -> {
              List<StudyView.Summary> studies = new ArrayList<>();
              for (StoredStudy study : store.studies()) {
                studies.add(StudyView.Summary.of(study, false));
              }
              Collections.reverse(studies);
              return Map.of("folder", folder.toString(), "studies", studies);
            }));
  }

  private void one(Context context) {
    long id = Replies.number(context, "id");
    Replies.send(context, reading(store -> view(store, id)));
  }

  private static StudyView view(Store store, long id) {
    return StudyView.of(study(store, id), store.trials(id, false), !store.holder().isEmpty());
  }

  private static StoredStudy study(Store store, long id) {
    StoredStudy study = store.study(id);
    if (study == null) {
      throw new BadRequest(404, "there is no study " + id);
    }
    return study;
  }

  private void curves(Context context) {
    long id = Replies.number(context, "id");
    Replies.send(context, reading(store -> lines(store, id)));
  }

  /** Many pages may watch one study: its curves are read once for each revision. */
  private synchronized List<StudyCurves.Lines> lines(Store store, long id) {
    List<StoredTrial> trials = store.trials(id, false);
    StoredStudy study = study(store, id);
    StudyView view = StudyView.of(study, trials, false);
    String revision = id + " " + view.revision();
    if (!revision.equals(keptRevision)) {
      StudyCurves curves = new StudyCurves(study.judged().name(), MOST_CURVES);
      List<StudyView.Kind> kinds = new ArrayList<>();
      for (StudyView.Row row : view.rows()) {
        trials.stream()
            .filter(trial -> isOf(trial, row))
            .findFirst()
            .ifPresent(trial -> kinds.add(StudyView.kind(trial)));
      }
      curves.expect(kinds);
      store.eachTrial(id).forEach(curves::add);
      kept = curves.lines();
      keptRevision = revision;
    }
    return kept;
  }

  private static boolean isOf(StoredTrial trial, StudyView.Row row) {
    return trial.trial().horizon().steps() == row.steps()
        && trial.trial().strategy().toString().equals(row.strategy());
  }

  private <T> T reading(Function<Store, T> work) {
    try (Store store = Store.read(folder)) {
      return work.apply(store);
    } catch (StoreException e) {
      throw new BadRequest(503, String.valueOf(e.getMessage()));
    }
  }
}
