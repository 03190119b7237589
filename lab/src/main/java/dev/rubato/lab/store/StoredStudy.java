package dev.rubato.lab.store;

import dev.rubato.lab.Metric;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A study as the store has it.
 *
 * @param id its number in the store
 * @param kind such as {@code compare}
 * @param task the task's name
 * @param fingerprint the task's
 * @param command what asks for it again
 * @param judged the metric by which its trials are judged
 * @param state running, done or failed; one that runs in no process was stopped
 * @param began when it was first asked for (UTC)
 * @param changed when something last became of it (UTC)
 * @param trials how many it asked for so far
 * @param through how many of these are through
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
    int through) {

  static StoredStudy of(ResultSet row) throws SQLException {
    return new StoredStudy(
        row.getLong("id"),
        row.getString("kind"),
        row.getString("task"),
        row.getString("fingerprint"),
        row.getString("command"),
        new Metric(row.getString("judged"), row.getBoolean("lower_is_better")),
        row.getString("state"),
        row.getString("began"),
        row.getString("changed"),
        row.getInt("trials"),
        row.getInt("through"));
  }
}
