package dev.rubato.lab.spec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rubato.argument.Span;
import dev.rubato.lab.Metric;
import dev.rubato.lab.program.Limits;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The text form of a {@link TaskSpec}: a version, a kind, and what the kind needs. */
final class TaskSpecJson {
  private static final int VERSION = 2;
  private static final ObjectMapper JSON = new ObjectMapper();

  private TaskSpecJson() {}

  static String write(TaskSpec spec) {
    return node(spec).toString();
  }

  private static ObjectNode node(TaskSpec spec) {
    // what an older version can read says so
    int version = spec instanceof EvaluatedSpec ? VERSION : 1;
    ObjectNode json = JSON.createObjectNode().put("version", version);
    if (spec instanceof EvaluatedSpec evaluated) {
      json.put("kind", "evaluated");
      json.set("task", node(evaluated.of()));
      Metric judged = evaluated.judged();
      if (judged != null) {
        json.put("judged-by", judged.name());
        json.put("lower-is-better", judged.lowerIsBetter());
      }
      Span every = evaluated.every();
      put(json, "evaluated-every", every == null ? null : every.toString());
    } else if (spec instanceof BundledSpec bundled) {
      json.put("kind", "bundled").put("name", bundled.name());
    } else if (spec instanceof ClassSpec own) {
      json.put("kind", "class").put("class", own.className());
      put(json, "class-path", own.classPath());
    } else if (spec instanceof CommandSpec program) {
      json.put("kind", "command").put("command", program.command());
      json.put("steps", program.horizon().steps());
      json.put("steps-per-epoch", program.horizon().stepsPerEpoch());
      put(json, "judged-by", program.judgedBy());
      json.put("higher-is-better", program.higherIsBetter());
      put(json, "target", program.target());
      Limits limits = program.limits();
      if (limits != null) {
        json.putObject("limits")
            .put("silence", limits.silence().toString())
            .put("total", limits.total().toString())
            .put("lines", limits.lines())
            .put("bytes", limits.bytes());
      }
      if (!program.watch().isEmpty()) {
        ArrayNode watch = json.putArray("watch");
        program.watch().forEach(watch::add);
      }
    }
    return json;
  }

  private static void put(ObjectNode json, String name, @Nullable String value) {
    if (value != null) {
      json.put(name, value);
    }
  }

  static TaskSpec read(String text) {
    JsonNode json;
    try {
      json = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("a task's recipe must be JSON: " + e.getMessage(), e);
    }
    return read(json);
  }

  private static TaskSpec read(JsonNode json) {
    long version = number(json, "version");
    if (version < 1 || version > VERSION) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a task's recipe has version %d, but this Rubato reads versions up to %d",
              version,
              VERSION));
    }
    String kind = text(json, "kind");
    return switch (kind) {
      case "bundled" -> new BundledSpec(text(json, "name"));
      case "class" -> new ClassSpec(text(json, "class"), textOrNull(json, "class-path"));
      case "command" ->
          new CommandSpec(
              text(json, "command"),
              new Horizon(number(json, "steps"), number(json, "steps-per-epoch")),
              textOrNull(json, "judged-by"),
              json.path("higher-is-better").asBoolean(),
              textOrNull(json, "target"),
              json.has("limits") ? limits(json.path("limits")) : null,
              texts(json.path("watch")));
      case "evaluated" -> evaluated(json);
      default ->
          throw new IllegalArgumentException(
              "the kind of a task's recipe must be bundled, class, command or evaluated, was \""
                  + kind
                  + "\"");
    };
  }

  private static EvaluatedSpec evaluated(JsonNode json) {
    JsonNode task = json.path("task");
    if (task.path("kind").asText().equals("evaluated")) { // checked here, as texts may be nested
      throw new IllegalArgumentException("how a task is evaluated can be said only once");
    }
    String judged = textOrNull(json, "judged-by");
    String every = textOrNull(json, "evaluated-every");
    return new EvaluatedSpec(
        read(task),
        judged == null ? null : new Metric(judged, json.path("lower-is-better").asBoolean()),
        every == null ? null : Notation.span(every));
  }

  private static Limits limits(JsonNode json) {
    return new Limits(
        duration(json, "silence"),
        duration(json, "total"),
        number(json, "lines"),
        number(json, "bytes"));
  }

  private static List<String> texts(JsonNode json) {
    List<String> texts = new ArrayList<>();
    for (JsonNode each : json) {
      texts.add(each.asText());
    }
    return texts;
  }

  private static Duration duration(JsonNode json, String name) {
    try {
      return Duration.parse(text(json, name));
    } catch (DateTimeParseException e) {
      throw new IllegalArgumentException(
          "\"%s\" of a task's recipe must be a duration such as PT10M".formatted(name), e);
    }
  }

  private static long number(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (!value.isIntegralNumber() || !value.canConvertToLong()) {
      throw new IllegalArgumentException(
          "\"%s\" of a task's recipe must be a whole number".formatted(name));
    }
    return value.longValue();
  }

  private static String text(JsonNode json, String name) {
    String text = textOrNull(json, name);
    if (text == null) {
      throw new IllegalArgumentException("a task's recipe has no \"%s\"".formatted(name));
    }
    return text;
  }

  private static @Nullable String textOrNull(JsonNode json, String name) {
    JsonNode value = json.path(name);
    if (value.isMissingNode()) {
      return null;
    }
    if (!value.isTextual()) {
      throw new IllegalArgumentException(
          "\"%s\" of a task's recipe must be a text".formatted(name));
    }
    return value.textValue();
  }
}
