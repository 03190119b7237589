package dev.rubato.bench;

import ai.djl.training.tracker.Tracker;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import java.util.concurrent.TimeUnit;
import org.nd4j.linalg.schedule.ExponentialSchedule;
import org.nd4j.linalg.schedule.ISchedule;
import org.nd4j.linalg.schedule.InverseSchedule;
import org.nd4j.linalg.schedule.PolySchedule;
import org.nd4j.linalg.schedule.ScheduleType;
import org.nd4j.linalg.schedule.StepSchedule;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * One rate of a schedule: ours beside DJL's trackers and ND4J's schedules of the same shape.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar ScheduleBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScheduleBenchmark {
  private static final int STEPS = 10_000;
  private static final Horizon HORIZON = Horizon.ofSteps(STEPS);

  private int t;

  private final Curve linear = curve("linear(0.1 -> 0.001)");
  private final Curve rex = curve("rex(0.1 -> 0.001)");
  private final Curve cosine = curve("cosine(0.1 -> 0.001)");
  private final Curve cyclic = curve("cyclic(0.001 -> 0.1, up=100, down=100)");
  private final Curve step = curve("step(0.1, every=500, gamma=0.9)");
  private final Curve multistep = curve("multistep(0.1, at=[2500, 5000, 7500], gamma=0.9)");
  private final Curve exponential = curve("exponential(0.1, gamma=0.999)");
  private final Curve timeDecay = curve("time-decay(0.1, rate=0.001)");
  private final Curve polynomial = curve("polynomial(0.1 -> 0, power=2)");

  private final Tracker djlCosine =
      Tracker.cosine().setBaseValue(0.1f).optFinalValue(0.001f).setMaxUpdates(STEPS).build();
  private final Tracker djlCyclical =
      Tracker.cyclical()
          .optBaseValue(0.001f)
          .optMaxValue(0.1f)
          .optStepSizeUp(100)
          .optStepSizeDown(100)
          .build();
  private final Tracker djlFactor =
      Tracker.factor()
          .setBaseValue(0.1f)
          .setFactor(0.999f)
          .optMaxUpdates(Integer.MAX_VALUE)
          .build();
  private final Tracker djlMultiFactor =
      Tracker.multiFactor()
          .setBaseValue(0.1f)
          .setSteps(new int[] {2500, 5000, 7500})
          .optFactor(0.9f)
          .build();

  private final ISchedule nd4jExponential =
      new ExponentialSchedule(ScheduleType.ITERATION, 0.1, 0.999);
  private final ISchedule nd4jStep = new StepSchedule(ScheduleType.ITERATION, 0.1, 0.9, 500);
  private final ISchedule nd4jInverse = new InverseSchedule(ScheduleType.ITERATION, 0.1, 0.001, 1);
  private final ISchedule nd4jPoly = new PolySchedule(ScheduleType.ITERATION, 0.1, 2, STEPS);

  private static Curve curve(String text) {
    return Notation.schedule(text).over(HORIZON);
  }

  private int next() {
    t = t + 1 == STEPS ? 1 : t + 1;
    return t;
  }

  @Benchmark
  public double linearOurs() {
    return linear.at(next());
  }

  @Benchmark
  public double rexOurs() {
    return rex.at(next());
  }

  @Benchmark
  public double cosineOurs() {
    return cosine.at(next());
  }

  @Benchmark
  public float cosineDjl() {
    return djlCosine.getNewValue(next());
  }

  @Benchmark
  public double cyclicOurs() {
    return cyclic.at(next());
  }

  @Benchmark
  public float cyclicDjl() {
    return djlCyclical.getNewValue(next());
  }

  @Benchmark
  public double stepOurs() {
    return step.at(next());
  }

  @Benchmark
  public double stepNd4j() {
    return nd4jStep.valueAt(next(), 0);
  }

  @Benchmark
  public double multistepOurs() {
    return multistep.at(next());
  }

  @Benchmark
  public float multistepDjl() {
    return djlMultiFactor.getNewValue(next());
  }

  @Benchmark
  public double exponentialOurs() {
    return exponential.at(next());
  }

  @Benchmark
  public float exponentialDjl() {
    return djlFactor.getNewValue(next());
  }

  @Benchmark
  public double exponentialNd4j() {
    return nd4jExponential.valueAt(next(), 0);
  }

  @Benchmark
  public double timeDecayOurs() {
    return timeDecay.at(next());
  }

  @Benchmark
  public double timeDecayNd4j() {
    return nd4jInverse.valueAt(next(), 0);
  }

  @Benchmark
  public double polynomialOurs() {
    return polynomial.at(next());
  }

  @Benchmark
  public double polynomialNd4j() {
    return nd4jPoly.valueAt(next(), 0);
  }
}
