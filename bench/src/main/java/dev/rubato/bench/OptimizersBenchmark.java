package dev.rubato.bench;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.util.ArrayList;
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
 * Every optimizer on 10 million parameters in arrays, in bytes a nanosecond (GB/s) that its step
 * has to move at least, beside what the memory gives to a plain loop in C over four arrays.
 *
 * <p>The least that a step moves: the gradient once, the parameters and each slot of state there
 * and back. What a step reads a second time, to look for numbers that are not finite or to measure
 * norms, is its own loss. Muon's products of matrices are arithmetic, not memory: it moves matrices
 * of 128 × 128, at some 4,000 operations a parameter.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -Xmx4g -jar bench/target/rubato-bench.jar OptimizersBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(value = 1, jvmArgsAppend = "-Xmx4g")
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class OptimizersBenchmark {
  /** A matrix, as some algorithms want one. */
  private static final int ROWS = 2500;

  private static final int COLUMNS = 4000;
  private static final int SIZE = ROWS * COLUMNS;
  private static final int SIDE = 128; // of Muon's matrices

  @Param({
    "memory",
    "sgd",
    "sgd(momentum=0.9)",
    "adagrad",
    "rmsprop",
    "rmsprop(momentum=0.9, centered=true)",
    "adam",
    "adam(amsgrad=true)",
    "adamw",
    "nadam",
    "radam",
    "adamax",
    "adadelta",
    "rprop",
    "lion",
    "adabelief",
    "adan",
    "ademamix",
    "adopt",
    "lamb",
    "lars",
    "novograd",
    "adafactor",
    "muon",
    "schedule-free-sgd",
    "schedule-free-adamw",
    "prodigy",
    "dadapt-adam",
    "dog",
    "dowg",
    "adam(state=bfloat16)",
    "adam(state=int8)"
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
    List<Tensor> tensors = new ArrayList<>();
    if (optimizer.startsWith("muon")) {
      while (tensors.size() < SIZE / (SIDE * SIDE)) {
        tensors.add(tensor("p" + tensors.size(), SIDE, SIDE));
      }
    } else {
      tensors.add(tensor("p", ROWS, COLUMNS));
    }
    Stepper stepper =
        new Stepper(
            Notation.strategy(optimizer + ": 1e-7"), Horizon.ofSteps(Horizon.MAX_STEPS), tensors);
    long size = tensors.stream().mapToLong(Tensor::size).sum();
    step = stepper::step;
    bytesOfStep = Float.BYTES * (3 * size + 2 * stepper.remembered());
  }

  private static Tensor tensor(String name, int rows, int columns) {
    float[] p = new float[rows * columns];
    float[] g = new float[p.length];
    for (int i = 0; i < p.length; i++) {
      p[i] = 1 + i % 7 * 0.1f;
      g[i] = 0.01f + i % 5 * 0.001f;
    }
    return Tensor.of(name, p, g, rows, columns);
  }

  @Benchmark
  public void step(Moved moved) {
    step.run();
    moved.bytes += bytesOfStep;
  }
}
