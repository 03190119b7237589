package dev.rubato.bench;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.optimizer.Adam;
import ai.djl.training.tracker.Tracker;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
import dev.rubato.strategy.Tensor;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.GradientUpdater;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of Adam: ours on arrays, on direct buffers and in place in DJL's tensors, beside the
 * same loop in C and those of DJL, ND4J and PyTorch for Python, on two threads. At 10 million
 * parameters memory is the limit: 28 bytes a parameter, and 4 more for ours, which first looks
 * whether all gradients are finite. At 100,000 all is in the cache. Needs gcc, and python3 with
 * torch.
 *
 * <p>{@code inC} is compiled with the usual flags, {@code inVectorizedC} with one more that lets
 * gcc vectorize the loop. Ours has {@code jdk.incubator.vector}, but for {@code WithoutVectors}.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -Xmx2g -jar bench/target/rubato-bench.jar AdamBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 2,
    jvmArgsAppend = {"-Xmx2g", "--add-modules=jdk.incubator.vector"})
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AdamBenchmark {
  private static final int CALLS = 10; // of a peer in another language at once
  private static final float RATE = 1e-5f;
  private static final float BETA1 = 0.9f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  @Param({"100000", "10000000"})
  int size;

  /** Ours on Java arrays. */
  @State(Scope.Thread)
  public static class Arrays {
    private Stepper stepper;

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) {
      float[] p = new float[benchmark.size];
      float[] g = new float[benchmark.size];
      java.util.Arrays.fill(g, 0.01f);
      stepper = stepper(List.of(Tensor.of("p", p, g)));
    }
  }

  /** Ours on direct buffers. */
  @State(Scope.Thread)
  public static class Buffers {
    private Stepper stepper;

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) {
      stepper =
          stepper(List.of(Tensor.of("p", bytes(benchmark.size, 0), bytes(benchmark.size, 0.01f))));
    }
  }

  /** Ours in place in DJL's tensors. */
  @State(Scope.Thread)
  public static class DjlTensors {
    private Stepper stepper;
    private NDManager manager; // the views end with it

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) {
      manager = NDManager.newBaseManager("PyTorch");
      ByteBuffer p = view(manager.zeros(new Shape(benchmark.size)));
      ByteBuffer g = view(manager.ones(new Shape(benchmark.size)).mul(0.01f));
      stepper = stepper(List.of(Tensor.of("p", p, g)));
    }

    private static ByteBuffer view(NDArray array) {
      ByteBuffer bytes = array.toByteBuffer(true);
      if (!bytes.isDirect()) {
        throw new IllegalStateException("the engine gave a copy of " + array.toDebugString(false));
      }
      return bytes.order(ByteOrder.nativeOrder());
    }

    @TearDown(Level.Trial)
    public void stop() {
      manager.close();
    }
  }

  /** The same loop in C. */
  @State(Scope.Thread)
  public static class C {
    private final NativeAdam usual = NativeAdam.load();
    private final NativeAdam vectorized = NativeAdam.loadVectorized();
    private FloatBuffer p;
    private FloatBuffer g;
    private FloatBuffer m;
    private FloatBuffer v;

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) {
      p = buffer(benchmark.size, 0);
      g = buffer(benchmark.size, 0.01f);
      m = buffer(benchmark.size, 0);
      v = buffer(benchmark.size, 0);
    }

    private float steps(NativeAdam library, int threads) {
      library.adam_steps(p, g, m, v, p.capacity(), RATE, BETA1, BETA2, EPSILON, 1, CALLS, threads);
      return p.get(0);
    }
  }

  /** DJL's own Adam on its PyTorch engine. */
  @State(Scope.Thread)
  public static class Djl {
    private final Adam adam = Adam.builder().optLearningRateTracker(Tracker.fixed(RATE)).build();
    private NDArray p;
    private NDArray g;

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) {
      NDManager manager = NDManager.newBaseManager("PyTorch");
      p = manager.zeros(new Shape(benchmark.size));
      p.setRequiresGradient(true);
      g = manager.ones(new Shape(benchmark.size)).mul(0.01f);
    }
  }

  /**
   * ND4J's native Adam updater, and the subtraction that its trainings make after it. It leaves its
   * update in the place of the gradient, which so has to be put there again before each step: else
   * its averages would fall to numbers too small for a fast processor.
   */
  @State(Scope.Thread)
  public static class Nd4js {
    private INDArray p;
    private INDArray g;
    private GradientUpdater<?> updater;
    private int t;

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) {
      p = Nd4j.zeros(benchmark.size);
      g = Nd4j.ones(benchmark.size).muli(0.01);
      INDArray state = Nd4j.zeros(1, 2L * benchmark.size);
      updater = new org.nd4j.linalg.learning.config.Adam(RATE).instantiate(state, true);
    }

    @Setup(Level.Invocation)
    public void fill() {
      g.assign(0.01f);
    }
  }

  /** The Adam of PyTorch for Python, in a process that makes as many steps as it is told. */
  @State(Scope.Thread)
  public static class Python {
    private static final List<String> PROGRAM =
        List.of(
            "import sys, torch",
            "torch.set_num_threads(2)",
            "p = torch.zeros(int(sys.argv[1]), requires_grad=True)",
            "p.grad = torch.full_like(p, 0.01)",
            "adam = torch.optim.Adam([p], lr=1e-5)",
            "for line in sys.stdin:",
            "    for _ in range(int(line)): adam.step()",
            "    print('done', flush=True)");
    private PythonPeer peer;

    @Setup(Level.Trial)
    public void start(AdamBenchmark benchmark) throws IOException {
      peer = new PythonPeer(PROGRAM, Integer.toString(benchmark.size));
    }

    @TearDown(Level.Trial)
    public void stop() {
      peer.close();
    }
  }

  private static Stepper stepper(List<Tensor> tensors) {
    return new Stepper(
        Notation.strategy("adam: 1e-5"), Horizon.ofSteps(Horizon.MAX_STEPS), tensors);
  }

  static ByteBuffer bytes(int size, float value) {
    ByteBuffer bytes = ByteBuffer.allocateDirect(4 * size).order(ByteOrder.nativeOrder());
    for (int i = 0; i < size; i++) {
      bytes.putFloat(4 * i, value);
    }
    return bytes;
  }

  static FloatBuffer buffer(int size, float value) {
    return bytes(size, value).asFloatBuffer();
  }

  @Benchmark
  public long oursOnArrays(Arrays arrays) {
    arrays.stepper.step();
    return arrays.stepper.t();
  }

  @Benchmark
  public long oursOnDirectBuffers(Buffers buffers) {
    buffers.stepper.step();
    return buffers.stepper.t();
  }

  @Benchmark
  public long oursInDjlsTensors(DjlTensors tensors) {
    tensors.stepper.step();
    return tensors.stepper.t();
  }

  @Benchmark
  @Fork(value = 2, jvmArgsAppend = "-Xmx2g")
  public long oursInDjlsTensorsWithoutVectors(DjlTensors tensors) {
    tensors.stepper.step();
    return tensors.stepper.t();
  }

  /** Ten steps a call, so that the way to C and back does not count. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public float inC(C c) {
    return c.steps(c.usual, 2);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public float inVectorizedC(C c) {
    return c.steps(c.vectorized, 2);
  }

  @Benchmark
  @OperationsPerInvocation(CALLS)
  public float inVectorizedCOnOneThread(C c) {
    return c.steps(c.vectorized, 1);
  }

  @Benchmark
  public NDArray djls(Djl djl) {
    djl.adam.update("p", djl.p, djl.g);
    return djl.p;
  }

  @Benchmark
  public INDArray nd4js(Nd4js nd4j) {
    nd4j.updater.applyUpdater(nd4j.g, nd4j.t++, 0);
    return nd4j.p.subi(nd4j.g);
  }

  /** Ten steps an order, so that the way to the other process and back does not count. */
  @Benchmark
  @OperationsPerInvocation(CALLS)
  public String pythons(Python python) throws IOException {
    return python.peer.steps(CALLS);
  }
}
