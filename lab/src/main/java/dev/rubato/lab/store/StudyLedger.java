package dev.rubato.lab.store;

import dev.rubato.argument.Sha256;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.Ledger;
import dev.rubato.strategy.Checkpoint;
import dev.rubato.strategy.CheckpointException;
import dev.rubato.strategy.Snapshot;
import java.lang.ref.WeakReference;
import java.security.MessageDigest;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The ledger of one study in a store. */
public final class StudyLedger implements Ledger {
  private static final String JOIN =
      "INSERT INTO study_trial (study, place, phase, trial)"
          + " SELECT ?1, (SELECT coalesce(max(place) + 1, 0) FROM study_trial WHERE study = ?1),"
          + " ?2, (SELECT id FROM trial WHERE key = ?3)"
          + " WHERE true ON CONFLICT (study, trial) DO NOTHING";

  private final Store store;
  private final long id;
  private final StudyKey key;
  private final TrialRows rows;

  /** The trials that were requested since the study was started or resumed, and why. */
  private final Map<String, String> asked = new LinkedHashMap<>();

  /** Snapshots that are in use, by the hash of their bytes. */
  private final Map<String, WeakReference<Snapshot>> snapshots = new HashMap<>();

  StudyLedger(Store store, long id, StudyKey key, String machine) {
    this.store = store;
    this.id = id;
    this.key = key;
    this.rows = new TrialRows(key, machine);
  }

  /** The study's number in the store. */
  public long id() {
    return id;
  }

  /** The study has finished, with nothing to say. */
  public void finish(boolean well) {
    finish(well, "");
  }

  /**
   * The study has finished. It keeps the trials that led to its end: others, which an earlier run
   * requested after a failure that no longer occurs, are not part of it any more.
   *
   * @param well whether it succeeded
   * @param verdict what it found, for people to read; may be empty
   */
  public void finish(boolean well, String verdict) {
    store.write(
        connection -> {
          try (PreparedStatement leave =
                  connection.prepareStatement("DELETE FROM study_trial WHERE study = ?");
              PreparedStatement join = connection.prepareStatement(JOIN);
              PreparedStatement update =
                  connection.prepareStatement(
                      "UPDATE study SET state = ?, changed = ?, verdict = ? WHERE id = ?")) {
            leave.setLong(1, id);
            leave.executeUpdate();
            join(join, asked);
            update.setString(1, well ? "done" : "failed");
            update.setString(2, StoreQueries.now());
            update.setString(3, verdict);
            update.setLong(4, id);
            return update.executeUpdate();
          }
        });
  }

  private void join(PreparedStatement join, Map<String, String> trials) throws SQLException {
    for (Map.Entry<String, String> each : trials.entrySet()) {
      join.setLong(1, id);
      join.setString(2, each.getValue());
      join.setString(3, each.getKey());
      join.executeUpdate();
    }
  }

  @Override
  public void phase(String phase, List<Trial> trials, long steps) {
    store.write(
        connection -> {
          rows.queue(connection, trials);
          Map<String, String> fresh = new LinkedHashMap<>();
          for (Trial trial : trials) {
            String hash = key.of(trial);
            if (asked.putIfAbsent(hash, phase) == null) {
              fresh.put(hash, phase);
            }
          }
          try (PreparedStatement join = connection.prepareStatement(JOIN)) {
            join(join, fresh);
          }
          return trials.size();
        });
  }

  /** Adds to what the study is warned of, a line each, what is new. */
  @Override
  public void warn(List<String> warnings) {
    store.write(
        connection -> {
          Set<String> lines = new LinkedHashSet<>();
          try (PreparedStatement query =
              connection.prepareStatement("SELECT warnings FROM study WHERE id = ?")) {
            query.setLong(1, id);
            try (ResultSet row = query.executeQuery()) {
              if (row.next()) {
                StoredTrial.text(row, "warnings").lines().forEach(lines::add);
              }
            }
          }
          lines.addAll(warnings);
          try (PreparedStatement update =
              connection.prepareStatement("UPDATE study SET warnings = ? WHERE id = ?")) {
            update.setString(1, String.join("\n", lines));
            update.setLong(2, id);
            return update.executeUpdate();
          }
        });
  }

