package dev.rubato.lab.sink;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.tensorflow.framework.Summary;
import org.tensorflow.hadoop.util.TFRecordReader;
import org.tensorflow.util.Event;

/** Event files as TensorFlow's own classes read them: its reader of records, its messages. */
final class EventFiles {
  private EventFiles() {}

  /** The folders of runs below, by their names. */
  static Map<String, Path> runs(Path folder) {
    Map<String, Path> runs = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      all.filter(file -> file.getFileName().toString().contains("tfevents"))
          .map(Path::getParent)
          .forEach(run -> runs.put(run.getFileName().toString(), run));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return runs;
  }

  /** All events of a run, in the order in which TensorBoard reads its files. */
  static List<Event> events(Path run) {
    List<Event> events = new ArrayList<>();
    try (Stream<Path> files = Files.list(run)) {
      for (Path file : files.sorted().toList()) {
        try (InputStream in = Files.newInputStream(file)) {
          TFRecordReader reader = new TFRecordReader(in, true);
          for (byte[] next = reader.read(); next != null; next = reader.read()) {
            events.add(Event.parseFrom(next));
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return events;
  }

  /** The values of a scalar by step; fails where a step is told twice. */
  static Map<Long, Float> scalar(Path run, String tag) {
    Map<Long, Float> values = new LinkedHashMap<>();
    for (Event event : events(run)) {
      for (Summary.Value value : event.getSummary().getValueList()) {
        if (value.getTag().equals(tag)
            && values.put(event.getStep(), value.getSimpleValue()) != null) {
          throw new AssertionError(tag + " of step " + event.getStep() + " is there twice");
        }
      }
    }
    return values;
  }

  /** The value of this tag that is no scalar; null if there is none. */
  static Summary.Value other(Path run, String tag) {
    return events(run).stream()
        .flatMap(event -> event.getSummary().getValueList().stream())
        .filter(value -> value.getTag().equals(tag))
        .findFirst()
        .orElse(null);
  }
}
