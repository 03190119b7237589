package dev.rubato.lab.program;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.lab.Trial;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A line by which a program that serves many trials, and Rubato, agree on which one it is at.
 *
 * @param protocol that the program says it knows, or 0
 * @param forks whether each trial then runs in a process of its own
 * @param trial that has ended, or 0
 * @param status with which it ended, 0 for well
 */
record ServeLine(int protocol, boolean forks, long trial, int status) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int LONGEST = 200;
  private static final Pattern FORM =
      Pattern.compile("\\{\\s*\"(?:protocol|end)\"\\s*:[^{}\\[\\]]*\\}\\s*");

  /** Such a line, or null if it is another one, which is a report. */
  static @Nullable ServeLine of(byte[] line) {
    // Almost all lines are reports: their second byte that is no space tells them.
    if (line.length > LONGEST || !begins(line)) {
      return null;
    }
    String text = new String(line, StandardCharsets.UTF_8);
    if (!FORM.matcher(text).matches()) {
      return null;
    }
    try {
      JsonNode node = JSON.readTree(text);
      if (node.has("step")) {
        return null; // metrics of these names
      }
      return new ServeLine(
          node.path("protocol").asInt(),
          node.path("forks").asBoolean(),
          node.path("end").asLong(),
          node.path("status").asInt());
    } catch (IOException e) {
      return null; // which its reader will say
    }
  }

  private static boolean begins(byte[] line) {
    int quotes = 0;
    for (byte each : line) {
      if (quotes == 1) {
        return each == 'p' || each == 'e';
      }
      quotes += each == '"' ? 1 : 0;
    }
    return false;
  }

  /**
   * The line that begins a trial.
   *
   * @param number of the trial in this process, from 1
   */
  static String begin(long number, Trial trial, long interval, TrialFolder folder) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("trial", number);
    line.put("rates", folder.rates().toString());
    line.put("steps", trial.horizon().steps());
    line.put("seed", trial.seed());
    line.put("validate-every", interval);
    line.put("optimizer", trial.strategy().optimizerOrSgd().name());
    line.put("strategy", trial.strategy().toString());
    line.put("folder", folder.work().toString());
    return json(line);
  }

  /** The line that asks for the end of a trial. */
  static String stop(long number) {
    return json(Map.of("stop", number));
  }

  private static String json(Map<String, Object> line) {
    try {
      return JSON.writeValueAsString(line);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can't be written as JSON", e);
    }
  }
}
