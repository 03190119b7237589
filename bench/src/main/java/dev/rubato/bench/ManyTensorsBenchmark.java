package dev.rubato.bench;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of Adam on 1,000 tensors of 100 to 10,000 parameters, beside one tensor of as many in
 * all.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar ManyTensorsBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ManyTensorsBenchmark {
  private static final int TENSORS = 1000;
  private static final int SMALLEST = 100;
  private static final int LARGEST = 10_000;

  @Param({"arrays", "buffers"})
  String memory;

  @Param({"1000", "1"})
  int tensors;

  private Stepper stepper;

  @Setup
  public void start() {
    SplittableRandom random = new SplittableRandom(1);
    int[] sizes = new int[TENSORS];
    for (int i = 0; i < TENSORS; i++) {
      sizes[i] = random.nextInt(SMALLEST, LARGEST + 1);
    }
    if (tensors == 1) {
      sizes = new int[] {Arrays.stream(sizes).sum()};
    }
    List<Tensor> all = new ArrayList<>();
    for (int size : sizes) {
      all.add(tensor("tensor " + all.size(), size));
    }
    stepper = new Stepper(Notation.strategy("adam: 1e-5"), Horizon.ofSteps(Horizon.MAX_STEPS), all);
  }

  private Tensor tensor(String name, int size) {
    if (memory.equals("buffers")) {
      return Tensor.of(name, AdamBenchmark.buffer(size, 0), AdamBenchmark.buffer(size, 0.01f));
    }
    float[] g = new float[size];
    Arrays.fill(g, 0.01f);
    return Tensor.of(name, new float[size], g);
  }

  @Benchmark
  public long step() {
    stepper.step();
    return stepper.t();
  }
}
