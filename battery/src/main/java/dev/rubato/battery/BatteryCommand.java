package dev.rubato.battery;

import dev.rubato.file.SafeFile;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The battery's command: lists its tasks, finds the truth, and measures methods against it. */
public final class BatteryCommand {
  private static final String USAGE =
      """
      Usage: java -jar battery/target/rubato-battery.jar COMMAND [OPTION VALUE]...

      list     the tasks and what is known of their best rates
      truth    trains at dense grids of rates, and keeps in the file what it did not know yet
      find     asks for rates, and measures the answers against the truth
      compare  compares strategies, and measures intervals and advice by many more seeds
      twins    compares strategies with themselves, and counts the winners
      remarks  trains at rates from far too low to far too high, and checks what is said of each
      grid     trains exhaustive grids of strategies, and keeps the best of each that it did not know
      tune     asks for strategies, and measures the answers against the grids

      --half choose|measure   only these tasks; all by default
      --family NAME           only tasks whose family or name begins so
      --tasks A;B             not of the battery, but these of the providers on the class path
      --steps N               how long those are trained; as long as usual by default
      --times N               as many times as long as usual; 1 by default
      --optimizers A;B        sgd;sgd(momentum=0.9);adam by default
      --methods A;B           of find and its peers; all by default
      --seeds N               of each rate of the truth, 24 by default; of each strategy of
                              which something is said, 5
      --repeats N             how often each method is asked, 1 by default; comparisons of a
                              task, 10; comparisons of twins in all, 1000
      --judges N              seeds that judge a compared strategy; 100 by default
      --skip N                repeats to leave out, so that the seeds are others; 0 by default
      --jobs N                trainings at once; 2 by default
      --file FILE             of the truth or the grids; the source of the build's own by default
      --cases FILE            also writes each answer as a line of CSV
      """;

  private final Map<String, String> options;
  private final PrintStream out;

