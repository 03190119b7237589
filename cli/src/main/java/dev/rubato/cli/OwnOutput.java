package dev.rubato.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Whether a file may be replaced by a result: only one that looks like a report or an export of
 * Rubato, so that a slip such as {@code --report train.py} costs nobody's work.
 */
final class OwnOutput {
  private static final int READ = 4096; // bytes

  /** How reports, pictures and exports begin, and what plots in text are drawn with. */
  private static final List<Pattern> BEGINNINGS =
      List.of(
          Pattern.compile("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">"),
          Pattern.compile("<svg xmlns=\"http://www\\.w3\\.org/2000/svg\""),
          // curves and trainings; a curve's columns are called by their strategies
          Pattern.compile("step,(lr|x)[,\n]|steps,lr,|step,\"?[^,\n]*[:(]|step,\"?[0-9.?]"),
          Pattern.compile("(task,steps,)?rank,(label,)?strategy,|phase,strategy,steps,seed,"),
          Pattern.compile("trial,step,name,value\\n"),
          Pattern.compile(
              "[\\[{]\\s*[\\[{]?\\s*\"(answer|steps?|study|strategy|strategies|task|rank|winner|"
                  + "trials|finalists|curves|rates|function|status|state|low|budget)\""),
          Pattern.compile("(?s).*[\\u2500-\\u28ff]"));

  private OwnOutput() {}

  /**
   * Refuses to replace anything else.
   *
   * @throws BadInput with what to do
   */
  static void checkReplaceable(String option, Path file) {
    try {
      if (!Files.isRegularFile(file) || Files.size(file) == 0) {
        return;
      }
      try (InputStream in = Files.newInputStream(file)) {
        String head = new String(in.readNBytes(READ), StandardCharsets.UTF_8);
        if (BEGINNINGS.stream().anyMatch(each -> each.matcher(head).lookingAt())) {
          return;
        }
      }
    } catch (IOException e) {
      // nobody knows what it is
    }
    throw new BadInput(
        option
            + ": "
            + file
            + " exists and is no report or export of Rubato; name another file, or remove it"
            + " first");
  }
}
