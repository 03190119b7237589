package dev.rubato.schedule;

import dev.rubato.argument.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/**
 * Phrases in sequence, each in its own local time; the last holds its final value.
 *
 * <p>Spans are rounded half-up to whole steps. A phrase that rounds to none owns no step, but a
 * following {@code ->} starts where it ends; anything past the horizon is cut off.
 *
 * @param phrases at least one; all but the last have a span, and so has one alone
 */
public record Sequence(List<Phrase> phrases) implements Schedule {
  public Sequence {
    phrases = List.copyOf(phrases);
    if (phrases.isEmpty()) {
      throw new IllegalArgumentException("a sequence must have at least one phrase, was empty");
    }
    if (phrases.size() == 1 && phrases.get(0).span() == null) {
      throw new IllegalArgumentException(
          "one phrase without a length is not a sequence: use \"" + phrases.get(0) + "\" itself");
    }
    for (Phrase phrase : phrases.subList(0, phrases.size() - 1)) {
      if (phrase.span() == null) {
        throw new IllegalArgumentException(
            "\""
                + phrase
                + "\" must say how long it lasts, as more phrases follow: for 100, for 5%, until 90%");
      }
    }
  }

  /** {@link #then}, under a name that is not a keyword of Scala. */
  public Sequence followedBy(Schedule next) {
    return then(next);
  }

  /** This sequence and then another schedule. */
  public Sequence then(Schedule next) {
    List<Phrase> all = new ArrayList<>(phrases);
    if (next instanceof Sequence sequence) {
      all.addAll(sequence.phrases);
    } else {
      all.add(new Phrase(next, null));
    }
    return new Sequence(all);
  }

  @Override
  public Shape shape(Extent extent) {
    int count = phrases.size();
    double[] starts = new double[count];
    Shape[] shapes = new Shape[count];
    double offset = 0;
    double start = phrases.get(0).schedule().continues() ? extent.start() : Double.NaN;
    double length = 0;
    SequenceCheck check = new SequenceCheck(extent);
    for (int i = 0; i < count; i++) {
      Phrase phrase = phrases.get(i);
      length = extent.phraseLength(phrase, offset);
      starts[i] = offset;
      Extent own = extent.phrase(offset, length, start, phrase.span() == null);
      shapes[i] =
          phrase.schedule().shape(check.runs(phrase, offset, length) ? own : own.unreached());
      start = shapes[i].end();
      offset += length;
    }
    check.end();
    // what the enclosing phrase cuts off is not where it ends
    double end =
        offset <= extent.length() ? start : play(starts, shapes, Shape.before(extent.length()));
    return new Played(starts, shapes, offset, start, end);
  }

  private static double play(double[] starts, Shape[] shapes, double u) {
    int i = starts.length - 1;
    while (i > 0 && u < starts[i]) {
      i--;
    }
    return shapes[i].at(u - starts[i]);
  }

  @Override
  public boolean continues() {
    return phrases.get(0).schedule().continues();
  }

  @Override
  public Sequence map(UnaryOperator<Value> replacement) {
    return new Sequence(phrases.stream().map(phrase -> phrase.map(replacement)).toList());
  }

  @Override
  public String toString() {
    return phrases.stream().map(Phrase::toString).collect(Collectors.joining(" then "));
  }

  /** The phrases, resolved: a search for the phrase that owns the time, and its value. */
  private static final class Played extends Shape {
    private static final int FEW = 8;

    private final double[] starts;
    private final Shape[] shapes;
    private final double length;
    private final double held;
    private final double end;

    Played(double[] starts, Shape[] shapes, double length, double held, double end) {
      this.starts = starts;
      this.shapes = shapes;
      this.length = length;
      this.held = held;
      this.end = end;
    }

    @Override
    public double at(double u) {
      if (u >= length) {
        return held;
      }
      int i = starts.length - 1;
      if (i < FEW) {
        while (u < starts[i]) {
          i--;
        }
      } else {
        i = Arrays.binarySearch(starts, u);
        i = i < 0 ? -i - 2 : lastOfEqual(i);
      }
      return shapes[i].at(u - starts[i]);
    }

    /** Phrases of no steps start where the next does, and own nothing. */
    private int lastOfEqual(int found) {
      int i = found;
      while (i + 1 < starts.length && starts[i + 1] == starts[i]) {
        i++;
      }
      return i;
    }

    @Override
    public double end() {
      return end;
    }
  }
}
