package dev.rubato.bench;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.Tracker;
import dev.rubato.djl.BlockTensors;
import dev.rubato.djl.StrategyOptimizer;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Stepper;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One step of a DJL training of a network with 100,000 parameters: forward and backward alone, with
 * an optimizer of ours or DJL's in the trainer, and with ours on the block's tensors, without the
 * trainer, which copies each gradient once for any optimizer.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar DjlStepBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {"-Dai.djl.offline=true", "-Dai.djl.pytorch.num_threads=1"})
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 6, time = 1)
public class DjlStepBenchmark {
  private static final float RATE = 1e-5f;
  private static final int INPUTS = 200;
  private static final int HIDDEN = 470; // 200·470 + 470 + 470·10 + 10 parameters

  @Param({
    "none",
    "rubato-sgd",
    "djl-sgd",
    "rubato-adam",
    "djl-adam",
    "rubato-adam-without-trainer"
  })
  String optimizer;

  @Param({"32", "256"})
  int batch;

  private Model model;
  private Trainer trainer;
  private NDArray rows;
  private NDArray labels;
  private BlockTensors tensors;
  private Stepper stepper;

  @Setup
  public void start() {
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(HIDDEN).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    model = Model.newInstance("step", "PyTorch");
    model.setBlock(block);
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
                .optOptimizer(optimizer(block)));
    trainer.initialize(new Shape(batch, INPUTS));
    rows = trainer.getManager().randomNormal(new Shape(batch, INPUTS));
    labels = trainer.getManager().zeros(new Shape(batch));
  }

  private Optimizer optimizer(SequentialBlock block) {
    Tracker fixed = Tracker.fixed(RATE);
    return switch (optimizer) {
      case "djl-adam" -> Optimizer.adam().optLearningRateTracker(fixed).build();
      case "rubato-adam" -> ours(block, "adam: 1e-5");
      case "rubato-sgd" -> ours(block, "sgd: 1e-5");
      default -> Optimizer.sgd().setLearningRateTracker(fixed).build();
    };
  }

  private static Optimizer ours(SequentialBlock block, String strategy) {
    return StrategyOptimizer.builder(block, strategy, Horizon.ofSteps(Horizon.MAX_STEPS)).build();
  }

  @Benchmark
  public float step() {
    float value;
    try (NDManager scope = trainer.getManager().newSubManager();
        GradientCollector collector = trainer.newGradientCollector()) {
      NDArray inputs = rows.duplicate();
      inputs.attach(scope);
      NDArray classes = labels.duplicate();
      classes.attach(scope);
      NDArray loss =
          trainer.getLoss().evaluate(new NDList(classes), trainer.forward(new NDList(inputs)));
      collector.backward(loss);
      value = loss.getFloat();
    }
    if (optimizer.equals("rubato-adam-without-trainer")) {
      if (stepper == null) {
        tensors = BlockTensors.of(model.getBlock());
        stepper =
            new Stepper(
                Notation.strategy("adam: 1e-5"),
                Horizon.ofSteps(Horizon.MAX_STEPS),
                tensors.tensors());
      }
      stepper.step();
      tensors.zeroGradients();
    } else if (!optimizer.equals("none")) {
      trainer.step();
    }
    return value;
  }

  @TearDown
  public void stop() {
    trainer.close();
    model.close();
  }
}
