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
 * What composition costs: a sequence of five phrases beside the phrase that it lands in, and cycles
 * early and late.
 *
 * <pre>
 * mvn -B -ntp -Pbench -pl bench -am -DskipTests package
 * java -jar bench/target/rubato-bench.jar SequenceBenchmark -prof gc
 * </pre>
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SequenceBenchmark {
  private static final Horizon HORIZON = new Horizon(10_000_000_000_000L, 0);

  /** Each phrase alone, and where it lies in the sequence. */
  @State(Scope.Thread)
  public static class Phrases {
    @Param({"0", "1", "2", "3", "4"})
    int phrase;

    private Curve alone = t -> 0;
    private Curve sequence = t -> 0;
    private long t;

    @Setup
    public void resolve() {
      String[] phrases = {
        "linear(0 -> 0.1)", "0.1", "cosine(0.1 -> 0.05)", "rex(0.05 -> 0.01)", "cooldown(0.01 -> 0)"
      };
      Horizon horizon = Horizon.ofSteps(5000);
      alone = Notation.schedule(phrases[phrase]).over(Horizon.ofSteps(1000));
      sequence =
          Notation.schedule(String.join(" for 1000 then ", phrases) + " for 1000").over(horizon);
    }

    private long next() {
      t = t + 1 == 1000 ? 0 : t + 1;
      return t;
    }
  }

  /** Cycles early and late. */
  @State(Scope.Thread)
  public static class Late {
    @Param({"10", "1000000000000"})
    long at;

    private final Curve restarts = curve("cosine-restarts(0.1 -> 0, first=7)");
    private final Curve longer = curve("cosine-restarts(0.1 -> 0, first=7, multiply=2)");
    private final Curve repeated = curve("repeat(linear(0.1 -> 0), every=7)");

    private static Curve curve(String text) {
      return Notation.schedule(text).over(HORIZON);
    }
  }

  private int offset;

  private int next() {
    offset = (offset + 1) & 63;
    return offset;
  }

  @Benchmark
  public double phraseAlone(Phrases phrases) {
    return phrases.alone.at(phrases.next());
  }

  @Benchmark
  public double phraseInSequence(Phrases phrases) {
    return phrases.sequence.at(phrases.phrase * 1000L + phrases.next());
  }

  @Benchmark
  public double restarts(Late late) {
    return late.restarts.at(late.at + next());
  }

  @Benchmark
  public double restartsLonger(Late late) {
    return late.longer.at(late.at + next());
  }

  @Benchmark
  public double repeat(Late late) {
    return late.repeated.at(late.at + next());
  }
}