  private BatteryCommand(Map<String, String> options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Runs the command; exits with 2 for wrong words. */
  public static void main(String[] words) throws IOException, InterruptedException {
    try {
      run(words, System.out);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    }
  }

  /**
   * Runs the command.
   *
   * @param out where it writes what it found
   * @throws IllegalArgumentException for wrong words, and says what was expected
   */
  public static void run(String[] words, PrintStream out) throws IOException, InterruptedException {
    if (words.length == 0 || words[0].equals("--help")) {
      out.print(USAGE);
      return;
    }
    Map<String, String> options = new TreeMap<>();
    for (int i = 1; i < words.length; i += 2) {
      if (!words[i].startsWith("--")
          || !USAGE.contains("\n" + words[i] + " ")
          || i + 1 == words.length) {
        throw new IllegalArgumentException(
            "expected an option and its value, was " + words[i] + "\n\n" + USAGE);
      }
      options.put(words[i], words[i + 1]);
    }
    BatteryCommand command = new BatteryCommand(options, out);
    switch (words[0]) {
      case "list" -> command.list();
      case "truth" -> command.truth();
      case "find" -> command.find();
      case "compare" -> command.compare();
      case "twins" -> command.twins();
      case "remarks" -> command.remarks();
      case "grid" -> command.grid();
      case "tune" -> command.tune();
      default ->
          throw new IllegalArgumentException(
              "the commands are list, truth, find, compare, twins, remarks, grid and tune, was "
                  + words[0]
                  + "\n\n"
                  + USAGE);
    }
  }

  private void list() {
    for (MeasuredTask task : tasks()) {
      out.printf(
          Locale.ROOT,
          "%-8s %-18s %-26s %6d steps, by %s%n",
          task instanceof BatteryTask own ? own.half().name().toLowerCase(Locale.ROOT) : "-",
          task.kind(),
          task,
          task.horizon().steps(),
          task.about().judged().name());
      for (String optimizer : optimizers()) {
        Truth known = TruthFile.stored().find(task.name(), task.times(), optimizer);
        if (known != null) {
          out.println("    " + TruthTable.line(task, known));
        }
      }
    }
  }

  private void truth() throws IOException, InterruptedException {
    int times = whole("--times", 1, 1);
    String usual =
        "battery/src/main/resources/dev/rubato/battery/truth%s.csv.gz"
            .formatted(options.containsKey("--tasks") ? "-tasks" : times == 1 ? "" : "-x" + times);
    Path file = Path.of(options.getOrDefault("--file", usual));
    TruthTable.make(
        file, tasks(), optimizers(), whole("--seeds", 24, 2), whole("--jobs", 2, 1), out);
  }

  private void find() throws IOException, InterruptedException {
    List<? extends MeasuredTask> known = tasks();
    if (whole("--times", 1, 1) > 1 || options.containsKey("--tasks")) { // whose truth is dear
      known = known.stream().filter(each -> Truth.isKnown(each, optimizers())).toList();
      out.printf(
          Locale.ROOT, "%d of %d tasks, whose truth is known%n", known.size(), tasks().size());
    }
    List<FindTable.Case> cases =
        FindTable.cases(methods(), known, optimizers(), repeats(1), whole("--jobs", 2, 1));
    write(
        "method,family,task,optimizer,rate,low,high,factor,excess,holds,cost,reason",
        cases.stream().map(FindTable.Case::line).toList());
    FindTable.print(cases, out);
  }

  private void tune() throws IOException, InterruptedException {
    GridFile grids = GridFile.stored();
    List<? extends MeasuredTask> known =
        tasks().stream().filter(task -> !grids.isMissing(task)).toList();
    List<TuneTable.Case> cases =
        TuneTable.cases(TuneMethod.all(), known, grids, repeats(1), whole("--jobs", 2, 1));
    write(TuneTable.HEADER, cases.stream().map(TuneTable.Case::line).toList());
    TuneTable.print(cases, out);
    tasks().stream()
        .filter(grids::isMissing)
        .forEach(task -> out.println(task + " is left out: the command grid has not trained it"));
  }

  /** Writes the answers where that was asked for. */
  private void write(String header, List<String> answers) throws IOException {
    String file = options.get("--cases");
    if (file != null) {
      List<String> lines = new ArrayList<>(List.of(header));
      lines.addAll(answers);
      byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
      SafeFile.replace(Path.of(file), bytes -> bytes.write(text));
    }
  }

  private void grid() throws IOException, InterruptedException {
    Path file =
        Path.of(
            options.getOrDefault(
                "--file", "battery/src/main/resources/dev/rubato/battery/grids.tsv"));
    GridFile.make(file, tasks(), whole("--jobs", 2, 1), out);
  }

  private void compare() throws IOException, InterruptedException {
    List<CompareTable.Case> cases =
        CompareTable.cases(
            CompareTable.shortest(tasks()),
            repeats(10),
            whole("--judges", CompareTable.JUDGE_SEEDS, 2),
            whole("--jobs", 2, 1));
    write(
        "family,task,pairs,held,student,excess,winner,right",
        cases.stream().map(CompareTable.Case::line).toList());
    CompareTable.print(cases, out);
  }

  private void twins() throws InterruptedException {
    TwinTable.print(
        TwinTable.cases(CompareTable.shortest(tasks()), repeats(1000), whole("--jobs", 2, 1)), out);
  }

  private void remarks() throws IOException, InterruptedException {
    List<RemarkTable.Case> cases =
        RemarkTable.cases(tasks(), optimizers(), whole("--seeds", 5, 2), whole("--jobs", 2, 1));
    write(
        "task,strategy,factor,said,longer,higher,lower,best",
        cases.stream().map(RemarkTable.Case::line).toList());
    RemarkTable.print(cases, out);
  }

  private List<RateMethod> methods() {
    String names = options.get("--methods");
    List<RateMethod> all = RateMethod.all();
    if (names == null) {
      return all;
    }
    List<String> wanted = List.of(names.split(";"));
    List<String> known = all.stream().map(RateMethod::name).toList();
    if (!known.containsAll(wanted)) {
      throw new IllegalArgumentException("--methods must be of " + known + ", was " + wanted);
    }
    return all.stream().filter(each -> wanted.contains(each.name())).toList();
  }

  private List<? extends MeasuredTask> tasks() {
    String provided = options.get("--tasks");
    if (provided != null) {
      int steps = whole("--steps", 0, 0);
      return Stream.of(provided.split(";")).map(name -> ProvidedTask.named(name, steps)).toList();
    }
    String half = options.get("--half");
    String start = options.getOrDefault("--family", "").toLowerCase(Locale.ROOT);
    int times = whole("--times", 1, 1);
    List<BatteryTask> all = half == null ? Battery.tasks() : Battery.tasks(half(half));
    List<BatteryTask> some =
        all.stream()
            .filter(task -> task.name().startsWith(start) || task.kind().startsWith(start))
            .map(task -> task.times(times))
            .toList();
    if (some.isEmpty()) {
      throw new IllegalArgumentException("no family or task begins with \"" + start + "\"");
    }
    return some;
  }

  private static Half half(String word) {
    return switch (word) {
      case "choose" -> Half.CHOOSE;
      case "measure" -> Half.MEASURE;
      default ->
          throw new IllegalArgumentException("--half must be choose or measure, was " + word);
    };
  }

  private List<String> optimizers() {
    return List.of(options.getOrDefault("--optimizers", "sgd;sgd(momentum=0.9);adam").split(";"));
  }

  private Repeats repeats(int usual) {
    return new Repeats(whole("--skip", 0, 0), whole("--repeats", usual, 1));
  }

  private int whole(String name, int usual, int least) {
    String text = options.getOrDefault(name, Integer.toString(usual));
    try {
      int number = Integer.parseInt(text);
      if (number >= least) {
        return number;
      }
    } catch (NumberFormatException e) {
      // told below
    }
    throw new IllegalArgumentException(
        name + " must be a whole number of at least " + least + ", was " + text);
  }
}
