package dev.rubato.lab.sink;

import dev.rubato.argument.Sha256;
import dev.rubato.lab.Trial;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * A trial as other tools know it: a run with a name that is the same whenever it is run again.
 *
 * @param trial what is run
 * @param task its name
 * @param hash differs where the results may differ
 * @param settings its strategy and the numbers in it, by name: texts and numbers
 */
record SinkRun(Trial trial, String task, String hash, Map<String, Object> settings) {
  private static final int SHORT = 8;
  private static final int LONGEST = 60;

  /**
   * The run of a trial.
   *
   * @param fingerprint of the task
   */
  static SinkRun of(Trial trial, String task, String fingerprint) {
    MessageDigest digest = Sha256.digest();
    for (String part :
        new String[] {
          task,
          fingerprint,
          trial.strategy().toString(),
          trial.horizon().toString(),
          "" + trial.seed()
        }) {
      digest.update((part + "\n").getBytes(StandardCharsets.UTF_8));
    }
    return new SinkRun(trial, task, Sha256.hex(digest), RunSettings.of(trial));
  }

  /** A name for a folder: the strategy's words, the seed, and the beginning of the hash. */
  String name() {
    return word(trial.strategy().toString(), LONGEST)
        + "-seed"
        + trial.seed()
        + "-"
        + hash.substring(0, SHORT);
  }

  /** What trials that differ only by their seeds have in common. */
  String group() {
    return word(trial.strategy().toString(), LONGEST)
        + "-"
        + Integer.toHexString((trial.strategy() + "\n" + trial.horizon()).hashCode());
  }

  /** A text as one word that every file system takes. */
  static String word(String text, int longest) {
    String word =
        text.replace("->", "to").replaceAll("[^A-Za-z0-9.]+", "-").replaceAll("^[-.]+|[-.]+$", "");
    String cut = word.substring(0, Math.min(word.length(), longest));
    return cut.isEmpty() ? "run" : cut.replaceAll("[-.]+$", "");
  }
}