  @Override
  public List<Kept> find(Trial trial) {
    return store.read(
        connection -> {
          List<Kept> kept = new ArrayList<>();
          try (PreparedStatement query =
              connection.prepareStatement(
                  "SELECT '' AS phase, trial.*, bytes FROM trial LEFT JOIN snapshot ON"
                      + " snapshot.trial = trial.id AND snapshot.made = trial.made"
                      + " WHERE training = ?1 AND state IN ('done', 'diverged', 'pruned', 'paused')"
                      + " ORDER BY key <> ?2, trial.id")) {
            query.setString(1, key.training(trial));
            query.setString(2, key.of(trial));
            try (ResultSet row = query.executeQuery()) {
              while (row.next()) {
                kept.add(kept(trial, row));
              }
            }
          }
          return kept;
        });
  }

  /** Results that nothing changes any more keep the stored curves; all others their own. */
  @Override
  public TrialResult kept(TrialResult result) {
    if (!isFinal(result)) {
      return result;
    }
    long trial = store.read(connection -> rows.number(connection, result.trial()));
    return trial == 0 ? result : result.with(new StoredCurves(store, trial, result.curves()));
  }

  private static boolean isFinal(TrialResult result) {
    return result.status() == Status.DONE || result.status() == Status.DIVERGED;
  }

  private Kept kept(Trial trial, ResultSet row) throws SQLException {
    StoredTrial stored = StoredTrial.of(row, true, text -> trial.strategy());
    TrialResult result = stored.result();
    if (isFinal(result)) {
      result = result.with(new StoredCurves(store, stored.id(), result.curves()));
    }
    byte[] bytes = row.getBytes("bytes");
    try {
      return new Kept(result, bytes == null ? null : snapshot(bytes));
    } catch (CheckpointException e) {
      return new Kept(result, null); // then it is run from its first step
    }
  }

  /** Trials that were one training until then get the same object, and go on as one. */
  private Snapshot snapshot(byte[] bytes) throws CheckpointException {
    MessageDigest digest = Sha256.digest();
    digest.update(bytes);
    String hash = Sha256.hex(digest);
    WeakReference<Snapshot> known = snapshots.get(hash);
    Snapshot snapshot = known == null ? null : known.get();
    if (snapshot == null) {
      snapshot = Checkpoint.of(bytes);
      snapshots.put(hash, new WeakReference<>(snapshot));
    }
    return snapshot;
  }

  /** Keeps what a trial that was judged by another metric tells of this study's. */
  @Override
  public void found(TrialResult result) {
    if (!store.read(connection -> rows.isWhole(connection, result))) {
      store.write(connection -> put(connection, result, TrialRows.name(result.status()), null));
    }
  }

  @Override
  public void begun(TrialEvent.Begun event) {
    store.write(connection -> rows.begin(connection, event.trials(), event.made() == 0));
  }

  @Override
  public void ended(TrialEvent.Ended event) {
    TrialResult result = event.result();
    if (result.status() == Status.CANCELLED) {
      store.write(connection -> rows.cancel(connection, result));
    } else {
      store.write(connection -> put(connection, result, TrialRows.name(result.status()), null));
    }
  }

  @Override
  public void paused(TrialEvent.Paused event) {
    byte[] bytes = Checkpoint.bytes(event.snapshot());
    store.write(connection -> put(connection, event.soFar(), "paused", bytes));
  }

  @Override
  public void checkpointed(TrialEvent.Checkpointed event) {
    Snapshot snapshot = event.snapshot();
    byte[] bytes = snapshot == null ? null : Checkpoint.bytes(snapshot);
    store.write(
        connection -> {
          for (TrialResult soFar : event.soFar()) {
            put(connection, soFar, "running", bytes);
          }
          return event.soFar().size();
        });
  }

  /** Keeps what these trials saw with the study, but finds and resumes none of them any more. */
  void disown(Collection<Trial> trials, String reason) {
    store.write(connection -> rows.disown(connection, trials, reason));
  }

  /** Keeps what a trial saw until now, and that the study has changed. */
  private int put(
      Connection connection, TrialResult result, String state, byte @Nullable [] snapshot)
      throws SQLException {
    int changed = rows.put(connection, result, state, snapshot);
    try (PreparedStatement study =
        connection.prepareStatement("UPDATE study SET changed = ? WHERE id = ?")) {
      study.setString(1, StoreQueries.now());
      study.setLong(2, id);
      study.executeUpdate();
    }
    return changed;
  }
}
