package dev.rubato.battery;

import dev.rubato.finder.Finding;
import dev.rubato.finder.RangeTest;
import dev.rubato.finder.RangeTestFinding;
import dev.rubato.finder.RateSearch;
import dev.rubato.finder.Rule;
import dev.rubato.lab.find.RateFinder;
import dev.rubato.lab.run.Study;
import dev.rubato.notation.Notation;
import java.util.List;

/** A way to choose a constant learning rate for a task. */
interface RateMethod {

  /** How it is called in tables. */
  String name();

  /**
   * Chooses a rate.
   *
   * @param study which counts what it costs
   * @param optimizer in the notation
   * @param seed of the first training; others may follow
   */
  Answer answer(Study study, String optimizer, long seed);

  /**
   * What a method says.
   *
   * @param rate NaN if there is no answer
   * @param low the lower end of what may be best, NaN if it says nothing
   * @param high the upper end
   * @param reason why there is no answer, empty if there is one
   */
  record Answer(double rate, double low, double high, String reason) {
    static Answer of(double rate) {
      String reason = Double.isNaN(rate) ? "the rule finds nothing" : "";
      return new Answer(rate, Double.NaN, Double.NaN, reason);
    }
  }

  /** Rubato's, and its peers. */
  static List<RateMethod> all() {
    return List.of(
        new Finder(),
        new RuleAlone("fastai's valley", Rule.VALLEY),
        new RuleAlone("fastai's slide", Rule.SLIDE),
        new RuleAlone("steepest slope", Rule.STEEPEST),
        new DefaultRate());
  }

  /** {@code rubato find} with its defaults. */
  record Finder() implements RateMethod {
    @Override
    public String name() {
      return "find";
    }

    @Override
    public Answer answer(Study study, String optimizer, long seed) {
      MeasuredTask task = (MeasuredTask) study.task();
      Finding found =
          RateFinder.find(
              study, Notation.optimizer(optimizer), task.horizon(), RateSearch.BUDGET, seed);
      return new Answer(found.rate(), found.low(), found.high(), found.reason());
    }
  }

  /** A rule on one range test, as other libraries have it. */
  record RuleAlone(String name, Rule rule) implements RateMethod {
    @Override
    public Answer answer(Study study, String optimizer, long seed) {
      RangeTestFinding found =
          RateFinder.rangeTest(study, Notation.optimizer(optimizer), RangeTest.DEFAULT, 1, seed);
      return Answer.of(found.suggestions().getOrDefault(rule, Double.NaN));
    }
  }

  /** What an optimizer has where no rate is given: Keras's 0.01 for SGD, 0.001 for all others. */
  record DefaultRate() implements RateMethod {
    @Override
    public String name() {
      return "the default rate";
    }

    @Override
    public Answer answer(Study study, String optimizer, long seed) {
      return Answer.of(optimizer.startsWith("sgd") ? 0.01 : 0.001);
    }
  }
}
