package dev.rubato.bench;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.io.IOException;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of Muon on a matrix of 1024 × 1024, on two threads: ours in plain Java beside the same
 * arithmetic by PyTorch for Python, five iterations of three products each. Needs python3 with
 * torch.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar MuonBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MuonBenchmark {
  private static final int SIDE = 1024;

  /** Ours. */
  @State(Scope.Thread)
  public static class Java {
    private Stepper stepper;

    @Setup(Level.Trial)
    public void start() {
      SplittableRandom random = new SplittableRandom(1);
      float[] p = new float[SIDE * SIDE];
      float[] g = new float[SIDE * SIDE];
      for (int i = 0; i < p.length; i++) {
        p[i] = (float) random.nextGaussian();
        g[i] = (float) random.nextGaussian();
      }
      stepper =
          new Stepper(
              Notation.strategy("muon: 1e-5"),
              Horizon.ofSteps(Horizon.MAX_STEPS),
              List.of(Tensor.of("p", p, g, SIDE, SIDE)));
    }
  }

  /** PyTorch's matrix products. */
  @State(Scope.Thread)
  public static class Python {
    private static final List<String> PROGRAM =
        List.of(
            "import sys, torch",
            "torch.set_num_threads(2)",
            "p, g = torch.randn(2, " + SIDE + ", " + SIDE + ")",
            "m = torch.zeros_like(p)",
            "for line in sys.stdin:",
            "    for _ in range(int(line)):",
            "        m.mul_(0.95).add_(g, alpha=0.05)",
            "        u = 0.05 * g + 0.95 * m",
            "        x = u / (u.norm() + 1e-7)",
            "        for _ in range(5):",
            "            a = x @ x.T",
            "            b = -4.7750 * a + 2.0315 * (a @ a)",
            "            x = 3.4445 * x + b @ x",
            "        p.sub_(x, alpha=1e-5)",
            "    print('done', flush=True)");
    private PythonPeer peer;

    @Setup(Level.Trial)
    public void start() throws IOException {
      peer = new PythonPeer(PROGRAM);
    }

    @TearDown(Level.Trial)
    public void stop() {
      peer.close();
    }
  }

  @Benchmark
  public void inJava(Java java) {
    java.stepper.step();
  }

  @Benchmark
  public String byPyTorchForPython(Python python) throws IOException {
    return python.peer.steps(1);
  }
}
