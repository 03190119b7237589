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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** The routes by which the studies of a store are watched; it is only ever read. */
public final class StudyRoutes {
  private static final int MOST_CURVES = 50;

  /** Curves in memory together. */
  private static final int AT_ONCE = 50;

  private static final TrialCurve NONE =
      new TrialCurve(0, new double[0], new double[0], new double[0], new double[0]);

  private final Path folder;

  /** Of the study that was asked for last. */
  private final Map<Long, TrialCurve> curves = new HashMap<>();

  private long keptStudy;
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
    routes.get("/api/studies/{id}/curves", this::drawn);
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

  private void drawn(Context context) {
    long id = Replies.number(context, "id");
    Replies.send(context, reading(store -> lines(store, id)));
  }

  /** Many pages may watch one study: a trial is read again only when it has come further. */
  private synchronized List<StudyCurves.Lines> lines(Store store, long id) {
    List<StoredTrial> trials = store.trials(id, false);
    StoredStudy study = study(store, id);
    String revision = id + " " + StudyView.revision(study, trials);
    if (revision.equals(keptRevision)) {
      return kept;
    }
    if (keptStudy != id) {
      curves.clear();
      keptStudy = id;
    }
    StudyCurves together = new StudyCurves();
    List<StoredTrial> shown = new ArrayList<>();
    StudyView.grouped(study, trials).entrySet().stream()
        .limit(MOST_CURVES)
        .forEach(
            each -> {
              together.expect(each.getKey());
              shown.addAll(each.getValue());
            });
    read(store, study, shown);
    shown.forEach(trial -> together.add(trial, curves.getOrDefault(trial.id(), NONE)));
    curves.keySet().retainAll(shown.stream().map(StoredTrial::id).collect(Collectors.toSet()));
    kept = together.lines();
    keptRevision = revision;
    return kept;
  }

  /** Reads the curves of trials that have changed since. */
  private void read(Store store, StoredStudy study, List<StoredTrial> shown) {
    List<Long> changed = new ArrayList<>();
    for (StoredTrial trial : shown) {
      TrialCurve known = curves.get(trial.id());
      if (trial.made() > 0 && (known == null || known.made() != trial.made())) {
        changed.add(trial.id());
      }
    }
    String metric = study.judged().name();
    for (int from = 0; from < changed.size(); from += AT_ONCE) {
      List<Long> some = changed.subList(from, Math.min(changed.size(), from + AT_ONCE));
      store
          .curves(study.id(), some)
          .forEach(trial -> curves.put(trial.id(), TrialCurve.of(trial, metric)));
    }
  }

  private <T> T reading(Function<Store, T> work) {
    try (Store store = Store.read(folder)) {
      return work.apply(store);
    } catch (StoreException e) {
      throw new BadRequest(503, String.valueOf(e.getMessage()));
    }
  }
}
