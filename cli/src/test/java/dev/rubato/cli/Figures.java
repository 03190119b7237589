package dev.rubato.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.notation.Notation;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.Csv;
import dev.rubato.plot.Series;
import dev.rubato.plot.SvgPlot;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.LongStream;

/**
 * Makes the pictures and tables of docs/ from what was measured; {@code docs/figures} runs it, in
 * one file and by public types only, as Java runs a source file.
 *
 * <p>{@code docs/data/strategies.csv} has a row for each task and strategy, {@code
 * docs/data/training.csv} one for each strategy and evaluation on the digits: means over the seeds,
 * and the lowest and highest loss.
 */
public final class Figures {
  private static final Horizon DIGITS = Horizon.ofEpochs(12, 33);
  private static final String TASK = "digits";
  private static final int WIDTH = 440;
  private static final int HEIGHT = 270;
  private static final double HIGHEST = 0.4;
  private static final Pattern CELL =
      Pattern.compile("\"((?:[^\"]|\"\")*)\"|([^,]+)|(?<=,|^)(?=,|$)");

  /** A picture's name, the strategies in it, and the one that they are compared with. */
  private static final String PICTURES =
      """
      fixed | sgd: ?0.2..3.2 |
      time-decay | sgd: time-decay(?0.2..3.2, rate=2, every=50%) | sgd: ?0.2..3.2
      step | sgd: step(?0.2..3.2, every=33.4%, gamma=0.3) | sgd: ?0.2..3.2
      multistep | sgd: multistep(?0.2..3.2, at=[50%, 75%]) | sgd: ?0.2..3.2
      exponential-rate | sgd: exponential(?0.2..3.2, rate=2, every=100%) | sgd: ?0.2..3.2
      exponential-gamma | sgd: exponential(?0.2..3.2, gamma=0.8) per epoch | sgd: ?0.2..3.2
      linear | sgd: linear(?0.2..3.2 -> 0) | sgd: ?0.2..3.2
      polynomial | sgd: polynomial(?0.2..3.2 -> 0) | sgd: ?0.2..3.2
      cosine | sgd: cosine(?0.2..3.2 -> 0) | sgd: ?0.2..3.2
      restarts | sgd: cosine-restarts(?0.2..3.2 -> 0, first=14.3%, multiply=2) | sgd: ?0.2..3.2
      cyclic | sgd: cyclic(0.01 -> ?0.2..3.2, up=10%, down=10%) | sgd: ?0.2..3.2
      warm-up | sgd: linear(0 -> ?0.2..3.2) for 10% then cosine(-> 0) | sgd: ?0.2..3.2
      one-cycle | sgd: one-cycle(?0.2..3.2) | sgd: ?0.2..3.2
      cooldown | sgd: ?0.2..3.2 for 80% then cooldown(-> 0) | sgd: ?0.2..3.2
      inverse-sqrt | sgd: inverse-sqrt(?0.2..3.2, timescale=10%) | sgd: ?0.2..3.2
      plateau | sgd: plateau(?0.2..3.2, factor=0.3, patience=2) | sgd: ?0.2..3.2
      momentum | sgd(momentum=0.9): linear(?0.02..0.5 -> 0) | sgd: linear(?0.2..3.2 -> 0)
      adagrad | adagrad: linear(?0.01..0.16 -> 0) | sgd(momentum=0.9): linear(?0.02..0.5 -> 0)
      rmsprop | rmsprop: linear(?1e-3..0.016 -> 0) | sgd(momentum=0.9): linear(?0.02..0.5 -> 0)
      adam | adam: linear(?1e-3..0.016 -> 0) | sgd(momentum=0.9): linear(?0.02..0.5 -> 0)
      nadam | nadam: linear(?1e-3..0.016 -> 0) | adam: linear(?1e-3..0.016 -> 0)
      adamw | adamw: linear(?2e-3..0.064 -> 0) | adam: linear(?1e-3..0.016 -> 0)
      lion | lion: linear(?5e-4..0.008 -> 0) | adam: linear(?1e-3..0.016 -> 0)
      lamb | lamb: linear(?4e-3..0.128 -> 0) | adam: linear(?1e-3..0.016 -> 0)
      muon | muon: linear(?4e-3..0.128 -> 0) | adam: linear(?1e-3..0.016 -> 0)
      schedule-free | schedule-free-adamw: ?2e-3..0.064 | adam: linear(?1e-3..0.016 -> 0)
      prodigy | prodigy: cosine(1 -> 0) | adam: linear(?1e-3..0.016 -> 0)
      """;

  private final Path docs;

  private Figures(Path docs) {
    this.docs = docs;
  }

  /**
   * Draws all.
   *
   * @param args the folder docs, and where they are new, the folder of the exports of what was
   *     measured: {@code TASK.csv} of compare, and {@code digits.json} of studies export
   */
  public static void main(String[] args) throws IOException {
    Figures figures = new Figures(Path.of(args[0]));
    if (args.length > 1) {
      figures.reduce(Path.of(args[1]));
    }
    figures.pictures().forEach((name, svg) -> write(figures.docs.resolve(name), svg));
    for (String page : List.of("strategies.md", "zh-CN/strategies.md")) {
      write(figures.docs.resolve(page), figures.page(page));
    }
  }

