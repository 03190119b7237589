package dev.rubato.lab.store;

import dev.rubato.lab.Metric;
import dev.rubato.lab.spec.TaskSpec;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A study as the store has it.
 *
 * @param id its number in the store
 * @param kind such as {@code compare}
 * @param task the task's name
 * @param fingerprint the task's
 * @param command the command that runs it again
 * @param judged the metric by which its trials are judged
 * @param state running, stopped, done or failed; one that is not running in any process was stopped
 *     too
 * @param began when it was first asked for (UTC)
 * @param changed when it last changed (UTC)
 * @param trials how many it asked for so far
 * @param finished how many of these are finished
 * @param verdict what it found, in the words of its command; empty unless it has finished
 * @param name what a person calls it; empty unless somebody does
 * @param note what a person noted on it; may have several lines, or be empty
 * @param warnings what is probably a slip in the groups of its strategies
 * @param spec opens the task again; null if the study was stored without one
 */
public record StoredStudy(
    long id,
    String kind,
    String task,
    String fingerprint,
    String command,
    Metric judged,
    String state,
    String began,
    String changed,
    int trials,
    int finished,
    String verdict,
    String name,
    String note,
    List<String> warnings,
    @Nullable TaskSpec spec) {
  public StoredStudy {
    warnings = List.copyOf(warnings);
  }

  /** What to call it: its name, or else its number. */
  public String title() {
    return name.isEmpty() ? "study " + id : name;
  }

  /** The same with another state. */
  StoredStudy in(String otherState) {
    return new StoredStudy(
        id,
        kind,
        task,
        fingerprint,
        command,
        judged,
        otherState,
        began,
        changed,
        trials,
        finished,
        verdict,
        name,
        note,
        warnings,
        spec);
  }

  static StoredStudy of(ResultSet row) throws SQLException {
    return new StoredStudy(
        row.getLong("id"),
        StoredTrial.text(row, "kind"),
        StoredTrial.text(row, "task"),
        StoredTrial.text(row, "fingerprint"),
        StoredTrial.text(row, "command"),
        new Metric(StoredTrial.text(row, "judged"), row.getBoolean("lower_is_better")),
        StoredTrial.text(row, "state"),
        StoredTrial.text(row, "began"),
        StoredTrial.text(row, "changed"),
        row.getInt("trials"),
        row.getInt("finished"),
        StoredTrial.text(row, "verdict"),
        StoredTrial.text(row, "name"),
        StoredTrial.text(row, "note"),
        StoredTrial.text(row, "warnings").lines().toList(),
        spec(row.getString("task_spec")));
  }

  private static @Nullable TaskSpec spec(@Nullable String json) {
    try {
      return json == null ? null : TaskSpec.parse(json);
    } catch (IllegalArgumentException e) {
      throw new StoreException(String.valueOf(e.getMessage()), e);
    }
  }
}
