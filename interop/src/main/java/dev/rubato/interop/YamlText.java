package dev.rubato.interop;

import dev.rubato.interop.ForeignCall.None;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.events.SequenceStartEvent;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;

/**
 * Reads the YAML that training programs are configured by. The library finds what stands where;
 * here it becomes plain values, by the rules that Python's readers have. Nothing is made of tags,
 * and aliases are refused.
 */
final class YamlText {
  private static final int DEEPEST = 30;
  private static final int LONGEST = 1_000_000;

  private final Iterator<Event> events;

  private YamlText(Iterator<Event> events) {
    this.events = events;
  }

  /** Whether a text begins as a mapping does. */
  static boolean is(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.startsWith("#") && !line.equals("---"))
        .limit(1)
        .anyMatch(
            line ->
                line.matches("[\\w.\"'/-]+\\s*:(\\s.*)?")
                    && !line.matches("(try|else|finally)\\s*:.*"));
  }

  /** The mapping that a text is. */
  static ForeignCall read(String text) throws Inexpressible {
    if (text.length() > LONGEST) {
      throw new Inexpressible("it has more than %s characters of YAML".formatted(LONGEST));
    }
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(LONGEST).setUseMarks(true).build();
    try {
      YamlText reader = new YamlText(new Parse(settings).parseString(text).iterator());
      while (reader.events.hasNext()) {
        Event event = reader.events.next();
        if (event.getEventId() == Event.ID.MappingStart) {
          return reader.mapping(0);
        }
        if (event instanceof ScalarEvent || event instanceof SequenceStartEvent) {
          throw wrong(event);
        }
      }
      throw new Inexpressible("there is no YAML in it");
    } catch (MarkedYamlEngineException e) {
      throw wrong(e.getProblemMark().map(mark -> mark.getLine() + 1).orElse(1));
    } catch (YamlEngineException e) {
      throw new Inexpressible("it can't be read as YAML: " + e.getMessage());
    }
  }

  private static Inexpressible wrong(int line) {
    return new Inexpressible(
        "line %s can't be read as YAML: expected \"name: value\"".formatted(line));
  }

  private static Inexpressible wrong(Event event) {
    return wrong(event.getStartMark().map(mark -> mark.getLine() + 1).orElse(1));
  }

  private Object value(Event event, int depth) throws Inexpressible {
    if (depth > DEEPEST) {
      throw new Inexpressible("it is nested more than " + DEEPEST + " deep");
    }
    if (event instanceof MappingStartEvent) {
      return mapping(depth);
    }
    if (event instanceof SequenceStartEvent) {
      List<Object> items = new ArrayList<>();
      for (Event next = events.next();
          next.getEventId() != Event.ID.SequenceEnd;
          next = events.next()) {
        items.add(value(next, depth + 1));
      }
      return items;
    }
    if (event instanceof ScalarEvent scalar) {
      boolean plain = scalar.getScalarStyle() == ScalarStyle.PLAIN;
      return plain ? plain(scalar.getValue()) : scalar.getValue();
    }
    if (event instanceof AliasEvent) {
      throw new Inexpressible("it has an alias, which is not followed: write the value itself");
    }
    throw wrong(event);
  }

  private ForeignCall mapping(int depth) throws Inexpressible {
    Map<String, Object> entries = new LinkedHashMap<>();
    for (Event key = events.next(); key.getEventId() != Event.ID.MappingEnd; key = events.next()) {
      if (!(key instanceof ScalarEvent name)) {
        throw wrong(key);
      }
      if (entries.put(name.getValue(), value(events.next(), depth + 1)) != null) {
        throw new Inexpressible("it says %s twice".formatted(name.getValue()));
      }
    }
    return ForeignCall.of(entries);
  }

  /** A value without quotes. */
  private static Object plain(String text) {
    return switch (text.toLowerCase(Locale.ROOT)) {
      case "", "null", "~", "none" -> None.NONE;
      case "true", "yes", "on" -> true;
      case "false", "no", "off" -> false;
      case ".inf" -> Double.POSITIVE_INFINITY;
      default -> {
        Double number = ForeignNumber.of(text);
        yield number != null ? number : text;
      }
    };
  }
}