  private static void write(Path file, String text) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every picture, by its name in docs. */
  static Map<String, String> pictures(Path docs) throws IOException {
    return new Figures(docs).pictures();
  }

  /** A page with the table of what was measured. */
  static String page(Path docs, String name) throws IOException {
    return new Figures(docs).page(name);
  }

  private Map<String, String> pictures() throws IOException {
    Map<String, String> strategies = new LinkedHashMap<>();
    for (Map<String, String> row : rows("strategies.csv")) {
      if (row.get("task").equals(TASK)) {
        strategies.put(row.get("given-as"), row.get("strategy"));
      }
    }
    Map<String, List<Map<String, String>>> trainings = new LinkedHashMap<>();
    for (Map<String, String> row : rows("training.csv")) {
      trainings.computeIfAbsent(row.get("given-as"), any -> new ArrayList<>()).add(row);
    }
    Map<String, String> pictures = new TreeMap<>();
    for (String line : PICTURES.lines().toList()) {
      String[] parts = line.split(" *\\| *", -1);
      List<Map<String, String>> training = known(trainings, parts[1]);
      pictures.put(
          "pictures/" + parts[0] + "-rate.svg", rate(known(strategies, parts[1]), training));
      List<Series> losses = new ArrayList<>();
      losses.add(losses(known(strategies, parts[1]), training));
      if (!parts[2].isEmpty()) {
        losses.add(losses(known(strategies, parts[2]), known(trainings, parts[2])));
      }
      Chart chart = new Chart("", Axis.linear("step"), Axis.log("validation loss, digits"), losses);
      pictures.put("pictures/" + parts[0] + "-loss.svg", SvgPlot.draw(chart, WIDTH, HEIGHT));
    }
    return pictures;
  }

  private static <T> T known(Map<String, T> all, String given) {
    T found = all.get(Notation.strategy(given).toString());
    if (found == null) {
      throw new IllegalStateException("docs/data has no \"" + given + "\": measure it");
    }
    return found;
  }

  /** The rate of a strategy; of one that watches a metric the mean rate of its trainings. */
  private static String rate(String strategy, List<Map<String, String>> training) {
    Series line;
    if (strategy.contains("plateau")) {
      line = Series.of(strategy, numbers(training, "step"), numbers(training, "rate"));
    } else {
      Curve curve = Notation.strategy(strategy).rate().over(DIGITS);
      double[] x = LongStream.range(0, DIGITS.steps()).asDoubleStream().toArray();
      double[] y = LongStream.range(0, DIGITS.steps()).mapToDouble(curve::at).toArray();
      line = Series.of(strategy, x, y);
    }
    Chart chart = new Chart("", Axis.linear("step"), Axis.linear("learning rate"), List.of(line));
    return SvgPlot.draw(chart, WIDTH, HEIGHT);
  }

  /** Losses as far as they don't flatten the end, which is what counts. */
  private static Series losses(String name, List<Map<String, String>> training) {
    double[] mean = numbers(training, "validation-loss");
    double[] low = numbers(training, "low");
    double[] high = numbers(training, "high");
    for (int i = 0; i < mean.length; i++) {
      boolean shown = mean[i] <= HIGHEST;
      mean[i] = shown ? mean[i] : Double.NaN;
      low[i] = shown ? low[i] : Double.NaN;
      high[i] = shown ? Math.min(high[i], HIGHEST) : Double.NaN;
    }
    return Series.of(name, numbers(training, "step"), mean, low, high);
  }

  private static double[] numbers(List<Map<String, String>> rows, String column) {
    return rows.stream().mapToDouble(row -> Double.parseDouble(row.get(column))).toArray();
  }

  /** The page, with the table anew between the two marks. */
  private String page(String name) throws IOException {
    String text = Files.readString(docs.resolve(name));
    return text.replaceAll(
        "(?s)(<!-- measured -->\n).*?(<!-- end -->)",
        "$1" + Matcher.quoteReplacement(table(name.startsWith("zh")) + "\n") + "$2");
  }

  /** Each strategy's excess over the best loss of each task. */
  private String table(boolean chinese) throws IOException {
    Map<String, Map<String, Map<String, String>>> strategies = new LinkedHashMap<>();
    Map<String, Double> best = new LinkedHashMap<>();
    for (Map<String, String> row : rows("strategies.csv")) {
      String task = row.get("task");
      best.merge(task, Double.parseDouble(row.get("validation-loss")), Math::min);
      strategies.computeIfAbsent(row.get("given-as"), any -> new LinkedHashMap<>()).put(task, row);
    }
    StringBuilder out = new StringBuilder(chinese ? "\n| 策略 |" : "\n| strategy |");
    best.keySet().forEach(task -> out.append(' ').append(task).append(" |"));
    out.append("\n|---|").append("--:|".repeat(best.size())).append('\n');
    for (String given : Files.readAllLines(docs.resolve("data/strategies.txt"))) {
      out.append("| `").append(Notation.strategy(given)).append("` |");
      for (Map.Entry<String, Double> task : best.entrySet()) {
        Map<String, String> row = known(strategies, given).get(task.getKey());
        out.append(' ').append(row == null ? "" : cell(row, task.getValue())).append(" |");
      }
      out.append('\n');
    }
    return out.toString();
  }

