package dev.rubato.lab.store;

import dev.rubato.lab.Curves;
import dev.rubato.lab.TrialResult.Evaluation;
import java.lang.ref.SoftReference;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The curves of a finished trial, read again from its store when they are asked for, and then held
 * for as long as there is memory to spare. For any thread.
 */
final class StoredCurves implements Curves {
  private final Store store;
  private final long trial;
  private final int made;
  private final @Nullable Evaluation latest;
  private volatile @Nullable SoftReference<Curves> read;

  /**
   * Curves that are stored.
   *
   * @param trial its number in the store
   * @param same the same in memory
   */
  StoredCurves(Store store, long trial, Curves same) {
    this.store = store;
    this.trial = trial;
    this.made = same.made();
    this.latest = same.latest();
  }

  @Override
  public int made() {
    return made;
  }

  @Override
  public double[] rates() {
    return all().rates();
  }

  @Override
  public double[] losses() {
    return all().losses();
  }

  @Override
  public List<Evaluation> evaluations() {
    return latest == null ? List.of() : all().evaluations();
  }

  @Override
  public @Nullable Evaluation latest() {
    return latest;
  }

  /** Without a lock of its own: whoever asks may have the store's already. */
  private Curves all() {
    SoftReference<Curves> before = read;
    Curves held = before == null ? null : before.get();
    if (held == null) {
      held = store.readAgain(this::read);
      read = new SoftReference<>(held);
    }
    return held;
  }

  private Curves read(Connection connection) throws SQLException {
    try (PreparedStatement query =
        connection.prepareStatement(
            "SELECT rates, losses, evaluations FROM trial WHERE id = ? AND made = ?")) {
      query.setLong(1, trial);
      query.setInt(2, made);
      try (ResultSet row = query.executeQuery()) {
        if (!row.next()) {
          throw new StoreException(
              String.format(
                  Locale.ROOT,
                  "trial %d was deleted from %s or run anew, before a study that has it had"
                      + " finished its report: run the study again",
                  trial,
                  store.folder()));
        }
        return StoredTrial.curves(row, made);
      }
    }
  }
}
