package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.rubato.argument.Parameter;
import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.optimizer.Optimizer;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every optimizer of the catalogue does, on every problem and with every option around it, at
 * the rates of {@link OptimizerTable}.
 */
class AlgorithmContractTest {
  private static final int STEPS = 200;
  private static final int SHORT = 60;

  /** By how much the loss has to fall on each problem, and where it can't fall to 0. */
  private static final double[] FALLS_TO = {1e-3, 0.05, 0.1, 0.01};

  /** What may stand around an optimizer. */
  private enum Around {
    NOTHING,
    CLIP_NORM,
    CLIP_VALUE,
    MAXIMIZE,
    SKIP,
    GROUPS,
    OWN_OPTIMIZER,
    AVERAGE,
    SCHEDULED,
    OPTIONS,
    BFLOAT16,
    INT8,
    ALL;

    /** Whether an optimizer can have it around. */
    boolean suits(String optimizer) {
      return switch (this) {
        case BFLOAT16 -> takes(optimizer, "state=bfloat16");
        case INT8 -> takes(optimizer, "state=int8");
        case CLIP_NORM -> takes(optimizer, "clip-norm=1");
        case CLIP_VALUE -> takes(optimizer, "clip-value=1");
        default -> true;
      };
    }

    /** Whether some parameters are frozen at first. */
    boolean freezes() {
      return this == GROUPS || this == ALL;
    }
  }

  /** Whether an option makes sense for an optimizer. */
  private static boolean takes(String optimizer, String option) {
    try {
      return !Notation.optimizer(optimizer + "(" + option + ")").name().isEmpty();
    } catch (NotationException e) {
      return false;
    }
  }

  private static final int FROZEN_UNTIL = 3;

  /** One line of the contract. */
  private record Setting(String optimizer, String problem, Around around, double rate) {
    Run run(int steps, int threads, boolean direct) {
      Problem minimized = Problem.of(problem);
      Strategy strategy =
          Notation.strategy(optimizer + arguments(minimized) + ": cosine(" + peak() + " -> 0)");
      return new Run(
          minimized, strategy, Horizon.ofSteps(steps), options(minimized, threads), direct);
    }

    private String arguments(Problem minimized) {
      float[][] p = new float[minimized.names().length][];
      float[][] g = new float[p.length][];
      for (int i = 0; i < p.length; i++) {
        p[i] = new float[minimized.size(i)];
        g[i] = new float[minimized.size(i)];
      }
      minimized.start(p);
      minimized.loss(p, g);
      double squares = 0;
      double largest = 0;
      for (float[] tensor : g) {
        for (float number : tensor) {
          squares += (double) number * number;
          largest = Math.max(largest, Math.abs(number));
        }
      }
      return switch (around) {
        case CLIP_NORM -> "(clip-norm=" + Math.sqrt(squares) / 2 + ")";
        case CLIP_VALUE -> "(clip-value=" + largest / 2 + ")";
        case MAXIMIZE -> "(maximize=true)";
        case SKIP -> "(on-non-finite=skip)";
        case BFLOAT16 -> "(state=bfloat16)";
        case INT8 -> "(state=int8)";
        case SCHEDULED -> "(" + scheduled(largest) + ")";
        case OPTIONS -> optimizer.startsWith("schedule-free") ? "(agc=30)" : updates();
        case ALL ->
            !takes(optimizer, "clip-norm=1")
                ? "(maximize=true, on-non-finite=skip)"
                : "(clip-norm=%s, clip-value=%s, maximize=true, on-non-finite=skip)"
                    .formatted(Math.sqrt(squares) / 2, largest / 2);
        default -> "";
      };
    }

    /** What is kept of a cautious update is scaled up. */
    private double peak() {
      return around == Around.OPTIONS ? 0.8 * rate : rate;
    }

    private String updates() {
      boolean decays = alone().algorithm().signature().find("weight-decay") != null;
      return (takes(optimizer, "agc=30") ? "(agc=30, " : "(")
          + "cautious=true, clip-update=30, ema=0.8"
          + (decays ? ", weight-decay=1e-5, decay=corrected)" : ")");
    }

    /** A number of the optimizer's own, or else the bound of its gradients, that changes. */
    private String scheduled(double largest) {
      for (Parameter parameter : alone().algorithm().ownParameters()) {
        String name = parameter.name();
        if (Set.of("beta1", "momentum", "beta", "c").contains(name)) {
          double usual = alone().arguments().number(name);
          return "%s=linear(%s -> %s)".formatted(name, usual, usual == 0 ? 0.1 : 0.9 * usual);
        }
      }
      return "clip-value=linear(" + largest / 2 + " -> " + largest / 4 + ")";
    }

    private StepperOptions options(Problem minimized, int threads) {
      StepperOptions options = StepperOptions.DEFAULT.withThreads(threads);
      return switch (around) {
        case AVERAGE -> options.withAverage(0.8);
        case GROUPS -> options.withGroups(List.of(slower(minimized)));
        case OWN_OPTIMIZER ->
            options.withGroups(List.of(ParameterGroup.of(minimized.names()[1]).optimizer(alone())));
        case ALL -> options.withAverage(0.8).withGroups(List.of(slower(minimized)));
        default -> options;
      };
    }