  private static String cell(Map<String, String> row, double best) {
    double loss = Double.parseDouble(row.get("validation-loss"));
    String excess =
        loss == best
            ? String.format(Locale.ROOT, "%.3g", best)
            : String.format(Locale.ROOT, "+%.0f %%", 100 * (loss / best - 1));
    return row.get("tied-with-best").equals("true") ? "**" + excess + "**" : excess;
  }

  private List<Map<String, String>> rows(String name) throws IOException {
    return parsed(Files.readAllLines(docs.resolve("data").resolve(name)));
  }

  private static List<Map<String, String>> parsed(List<String> lines) {
    List<String> header = cells(lines.get(0));
    List<Map<String, String>> rows = new ArrayList<>();
    for (String line : lines.subList(1, lines.size())) {
      List<String> cells = cells(line);
      Map<String, String> row = new LinkedHashMap<>();
      for (int i = 0; i < header.size(); i++) {
        row.put(header.get(i), cells.get(i));
      }
      rows.add(row);
    }
    return rows;
  }

  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    Matcher cell = CELL.matcher(line);
    while (cell.find()) {
      String quoted = cell.group(1);
      String plain = cell.group(2);
      cells.add(quoted != null ? quoted.replace("\"\"", "\"") : plain == null ? "" : plain);
    }
    return cells;
  }

  /** Keeps of what was measured what the pictures and tables need. */
  private void reduce(Path measured) throws IOException {
    List<String> columns =
        List.of(
            "given-as",
            "strategy",
            "validation-loss",
            "validation-loss-low",
            "validation-loss-high",
            "tied-with-best",
            "test-accuracy",
            "failures",
            "stuck");
    StringBuilder strategies = new StringBuilder("task," + Csv.line(columns));
    Map<String, String> given = new LinkedHashMap<>();
    for (String task : List.of("convex", "diabetes", TASK)) {
      for (Map<String, String> row : parsed(Files.readAllLines(measured.resolve(task + ".csv")))) {
        List<String> cells = new ArrayList<>(List.of(task));
        columns.forEach(column -> cells.add(rounded(row.getOrDefault(column, ""))));
        strategies.append(Csv.line(cells));
        if (task.equals(TASK)) {
          given.put(row.get("strategy"), row.get("given-as"));
        }
      }
    }
    write(docs.resolve("data/strategies.csv"), strategies.toString());
    write(
        docs.resolve("data/training.csv"),
        training(new ObjectMapper().readTree(measured.resolve("digits.json").toFile()), given));
  }

  /** Means over the fresh seeds at each evaluation. */
  private static String training(JsonNode study, Map<String, String> given) {
    Map<String, List<JsonNode>> trials = new LinkedHashMap<>();
    given.keySet().forEach(strategy -> trials.put(strategy, new ArrayList<>()));
    for (JsonNode trial : study.get("trials")) {
      List<JsonNode> all = trials.get(trial.get("strategy").asText());
      if (all != null && trial.get("phase").asText().equals("fresh seeds")) {
        all.add(trial);
      }
    }
    StringBuilder out = new StringBuilder("given-as,step,rate,validation-loss,low,high\n");
    trials.forEach(
        (strategy, seeds) -> {
          for (int i = 0; i < seeds.get(0).get("evaluations").size(); i++) {
            int evaluation = i;
            int step = seeds.get(0).get("evaluations").get(i).get("step").asInt();
            double[] losses =
                seeds.stream()
                    .mapToDouble(
                        seed ->
                            seed.get("evaluations")
                                .get(evaluation)
                                .get("validation-loss")
                                .asDouble())
                    .sorted()
                    .toArray();
            double rate =
                seeds.stream()
                    .mapToDouble(seed -> seed.get("rates").get(step - 1).asDouble())
                    .average()
                    .orElse(Double.NaN);
            double mean = Arrays.stream(losses).average().orElse(Double.NaN);
            out.append(
                Csv.line(
                    List.of(
                        String.valueOf(given.get(strategy)),
                        Integer.toString(step),
                        figure(rate),
                        figure(mean),
                        figure(losses[0]),
                        figure(losses[losses.length - 1]))));
          }
        });
    return out.toString();
  }

  private static String rounded(String cell) {
    return cell.matches("-?[0-9.]+(E-?[0-9]+)?") && cell.contains(".")
        ? figure(Double.parseDouble(cell))
        : cell;
  }

  private static String figure(double value) {
    return new BigDecimal(value).round(new MathContext(4)).stripTrailingZeros().toPlainString();
  }
}
