package dev.rubato.bench;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Strategy;
import dev.rubato.strategy.Tensor;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.AuxCounters;
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
 * Every optimizer without products of matrices on 10 million parameters, in bytes a nanosecond
 * (GB/s) that its step has to move at least, beside what the memory gives to a plain loop in C over
 * four arrays.
 *
 * <p>The least that a step moves: the gradient once, the parameters and each slot of state there
 * and back. What a step reads a second time, to look for numbers that are not finite or to measure
 * norms, is its own loss. The parameters are in arrays, or in direct buffers where it says so; Java
 * has {@code jdk.incubator.vector}. {@link Shares} prints the shares of the memory's speed.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -Xmx4g -jar bench/target/rubato-bench.jar OptimizersBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Xmx4g", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 4, time = 1)
public class OptimizersBenchmark {
  /** A matrix, as some algorithms want one. */
  private static final int ROWS = 2500;

  private static final int COLUMNS = 4000;
  private static final int SIZE = ROWS * COLUMNS;

  /** Before the name of an optimizer whose parameters are in direct buffers. */
  static final String IN_BUFFERS = "in buffers: ";

  @Param({
    "memory",
    "sgd",
    "sgd(momentum=0.9)",
    "signum",
    "adagrad",
    "rmsprop",
    "rmsprop(momentum=0.9, centered=true)",
    "adam",
    "adam(amsgrad=true)",
    "adamw",
    "nadam",
    "nadamw",
    "radam",
    "adamax",
    "adadelta",
    "rprop",
    "lion",
    "adabelief",
    "laprop",
    "yogi",
    "mars",
    "adan",
    "ademamix",
    "adopt",
    "madgrad",
    "schedule-free-sgd",
    "schedule-free-adamw",
    "lamb",
    "lars",
    "novograd",
    "adafactor",
    "prodigy",
    "dadapt-adam",
    "dog",
    "dowg",
    "momo",
    "polyak",
    "adam(clip-norm=1)",
    "adam(state=bfloat16)",
    "adam(state=int8)",
    "in buffers: sgd",
    "in buffers: rmsprop",
    "in buffers: adam",
    "in buffers: radam",
    "in buffers: adam(state=bfloat16)",
    "in buffers: adam(state=int8)"
  })
  String optimizer;

  private Runnable step;
  private long bytesOfStep;

  /** Counts bytes. */
  @State(Scope.Thread)
  @AuxCounters(AuxCounters.Type.OPERATIONS)
  public static class Moved {
    /** In all steps of an iteration. */
    public long bytes;
  }

  @Setup
  public void start() {
    if (optimizer.equals("memory")) {
      NativeAdam library = NativeAdam.load();
      var arrays = new java.nio.FloatBuffer[4];
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] = AdamBenchmark.buffer(SIZE, 0.01f);
      }
      step = () -> library.stream(arrays[0], arrays[1], arrays[2], arrays[3], SIZE);
      bytesOfStep = 28L * SIZE;
      return;
    }
    boolean inBuffers = optimizer.startsWith(IN_BUFFERS);
    Strategy strategy =
        Notation.strategy(optimizer.substring(inBuffers ? IN_BUFFERS.length() : 0) + ": 1e-7");
    Tensor tensor = inBuffers ? inBuffers() : inArrays();
    Stepper stepper = new Stepper(strategy, Horizon.ofSteps(Horizon.MAX_STEPS), List.of(tensor));
    boolean needsLoss = strategy.optimizerOrSgd().algorithm().needsLoss();
    step = needsLoss ? () -> stepper.step(1) : stepper::step;
    bytesOfStep = Float.BYTES * (3L * SIZE + 2 * stepper.remembered());
  }

  private static float value(int i) {
    return 1 + i % 7 * 0.1f;
  }

  private static float slope(int i) {
    return i % 3 * 0.01f - 0.008f + i % 5 * 0.001f;
  }

  private static Tensor inArrays() {
    float[] p = new float[SIZE];
    float[] g = new float[SIZE];
    for (int i = 0; i < SIZE; i++) {
      p[i] = value(i);
      g[i] = slope(i);
    }
    return Tensor.of("p", p, g, ROWS, COLUMNS);
  }

  private static Tensor inBuffers() {
    ByteBuffer p = AdamBenchmark.bytes(SIZE, 0);
    ByteBuffer g = AdamBenchmark.bytes(SIZE, 0);
    for (int i = 0; i < SIZE; i++) {
      p.putFloat(Float.BYTES * i, value(i));
      g.putFloat(Float.BYTES * i, slope(i));
    }
    return Tensor.of("p", p, g, ROWS, COLUMNS);
  }

  @Benchmark
  public void step(Moved moved) {
    step.run();
    moved.bytes += bytesOfStep;
  }
}