    private ParameterGroup slower(Problem minimized) {
      ParameterGroup second =
          ParameterGroup.of(minimized.names()[1]).rate(0.7).frozenUntil(FROZEN_UNTIL);
      boolean decays = alone().algorithm().signature().find("weight-decay") != null;
      return decays ? second.weightDecay(1e-3) : second;
    }

    private Optimizer alone() {
      return Notation.optimizer(optimizer);
    }

    @Override
    public String toString() {
      return optimizer + " on " + problem + ", " + around;
    }
  }

  static Stream<Setting> settings() {
    List<Setting> settings = new ArrayList<>();
    for (OptimizerTable.Row row : OptimizerTable.rows()) {
      for (int i = 0; i < Problem.ALL.length; i++) {
        for (Around around : Around.values()) {
          if (around.suits(row.optimizer())) {
            settings.add(new Setting(row.optimizer(), Problem.ALL[i], around, row.rates().get(i)));
          }
        }
      }
    }
    return settings.stream();
  }

  /** Of each optimizer the few that are always tried: another problem with another option. */
  static Stream<Setting> few() {
    return settings().filter(AlgorithmContractTest::isItsTurn);
  }

  static Stream<Setting> others() {
    return settings().filter(setting -> !isItsTurn(setting));
  }

  private static boolean isItsTurn(Setting setting) {
    int problem = Arrays.asList(Problem.ALL).indexOf(setting.problem());
    int turn =
        List.of(Around.values()).indexOf(setting.around())
            + Math.floorMod(setting.optimizer().hashCode(), 97);
    int few = 3 * Problem.ALL.length;
    return turn % few == 3 * problem;
  }

  @ParameterizedTest
  @MethodSource("settings")
  void itConverges(Setting setting) {
    Run run = setting.run(STEPS, 1, false);
    double before = run.look();
    double after = run.steps(STEPS).evaluated();
    double bound = FALLS_TO[Arrays.asList(Problem.ALL).indexOf(setting.problem())];
    assertThat(after / before).isLessThan(bound);
  }

  @ParameterizedTest
  @MethodSource("few")
  void itGoesOnFromAnyCheckpointToTheSameBits(Setting setting) throws IOException {
    checkCheckpoints(setting);
  }

  @ParameterizedTest
  @MethodSource("few")
  void threadsAndMemoryChangeNoBit(Setting setting) {
    checkThreadsAndMemory(setting);
  }

  @ParameterizedTest
  @MethodSource("few")
  void aStepAllocatesNothing(Setting setting) {
    checkAllocation(setting);
  }

  @Tag("long")
  @ParameterizedTest
  @MethodSource("others")
  void allThatHoldsForTheOthers(Setting setting) throws IOException {
    checkCheckpoints(setting);
    checkThreadsAndMemory(setting);
    checkAllocation(setting);
  }

  private static void checkCheckpoints(Setting setting) throws IOException {
    Run whole = setting.run(SHORT, 1, false);
    List<byte[]> checkpoints = new ArrayList<>();
    for (int t = 0; t < SHORT; t += 10) {
      checkpoints.add(Checkpoint.bytes(whole.stepper().snapshot()));
      whole.steps(10);
    }
    for (byte[] checkpoint : checkpoints) {
      Run again = setting.run(SHORT, 1, false);
      again.stepper().restore(Checkpoint.of(checkpoint));
      long from = again.asked();
      again.steps((int) (SHORT - from));
      assertThat(again.bits()).as("from %s", from).isEqualTo(whole.bits());
      assertThat(again.evaluated()).isEqualTo(whole.evaluated());
    }
  }

  private static void checkThreadsAndMemory(Setting setting) {
    int[] expected = setting.run(SHORT, 1, false).steps(SHORT).bits();
    assertThat(setting.run(SHORT, 1, true).steps(SHORT).bits()).isEqualTo(expected);
    assertThat(setting.run(SHORT, 2, false).steps(SHORT).bits()).isEqualTo(expected);
    assertThat(setting.run(SHORT, 8, false).steps(SHORT).bits()).isEqualTo(expected);
    assertThat(setting.run(SHORT, 8, true).steps(SHORT).bits()).isEqualTo(expected);
  }

  /**
   * Of three times twenty steps at least once nothing: what a machine allocates once, such as a
   * class that it loads late, is no step's.
   */
  private static void checkAllocation(Setting setting) {
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    for (int count : new int[] {1, 2}) {
      int begun = setting.around().freezes() ? FROZEN_UNTIL + 1 : 1;
      Run run = setting.run(STEPS, count, count == 2);
      while (run.stepper().t() < begun) {
        run.steps(1);
      }
      run.look();
      long[] helpers = helpers();
      long least = Long.MAX_VALUE;
      for (int time = 0; time < 3 && least > 0; time++) {
        long byHelpers = allocated(threads, helpers);
        long own = threads.getCurrentThreadAllocatedBytes();
        for (int t = 0; t < 20; t++) {
          run.step();
        }
        own = threads.getCurrentThreadAllocatedBytes() - own;
        least = Math.min(least, own + allocated(threads, helpers) - byHelpers);
      }
      assertThat(least).as("bytes allocated in twenty steps").isZero();
    }
  }

  private static long[] helpers() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().startsWith("rubato-worker"))
        .mapToLong(Thread::getId)
        .toArray();
  }

  private static long allocated(ThreadMXBean threads, long[] ids) {
    return Arrays.stream(threads.getThreadAllocatedBytes(ids)).sum();
  }
}
