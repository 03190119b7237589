package dev.rubato.strategy;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.lang.management.ManagementFactory;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is remembered of a matrix of 30 × 20 is what its algorithm's paper needs, and no more. */
class RememberedTest {
  private static final int SIZE = 600;

  private static Stepper stepper(String optimizer, StepperOptions options) {
    return new Stepper(
        Notation.strategy(optimizer + ": 0.1"),
        Horizon.ofSteps(10),
        List.of(Tensor.of("w", new float[SIZE], new float[SIZE], 30, 20)),
        options);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "sgd; 0",
        "sgd(momentum=0.9); 600",
        "adagrad; 600",
        "rmsprop; 600",
        "rmsprop(momentum=0.9); 1200",
        "rmsprop(momentum=0.9, centered=true); 1800",
        "adam; 1200",
        "adam(amsgrad=true); 1800",
        "adamw; 1200",
        "nadam; 1200",
        "radam; 1200",
        "adamax; 1200",
        "adadelta; 1200",
        "rprop; 1200",
        "lion; 600",
        "adabelief; 1200",
        "adan; 2400",
        "ademamix; 1800",
        "adopt; 1200",
        "lamb; 1200",
        "lars; 600",
        "adafactor; 50",
        "muon; 600",
        "schedule-free-sgd; 600",
        "schedule-free-adamw; 1200",
        "prodigy; 2400",
        "dadapt-adam; 1800"
      })
  void anAlgorithmRemembersWhatItNeeds(String optimizer, long numbers) {
    assertThat(stepper(optimizer, StepperOptions.DEFAULT).remembered()).isEqualTo(numbers);
  }

  /**
   * A convolution is many small matrices; also where a tall and a wide matrix share what they use.
   */
  @ParameterizedTest
  @CsvSource({"adafactor, 1024, 256, 7", "muon, 0, 0, 4"})
  void whatIsWorkedInIsSmallBesideTheParameters(String optimizer, int out, int in, int megabytes) {
    List<Tensor> tensors =
        out > 0
            ? List.of(tensor("convolution", out, in, 3, 3))
            : List.of(tensor("tall", 4096, 16), tensor("wide", 16, 4096));
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getCurrentThreadAllocatedBytes();
    new Stepper(
            Notation.strategy(optimizer + ": 0.1"),
            Horizon.ofSteps(10),
            tensors,
            StepperOptions.DEFAULT.withThreads(1))
        .step();
    assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(megabytes << 20);
  }

  private static Tensor tensor(String name, int... shape) {
    int size = Arrays.stream(shape).reduce(1, (a, b) -> a * b);
    return Tensor.of(name, new float[size], new float[size], shape);
  }

  @Test
  void anAverageIsAsLargeAsTheParameters() {
    assertThat(stepper("sgd", StepperOptions.DEFAULT.withAverage(0.9)).remembered())
        .isEqualTo(SIZE);
  }

  @Test
  void whatIsFrozenForEverIsNotRemembered() {
    StepperOptions frozen =
        StepperOptions.DEFAULT.withGroups(List.of(ParameterGroup.of("*").frozen()));
    assertThat(stepper("adam", frozen).remembered()).isZero();
  }
}
