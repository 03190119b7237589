package dev.rubato.bench;

import dev.rubato.notation.Notation;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
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
 * One rate of the schedules and combinations that have no peer in {@link ScheduleBenchmark}, beside
 * a constant, which is what the call itself takes.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar CatalogueBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class CatalogueBenchmark {
  private static final int STEPS = 10_000;

  @Param({
    "0.1",
    "logarithmic(0 -> 0.1)",
    "saturating(0.1 -> 1e-3, timescale=1000)",
    "time-decay(0.1, rate=1e-3, power=0.75)",
    "time-decay(0.1, rate=1e-3, power=0.5)",
    "cooldown(0.1 -> 0, power=0.7)",
    "cooldown(0.1 -> 0)",
    "inverse-sqrt(0.1, timescale=1000)",
    "tanh(0.1 -> 0)",
    "one-cycle(0.1)",
    "cosine-restarts(0.1 -> 0, first=100, multiply=1.5)",
    "greedy(0.1)",
    "plateau(0.1)",
    "step(0.1, every=500, gamma=1.1)",
    "linear(0.1 -> 0) + cosine(0.01 -> 0)",
    "linear(0 -> 3e-4) for 2000 then 3e-4 until 90% then cooldown(-> 0)",
    "linear(0 -> 0.4) for 500 then multistep(0.4, at=[3000, 6000, 8000]) from start",
    "(linear(0 -> 1) for 300 then 1) * linear(0.01 -> 1e-4)"
  })
  private String schedule = "";

  private Curve curve = t -> 0;
  private int t;

  /** Resolves the schedule. */
  @Setup
  public void resolve() {
    curve = Notation.schedule(schedule).over(Horizon.ofSteps(STEPS));
  }

  /** The rate of the next step. */
  @Benchmark
  public double rate() {
    t = t + 1 == STEPS ? 0 : t + 1;
    return curve.at(t);
  }
}
