package dev.rubato.report;

import dev.rubato.lab.store.StoredStudy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The answer of a stored study: of all that its command said, what a reader looks for first.
 *
 * @param line the strategy to be copied, or empty
 * @param said what to think of it, a paragraph a line
 * @param rest what else was said that is not a table of the command's, or empty
 */
public record StudyAnswer(String line, String said, String rest) {
  private static final String RULE = "────";

  /** The answer; of a kind that has none, all is rest. */
  public static StudyAnswer of(StoredStudy study) {
    List<String> parts =
        Arrays.stream(study.verdict().strip().split("\n[ \t]*\n", -1)).map(String::strip).toList();
    return switch (study.kind()) {
      case "compare" -> ofComparison(parts);
      case "tune" -> ofTuning(parts);
      case "find" -> ofSearch(study.verdict().strip());
      default -> new StudyAnswer("", "", study.verdict().strip());
    };
  }

  /** Each task and length has its answer above its table. */
  private static StudyAnswer ofComparison(List<String> parts) {
    if (parts.stream().noneMatch(part -> part.contains(RULE))) {
      return new StudyAnswer("", String.join("\n", parts), "");
    }
    List<String> said = new ArrayList<>();
    for (int i = 0; i + 1 < parts.size(); i++) {
      boolean table =
          parts.get(i + 1).lines().skip(1).limit(1).anyMatch(line -> line.contains(RULE));
      if (table && !parts.get(i).contains(RULE)) {
        said.add(parts.get(i));
      }
    }
    return new StudyAnswer("", String.join("\n", said), "");
  }

  /** The table comes first, then how it was found, what to think of it, and the strategy. */
  private static StudyAnswer ofTuning(List<String> parts) {
    int best = -1;
    for (int i = 0; i < parts.size(); i++) {
      if (parts.get(i).startsWith(TuneText.BEST + "\n")) {
        best = i;
      }
    }
    if (best < 1) {
      List<String> said = parts.stream().filter(part -> !part.contains(RULE)).toList();
      return new StudyAnswer("", said.isEmpty() ? "" : said.get(said.size() - 1), "");
    }
    List<String> lines = parts.get(best).lines().toList();
    List<String> rest = new ArrayList<>();
    for (String part : parts.subList(0, best - 1)) {
      rest.addAll(part.contains(RULE) ? below(part) : part.lines().toList());
    }
    return new StudyAnswer(lines.get(1), parts.get(best - 1), String.join("\n", rest));
  }

  /** What stands below a table: from its legend's end on, which explains columns. */
  private static List<String> below(String table) {
    return table.lines().filter(line -> line.startsWith("dropped after")).toList();
  }

  private static StudyAnswer ofSearch(String verdict) {
    List<String> lines = verdict.lines().toList();
    int paste = lines.size() - 1;
    if (paste < 1 || !lines.get(paste).startsWith(Findings.PASTE)) {
      return new StudyAnswer("", verdict, "");
    }
    return new StudyAnswer(
        lines.get(paste).substring(Findings.PASTE.length()).strip(),
        String.join("\n", lines.subList(0, paste)),
        "");
  }
}
