package dev.rubato.bench;

import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import dev.rubato.djl.BlockTensors;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.StepperOptions;
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
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of Muon on a matrix, on two threads: ours in plain Java, on arrays and on a parameter of
 * DJL's, beside the same arithmetic by the matrix products of DJL's engine and of PyTorch for
 * Python, five iterations of three products each. Needs python3 with torch.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * DNNL_MAX_CPU_ISA=AVX2 java -jar bench/target/rubato-bench.jar MuonBenchmark
 * DNNL_MAX_CPU_ISA=AVX2 java -jar bench/target/rubato-bench.jar MuonBenchmark -p shape=256x256
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgsAppend = {"-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=2"})
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class MuonBenchmark {
  private static final StepperOptions TWO_THREADS = StepperOptions.DEFAULT.withThreads(2);

  @Param("1024x1024")
  String shape;

  private int rows() {
    return Integer.parseInt(shape.substring(0, shape.indexOf('x')));
  }

  private int columns() {
    return Integer.parseInt(shape.substring(shape.indexOf('x') + 1));
  }

  private static Stepper stepper(List<Tensor> tensors) {
    return new Stepper(
        Notation.strategy("muon: 1e-5"), Horizon.ofSteps(Horizon.MAX_STEPS), tensors, TWO_THREADS);
  }

  /** Ours, on arrays. */
  @State(Scope.Thread)
  public static class Java {
    private Stepper stepper;

    @Setup(Level.Trial)
    public void start(MuonBenchmark of) {
      SplittableRandom random = new SplittableRandom(1);
      float[] p = new float[of.rows() * of.columns()];
      float[] g = new float[p.length];
      for (int i = 0; i < p.length; i++) {
        p[i] = (float) random.nextGaussian();
        g[i] = (float) random.nextGaussian();
      }
      stepper = stepper(List.of(Tensor.of("p", p, g, of.rows(), of.columns())));
    }
  }

  /** Ours, on a layer's weights in the engine's memory. */
  @State(Scope.Thread)
  public static class Djl {
    private Model model;
    private Stepper stepper;

    @Setup(Level.Trial)
    public void start(MuonBenchmark of) {
      Shape inputs = new Shape(of.rows(), of.columns());
      Block block = Linear.builder().setUnits(of.rows()).optBias(false).build();
      model = Model.newInstance("muon", "PyTorch");
      model.setBlock(block);
      NDManager manager = model.getNDManager();
      block.initialize(manager, DataType.FLOAT32, inputs);
      try (GradientCollector collector = Engine.getEngine("PyTorch").newGradientCollector();
          NDManager scope = manager.newSubManager()) {
        NDList outputs =
            block.forward(
                new ParameterStore(scope, false), new NDList(scope.randomNormal(inputs)), true);
        collector.backward(outputs.get(0).mul(scope.randomNormal(outputs.get(0).getShape())).sum());
      }
      stepper = stepper(BlockTensors.of(block).tensors());
    }

    @TearDown(Level.Trial)
    public void stop() {
      model.close();
    }
  }

  /** The engine's matrix products. */
  @State(Scope.Thread)
  public static class EnginesProducts {
    private NDManager manager;
    private NDArray p;
    private NDArray g;
    private NDArray m;

    @Setup(Level.Trial)
    public void start(MuonBenchmark of) {
      manager = NDManager.newBaseManager("PyTorch");
      p = manager.randomNormal(new Shape(of.rows(), of.columns()));
      g = manager.randomNormal(p.getShape());
      m = manager.zeros(p.getShape());
    }

    private void step() {
      try (NDManager scope = manager.newSubManager()) {
        p.tempAttach(scope);
        g.tempAttach(scope);
        m.tempAttach(scope);
        NDArray fresh = g.mul(0.05f);
        m.muli(0.95f).addi(fresh);
        NDArray u = m.mul(0.95f).addi(fresh);
        boolean tall = p.getShape().get(0) > p.getShape().get(1);
        NDArray x = (tall ? u.transpose() : u).div(u.norm().addi(1e-7f));
        for (int i = 0; i < 5; i++) {
          NDArray a = x.matMul(x.transpose());
          NDArray b = a.matMul(a).muli(2.0315f).addi(a.muli(-4.7750f));
          x = b.matMul(x).addi(x.muli(3.4445f));
        }
        p.subi((tall ? x.transpose() : x).muli(1e-5f));
      }
    }

    @TearDown(Level.Trial)
    public void stop() {
      manager.close();
    }
  }

  /** PyTorch's matrix products. */
  @State(Scope.Thread)
  public static class Python {
    private static final List<String> PROGRAM =
        List.of(
            "import sys, torch",
            "torch.set_num_threads(2)",
            "rows, columns = int(sys.argv[1]), int(sys.argv[2])",
            "p, g = torch.randn(2, rows, columns)",
            "m = torch.zeros_like(p)",
            "for line in sys.stdin:",
            "    for _ in range(int(line)):",
            "        m.mul_(0.95).add_(g, alpha=0.05)",
            "        u = 0.05 * g + 0.95 * m",
            "        if rows > columns:",
            "            u = u.T",
            "        x = u / (u.norm() + 1e-7)",
            "        for _ in range(5):",
            "            a = x @ x.T",
            "            b = -4.7750 * a + 2.0315 * (a @ a)",
            "            x = 3.4445 * x + b @ x",
            "        p.sub_(x.T if rows > columns else x, alpha=1e-5)",
            "    print('done', flush=True)");
    private PythonPeer peer;

    @Setup(Level.Trial)
    public void start(MuonBenchmark of) throws IOException {
      peer = new PythonPeer(PROGRAM, Integer.toString(of.rows()), Integer.toString(of.columns()));
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
  public void inJavaOnDjlsTensor(Djl djl) {
    djl.stepper.step();
  }

  @Benchmark
  public void byDjlsEngine(EnginesProducts products) {
    products.step();
  }

  @Benchmark
  public String byPyTorchForPython(Python python) throws IOException {
    return python.peer.steps(1);
  }
}
