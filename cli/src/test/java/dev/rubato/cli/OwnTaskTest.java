package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.lab.spec.BundledSpec;
import dev.rubato.lab.store.Store;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A task of one's own: its class, the command that asks for it again, and what can be wrong. */
class OwnTaskTest {
  @TempDir private Path folder;

  /** The diabetes task under another class's name. */
  public static final class Mine implements SteppedTask {
    private final SteppedTask task = (SteppedTask) new BundledSpec("diabetes").open();

    @Override
    public About about() {
      return task.about();
    }

    @Override
    public String fingerprint() {
      return "mine";
    }

    @Override
    public Training start(Strategy strategy, Horizon horizon, long seed) {
      return task.start(strategy, horizon, seed);
    }
  }

  private String kept(String... options) {
    String[] words = new String[options.length + 6];
    System.arraycopy(
        new String[] {"train", "sgd: 0.01", "--steps=10", "--quiet", "--store", "" + folder},
        0,
        words,
        0,
        6);
    System.arraycopy(options, 0, words, 6, options.length);
    Cli.run(words).succeeds();
    try (Store store = Store.read(folder)) {
      return store.studies().get(store.studies().size() - 1).command();
    }
  }

  @Test
  void theCommandThatIsKeptNamesTheTaskAsItWasGiven() {
    String mine = Mine.class.getName();
    String begin = "rubato train 'sgd: 0.01' ";
    String end = " --steps 10 --seed 1";
    assertThat(kept("--task=diabetes")).isEqualTo(begin + "--task diabetes" + end);
    assertThat(kept("--task", mine)).isEqualTo(begin + "--task '" + mine + "'" + end);
    assertThat(kept("--task", mine, "--classpath", "" + folder))
        .isEqualTo(begin + "--task '" + mine + "' --classpath " + folder + end);
    String program = "echo '{\"step\": 10, \"accuracy\": 0.25}'";
    assertThat(
            kept(
                "--command=" + program,
                "--judged-by=accuracy",
                "--higher-is-better",
                "--target=accuracy>0.20",
                "--silence=600"))
        .isEqualTo(
            begin
                + "--command 'echo '\\''{\"step\": 10, \"accuracy\": 0.25}'\\''' --judged-by"
                + " accuracy --higher-is-better --target 'accuracy>0.20' --silence 600"
                + end);
  }

  @Test
  void whichWayAMetricIsBetterIsInferredFromItsNameOrAskedAndTold() {
    String program = "echo '{\"step\": 10, \"accuracy\": 0.25, \"goodness\": 1}'";
    String[] words = {"train", "sgd: 0.01", "--command", program, "--steps", "10", "--judged-by"};
    assertThat(with(words, "accuracy").err()).contains("judged by accuracy, higher is better");
    assertThat(with(words, "Val_Loss").err()).contains("judged by Val_Loss, lower is better");
    assertThat(with(words, "accuracy", "--lower-is-better").err())
        .contains("judged by accuracy, lower is better")
        .containsOnlyOnce(
            "rubato: warning: accuracy, lower is better as asked, though its name says the contrary");
    assertThat(with(words, "accuracy", "--higher-is-better").err()).doesNotContain("warning: acc");
    assertThat(error("--command=" + program, "--steps=10", "--judged-by=goodness"))
        .contains("does not say which way is better: add --higher-is-better or --lower-is-better");
    assertThat(kept("--command=" + program, "--judged-by=goodness", "--lower-is-better"))
        .contains("--judged-by goodness --lower-is-better");
    assertThat(kept("--command=" + program, "--judged-by=accuracy"))
        .contains("--judged-by accuracy --higher-is-better");
  }

  private static Cli.Outcome with(String[] words, String... more) {
    return Cli.run(Stream.concat(Arrays.stream(words), Arrays.stream(more)).toArray(String[]::new));
  }

  private static String error(String... options) {
    String[] words = new String[options.length + 2];
    words[0] = "train";
    words[1] = "sgd: 0.01";
    System.arraycopy(options, 0, words, 2, options.length);
    Cli.Outcome outcome = Cli.run(words);
    assertThat(outcome.status()).isEqualTo(2);
    return outcome.err().strip();
  }

  @Test
  void whatIsWrongIsSaidWithAHint() {
    assertThat(error("--task=com.acme.Mine"))
        .isEqualTo(
            "rubato: there is no class com.acme.Mine; give its jar or folder as --classpath");
    assertThat(error("--task=com.acme.Mine", "--classpath=" + folder))
        .isEqualTo("rubato: there is no class com.acme.Mine in " + folder);
    assertThat(error("--task=com.acme.Mine", "--classpath=none.jar"))
        .isEqualTo("rubato: the class path names \"none.jar\", which does not exist");
    assertThat(error("--task=java.lang.Object"))
        .isEqualTo("rubato: java.lang.Object is not a dev.rubato.lab.Task");
    assertThat(error("--command=true", "--steps=5", "--target=high"))
        .startsWith("rubato: target must be like 'accuracy >= 0.9'");
    assertThat(error("--command=true", "--steps=5", "--silence=0"))
        .isEqualTo("rubato: --silence must be at least 1, was 0");
  }
}
