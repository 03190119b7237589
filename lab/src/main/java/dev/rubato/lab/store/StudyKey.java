package dev.rubato.lab.store;

import dev.rubato.argument.Sha256;
import dev.rubato.lab.Metric;
import dev.rubato.lab.Trial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/**
 * The identity of a study: the same one again resumes it.
 *
 * @param kind such as {@code compare}
 * @param task the task's name
 * @param fingerprint the task's
 * @param command the command that runs it again
 * @param judged the metric by which its trials are judged
 * @param versions of everything that its results depend on
 */
public record StudyKey(
    String kind, String task, String fingerprint, String command, Metric judged, String versions) {

  /** The same for the same study only. */
  public String hash() {
    return hash(kind, task, fingerprint, command, judged.name(), versions);
  }

  /** The identity of a trial, in whatever study: how it ends depends on how it is judged. */
  String of(Trial trial) {
    return training(trial) + " " + judged.name();
  }

  /** What trials have in common that differ only in how they are judged. */
  String training(Trial trial) {
    return hash(
        task,
        fingerprint,
        trial.strategy().toString(),
        Long.toString(trial.horizon().steps()),
        Long.toString(trial.horizon().stepsPerEpoch()),
        Long.toString(trial.seed()),
        versions);
  }

  private static String hash(String... parts) {
    MessageDigest digest = Sha256.digest();
    for (String part : parts) {
      digest.update(part.getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
    }
    return Sha256.hex(digest);
  }
}
