package dev.rubato.cli;

import dev.rubato.lab.Metric;
import dev.rubato.lab.Task;
import dev.rubato.lab.program.Limits;
import dev.rubato.lab.program.ProgramTask;
import dev.rubato.schedule.Horizon;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options of every command that trains: what to learn. */
final class TaskOptions {
  private static final Pattern TARGET =
      Pattern.compile("\\s*([a-z0-9-]+)\\s*([<>])=?\\s*(\\S+)\\s*");

  @Option(
      names = "--task",
      split = ",",
      paramLabel = "NAME",
      description = {
        "What to learn (rubato tasks lists them), or the name of a class of your own that is a"
            + " dev.rubato.lab.Task. Default: digits."
      })
  private List<String> names = List.of();

  @Option(
      names = "--classpath",
      paramLabel = "PATH",
      description = "Where your own class is: jars and folders.")
  private @Nullable String classpath;

  @Option(
      names = "--command",
      paramLabel = "COMMAND",
      description =
          "A training program of your own in any language, such as 'python3 train.py', that keeps"
              + " to docs/protocol.md. Needs --steps.")
  private @Nullable String command;

  @Option(
      names = "--judged-by",
      paramLabel = "METRIC",
      description = "What the program's trainings are judged by. Default: validation-loss.")
  private @Nullable String judged;

  @Option(names = "--higher-is-better", description = "Of that metric.")
  private boolean higher;

  @Option(
      names = "--target",
      paramLabel = "TARGET",
      description = "What the program should reach soon, such as 'accuracy >= 0.9'.")
  private @Nullable String target;

  @Option(
      names = "--silence",
      paramLabel = "SECONDS",
      description = "After so long without a line the program is ended. Default: 600.")
  private @Nullable Long silence;

  /**
   * The one task that is named.
   *
   * @param program how long a program's training is
   */
  Task task(Supplier<Horizon> program) {
    List<Task> tasks = tasks(program);
    if (tasks.size() > 1) {
      throw new BadInput("--task must be one task here, was " + String.join(",", names));
    }
    return tasks.get(0);
  }

  /** The tasks that are named. */
  List<Task> tasks(Supplier<Horizon> program) {
    if (command != null) {
      if (!names.isEmpty() || classpath != null) {
        throw new BadInput("--command can't stand beside --task or --classpath");
      }
      return List.of(program(command, program.get()));
    }
    if (judged != null || higher || target != null || silence != null) {
      throw new BadInput("--judged-by, --higher-is-better, --target and --silence need --command");
    }
    List<Task> tasks = new ArrayList<>();
    for (String name : names.isEmpty() ? List.of("digits") : new LinkedHashSet<>(names)) {
      tasks.add(classpath != null || name.indexOf('.') > 0 ? own(name) : Input.task(name));
    }
    return tasks;
  }

  private Task program(String words, Horizon horizon) {
    try {
      ProgramTask task = new ProgramTask(words, horizon);
      if (judged != null || higher) {
        task = task.judgedBy(new Metric(judged == null ? "validation-loss" : judged, !higher));
      }
      if (target != null) {
        Matcher parts = TARGET.matcher(target);
        if (!parts.matches()) {
          throw new BadInput(
              "--target must be like 'accuracy >= 0.9' or 'validation-loss <= 0.3', was \""
                  + target
                  + "\"");
        }
        Metric metric = new Metric(parts.group(1), parts.group(2).equals("<"));
        task = task.withTarget(metric, Double.parseDouble(parts.group(3)));
      }
      if (silence != null) {
        Input.atLeast1("--silence", silence);
        task = task.within(Limits.DEFAULT.withSilence(Duration.ofSeconds(silence)));
      }
      return task;
    } catch (NumberFormatException e) {
      throw new BadInput("--target must end with a number, was \"" + target + "\"");
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
  }

  /** A task by its class, with the class path of this program below its own. */
  private Task own(String name) {
    ClassLoader loader = TaskOptions.class.getClassLoader();
    if (classpath != null) {
      loader = URLClassLoader.newInstance(urls(classpath), loader);
    }
    try {
      Object made = Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
      if (made instanceof Task task) {
        Task.About about = Objects.requireNonNull(task.about(), "about()");
        if (about.stepsPerEpoch() < 1 || about.epochs() < 1) {
          throw new BadInput(name + " must have at least 1 step per epoch and 1 epoch");
        }
        return task;
      }
      throw new BadInput(name + " is no dev.rubato.lab.Task");
    } catch (ClassNotFoundException e) {
      throw new BadInput(
          "--task: there is no class "
              + name
              + (classpath == null ? "; --classpath says where it is" : " in " + classpath));
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new BadInput(name + " needs a public constructor without arguments, in a public class");
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new BadInput(name + " can't be made: " + cause);
    }
  }

  private static URL[] urls(String path) {
    List<URL> urls = new ArrayList<>();
    for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
      try {
        Path file = Path.of(part);
        if (part.isEmpty() || !Files.exists(file)) {
          throw new BadInput("--classpath: there is no \"" + part + "\"");
        }
        urls.add(file.toUri().toURL());
      } catch (InvalidPathException | MalformedURLException e) {
        throw new BadInput("--classpath: " + e.getMessage());
      }
    }
    return urls.toArray(new URL[0]);
  }

  /** The words of a command that name a task. */
  List<String> words(Task task) {
    List<String> words = new ArrayList<>();
    if (command == null) {
      words.addAll(
          List.of(
              "--task",
              names.stream().anyMatch(name -> name.contains("."))
                  ? task.getClass().getName()
                  : task.about().name()));
      add(words, "--classpath", classpath);
      return words;
    }
    add(words, "--command", command);
    add(words, "--judged-by", judged);
    if (higher) {
      words.add("--higher-is-better");
    }
    add(words, "--target", target);
    add(words, "--silence", silence == null ? null : silence.toString());
    return words;
  }

  private static void add(List<String> words, String option, @Nullable String value) {
    if (value != null) {
      words.add(option);
      words.add(value);
    }
  }
}
