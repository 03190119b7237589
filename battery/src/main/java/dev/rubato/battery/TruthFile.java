package dev.rubato.battery;

import dev.rubato.file.SafeFile;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/** The truths as a compressed CSV, one line for each rate. */
final class TruthFile {
  private static final List<String> RESOURCES =
      List.of("truth.csv.gz", "truth-x10.csv.gz", "truth-tasks.csv.gz");
  private static final String HEADER =
      "task,times,optimizer,fingerprint,untrained,rate,seeds,diverged,mean,median,low,high,tied";
  private static @Nullable TruthFile stored;

  private final Map<List<Object>, Truth> truths = new LinkedHashMap<>();

  /**
   * Those of the build: of the usual lengths, of some tasks at ten times theirs, of bundled tasks.
   */
  static synchronized TruthFile stored() {
    TruthFile known = stored;
    if (known == null) {
      known = new TruthFile();
      for (String resource : RESOURCES) {
        try (InputStream file = TruthFile.class.getResourceAsStream(resource)) {
          if (file != null) {
            read(file).all().forEach(known::put);
          }
        } catch (IOException e) {
          throw new UncheckedIOException("the stored " + resource + " can't be read", e);
        }
      }
      stored = known;
    }
    return known;
  }

  /** Those of a file. */
  static TruthFile read(InputStream file) throws IOException {
    TruthFile made = new TruthFile();
    try (BufferedReader lines =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(file), StandardCharsets.UTF_8))) {
      if (!HEADER.equals(lines.readLine())) {
        throw new IOException("the first line must be " + HEADER);
      }
      Truth last = null;
      List<RateTruth> rates = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        List<String> fields = fields(line);
        RateTruth rate = rate(fields);
        int times = Integer.parseInt(fields.get(1));
        double untrained = Double.parseDouble(fields.get(4));
        boolean same =
            last != null
                && last.task().equals(fields.get(0))
                && last.times() == times
                && last.optimizer().equals(fields.get(2));
        if (!same) {
          rates = new ArrayList<>();
        }
        rates.add(rate);
        last = new Truth(fields.get(0), times, fields.get(2), fields.get(3), untrained, rates);
        made.put(last);
      }
    }
    return made;
  }

  /** The fields of a line; those with commas are in quotes. */
  private static List<String> fields(String line) {
    List<String> fields = new ArrayList<>();
    StringBuilder field = new StringBuilder();
    boolean quoted = false;
    for (char c : (line + ',').toCharArray()) {
      if (c == '"') {
        quoted = !quoted;
      } else if (c == ',' && !quoted) {
        fields.add(field.toString());
        field.setLength(0);
      } else {
        field.append(c);
      }
    }
    return fields;
  }

  private static RateTruth rate(List<String> fields) {
    return new RateTruth(
        Double.parseDouble(fields.get(5)),
        Integer.parseInt(fields.get(6)),
        Integer.parseInt(fields.get(7)),
        Double.parseDouble(fields.get(8)),
        Double.parseDouble(fields.get(9)),
        Double.parseDouble(fields.get(10)),
        Double.parseDouble(fields.get(11)),
        Boolean.parseBoolean(fields.get(12)));
  }

  /** With as many digits as a small loss on a large offset needs. */
  private static String rounded(double number) {
    return String.format(Locale.ROOT, "%.9e", number);
  }

  @Nullable Truth find(String task, int times, String optimizer) {
    return truths.get(List.<Object>of(task, times, optimizer));
  }

  void put(Truth truth) {
    truths.put(List.of(truth.task(), truth.times(), truth.optimizer()), truth);
  }

  Collection<Truth> all() {
    return truths.values();
  }

  /** Writes all, in the place of what was there. */
  void write(Path to) throws IOException {
    SafeFile.replace(
        to,
        file -> {
          try (Writer out =
              new OutputStreamWriter(new GZIPOutputStream(file), StandardCharsets.UTF_8)) {
            write(out);
          }
        });
  }

  private void write(Writer out) throws IOException {
    out.append(HEADER).append('\n');
    for (Truth truth : truths.values()) {
      String start =
          String.format(
              Locale.ROOT,
              "%s,%d,%s,\"%s\",%s",
              truth.task(),
              truth.times(),
              truth.optimizer(),
              truth.fingerprint(),
              rounded(truth.untrained()));
      for (RateTruth rate : truth.rates()) {
        out.append(start)
            .append(
                String.format(
                    Locale.ROOT,
                    ",%s,%d,%d,%s,%s,%s,%s,%s\n",
                    rate.rate(),
                    rate.seeds(),
                    rate.diverged(),
                    rounded(rate.mean()),
                    rounded(rate.median()),
                    rounded(rate.low()),
                    rounded(rate.high()),
                    rate.tied()));
      }
    }
  }
}
