package dev.rubato.lab.program;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import dev.rubato.schedule.Horizon;
import dev.rubato.text.SafeText;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One JSON line of a program: what it reports of one step.
 *
 * @param step updates made, or null if not given
 * @param loss of the last update's batch, or null if not given
 * @param metrics on the validation data
 * @param test metrics on the test data, without the prefix
 */
record ReportLine(
    @Nullable Long step,
    @Nullable Double loss,
    Map<String, Double> metrics,
    Map<String, Double> test) {
  private static final String TEST = "test-";
  private static final int LONGEST_NAME = 100;
  private static final int MOST_NAMES = 100;

  /** Reads NaN as Python prints it, rejects duplicate names, and caches no names. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .disable(JsonFactory.Feature.CANONICALIZE_FIELD_NAMES)
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(10)
                  .maxNumberLength(1000)
                  .maxStringLength(OutputLines.LONGEST)
                  .maxNameLength(LONGEST_NAME)
                  .build())
          .build();

  /** Why a line can't be read. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1;

    Malformed(String message) {
      super(message);
    }
  }

  /** Reads a line that begins with a brace. */
  static ReportLine parse(byte[] line) throws Malformed {
    ReportLine usual = LossLine.of(line);
    return usual == null ? parseAny(line) : usual;
  }

  private static ReportLine parseAny(byte[] line) throws Malformed {
    try (JsonParser json = JSON.createParser(line)) {
      ReportLine report = parse(json);
      if (json.nextToken() != null) {
        throw new Malformed("more follows after the closing brace");
      }
      return report;
    } catch (JsonProcessingException e) {
      throw new Malformed("not JSON: " + SafeText.line(e.getOriginalMessage(), 200));
    } catch (IOException e) { // such as bytes that are not UTF-8
      throw new Malformed("not JSON: " + SafeText.line(String.valueOf(e.getMessage()), 200));
    }
  }

  private static ReportLine parse(JsonParser json) throws IOException, Malformed {
    Long step = null;
    Double loss = null;
    Map<String, Double> metrics = new LinkedHashMap<>();
    Map<String, Double> test = new LinkedHashMap<>();
    json.nextToken();
    while (json.nextToken() == JsonToken.FIELD_NAME) {
      String name = json.currentName();
      double value = number(name, json);
      if (name.equals("step")) {
        step = step(value);
      } else if (name.equals("loss")) {
        loss = value;
      } else {
        boolean tests = name.startsWith(TEST);
        (tests ? test : metrics).put(metric(tests ? name.substring(TEST.length()) : name), value);
      }
      if (metrics.size() + test.size() > MOST_NAMES) {
        throw new Malformed("more than " + MOST_NAMES + " metrics in one line");
      }
    }
    if (step == null && loss == null && metrics.isEmpty() && test.isEmpty()) {
      throw new Malformed("it has no values");
    }
    if (step == null && (loss != null || !metrics.isEmpty())) {
      throw new Malformed("it has no \"step\", the number of updates made");
    }
    return new ReportLine(step, loss, metrics, test);
  }

  private static double number(String name, JsonParser json) throws IOException, Malformed {
    JsonToken token = json.nextToken();
    if (token == JsonToken.VALUE_NULL) { // which is how JavaScript prints non-finite numbers
      return Double.NaN;
    }
    if (token != JsonToken.VALUE_NUMBER_INT && token != JsonToken.VALUE_NUMBER_FLOAT) {
      throw new Malformed("\"" + SafeText.line(name) + "\" must be a number");
    }
    return json.getDoubleValue();
  }

  private static long step(double value) throws Malformed {
    if (value < 0 || value > Horizon.MAX_STEPS || value != Math.rint(value)) {
      throw new Malformed("\"step\" must be a whole number of updates made");
    }
    return (long) value;
  }

  private static String metric(String name) throws Malformed {
    if (name.isBlank() || !name.codePoints().allMatch(SafeText::isSafe)) {
      throw new Malformed("\"" + SafeText.line(name) + "\" can't be the name of a metric");
    }
    return name;
  }
}
