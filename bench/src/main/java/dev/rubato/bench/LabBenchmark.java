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
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.LocalRunner;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.run.TrialRun;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import dev.rubato.tasks.Tasks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the lab costs: steps of the task digits, 396 a trial with its evaluations, in a plain loop
 * over the training that the task makes; as a trial; as a study of twelve trials kept in a store,
 * by one job and by two. And the same network, batches and evaluations in a loop with DJL's own
 * trainer and SGD.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar LabBenchmark
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(
    value = 3,
    jvmArgsAppend = {
      "-Dai.djl.offline=true",
      "-Dai.djl.pytorch.num_threads=1",
      "-Dai.djl.pytorch.num_interop_threads=1"
    })
@Warmup(iterations = 4, time = 2)
@Measurement(iterations = 6, time = 2)
public class LabBenchmark {
  private static final int STEPS = 396;
  private static final int TRIALS = 12;
  private static final int BATCH = 32;
  private static final int EXAMPLES = 1078;
  private static final int VALIDATION = 360;
  private static final int PIXELS = 64;

  private final SteppedTask task = (SteppedTask) Objects.requireNonNull(Tasks.find("digits"));
  private final Strategy strategy = Notation.strategy("sgd(momentum=0.9): 0.1");
  private final Horizon horizon = Horizon.ofEpochs(12, STEPS / 12);
  private final long interval = Trial.validationInterval(horizon);
  private long seed;
  private Path folder;
  private Model model;
  private Trainer trainer;
  private NDArray rows;
  private NDArray labels;
  private NDArray validation;
  private NDArray validationLabels;

  @Setup
  public void start() throws IOException {
    folder = Files.createTempDirectory("rubato-bench");
    task.start(strategy, horizon, 1).close(); // the engine first, as the task wants it
    SequentialBlock block =
        new SequentialBlock()
            .add(Linear.builder().setUnits(64).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(10).build());
    model = Model.newInstance("bare", "PyTorch");
    model.setBlock(block);
    Optimizer sgd =
        Optimizer.sgd().setLearningRateTracker(Tracker.fixed(0.1f)).optMomentum(0.9f).build();
    trainer =
        model.newTrainer(
            new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss()).optOptimizer(sgd));
    trainer.initialize(new Shape(BATCH, PIXELS));
    NDManager manager = trainer.getManager();
    rows = manager.randomUniform(0, 1, new Shape(EXAMPLES, PIXELS));
    labels = manager.randomInteger(0, 10, new Shape(EXAMPLES), ai.djl.ndarray.types.DataType.INT64);
    validation = rows.get(":" + VALIDATION);
    validationLabels = labels.get(":" + VALIDATION);
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public float djlsTrainer() {
    float sum = 0;
    for (int t = 0; t < STEPS; t++) {
      int from = t % (STEPS / 12) * BATCH;
      String range = from + ":" + (from + BATCH);
      try (NDManager scope = trainer.getManager().newSubManager()) {
        NDArray batch = rows.get(range);
        batch.attach(scope);
        NDArray classes = labels.get(range);
        classes.attach(scope);
        try (GradientCollector collector = trainer.newGradientCollector()) {
          NDArray loss =
              trainer.getLoss().evaluate(new NDList(classes), trainer.forward(new NDList(batch)));
          collector.backward(loss);
          sum += loss.getFloat();
        }
        trainer.step();
        if ((t + 1) % interval == 0) {
          validation.tempAttach(scope);
          validationLabels.tempAttach(scope);
          NDList output = trainer.evaluate(new NDList(validation));
          sum += trainer.getLoss().evaluate(new NDList(validationLabels), output).getFloat();
          sum += output.singletonOrThrow().argMax(1).eq(validationLabels).countNonzero().getLong();
        }
      }
    }
    return sum;
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public double plainLoop() {
    double sum = 0;
    try (Training training = task.start(strategy, horizon, ++seed)) {
      for (int made = 1; made <= STEPS; made++) {
        sum += training.step();
        if (made % interval == 0 || made == STEPS) {
          sum += training.validate().size();
        }
      }
      return sum + training.test().size();
    }
  }

  @Benchmark
  @OperationsPerInvocation(STEPS)
  public TrialResult trial() {
    return TrialRun.run(task, new Trial(strategy, horizon, ++seed), TrialListener.NONE);
  }

  @Benchmark
  @OperationsPerInvocation(STEPS * TRIALS)
  public int studyByOneJob() {
    return study(1);
  }

  @Benchmark
  @OperationsPerInvocation(STEPS * TRIALS)
  public int studyByTwoJobs() {
    return study(2);
  }

  private int study(int jobs) {
    List<Trial> trials = new ArrayList<>();
    for (int i = 0; i < TRIALS; i++) {
      trials.add(new Trial(strategy, horizon, ++seed));
    }
    StudyKey key =
        new StudyKey(
            "bench", "digits", task.fingerprint(), "study " + seed, task.about().judged(), "bench");
    try (Store store = Store.open(folder, "a benchmark");
        LocalRunner runner = new LocalRunner(jobs)) {
      Study study = new Study(task, runner, store.study(key, "bench"), List.of(), true);
      return study.run("all", trials).size();
    }
  }

  @TearDown
  public void stop() throws IOException {
    trainer.close();
    model.close();
    try (var files = Files.walk(folder)) {
      for (Path file : files.sorted(java.util.Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    }
  }
}
