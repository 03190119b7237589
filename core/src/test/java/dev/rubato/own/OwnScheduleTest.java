package dev.rubato.own;

import static dev.rubato.schedule.Schedules.constant;
import static dev.rubato.schedule.Schedules.cosineTo;
import static dev.rubato.schedule.Schedules.linear;
import static dev.rubato.schedule.Schedules.max;
import static dev.rubato.schedule.Schedules.repeat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Ramp;
import dev.rubato.argument.Value;
import dev.rubato.schedule.Call;
import dev.rubato.schedule.Curve;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.RampForm;
import dev.rubato.schedule.Schedule;
import dev.rubato.schedule.Shape;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** A schedule of a user's own, in a package of their own: a lambda, or a class. */
class OwnScheduleTest {
  private static final Horizon HORIZON = new Horizon(100, 10);

  /** Falls as a logistic curve: b + (a − b)/(1 + e^(steepness·(2p − 1))). */
  private static final class Logistic extends RampForm {
    static final Logistic FORM = new Logistic();

    private Logistic() {
      super(
          "logistic",
          new CatalogueEntry("an S", "b + (a − b)/(1 + e^(steepness·(2p − 1)))", "ours", "", ""),
          Parameter.number("steepness", Domain.ABOVE_0, 5, "How steep it is in the middle."));
    }

    @Override
    protected Shape ramp(double a, double b, double length, Arguments arguments) {
      double steepness = arguments.number("steepness");
      return byShares(length, (q, p) -> b + (a - b) / (1 + Math.exp(steepness * (2 * p - 1))));
    }
  }

  @Test
  void aLambdaComposesWithAllOthers() {
    Schedule own = Schedule.of("sawtooth", (u, length) -> 0.1 * (1 - u / length));
    Schedule all =
        linear(0, 0.1)
            .forPercent(10)
            .then(own.forSteps(40))
            .then(max(own, constant(0.05)).forSteps(40))
            .then(cosineTo(0));
    Curve curve = all.over(HORIZON);
    assertThat(curve.at(10)).isEqualTo(0.1);
    assertThat(curve.at(30)).isEqualTo(0.05);
    assertThat(curve.at(80)).isEqualTo(0.05);
    assertThat(curve.at(90)).isEqualTo(0.05);
    assertThat(curve.at(100)).isZero();
    assertThat(all)
        .hasToString(
            "linear(0 -> 0.1) for 10% then sawtooth() for 40 then max(sawtooth(), 0.05) for 40"
                + " then cosine(-> 0)");
  }

  @Test
  void aLambdaMayBeRepeatedMultipliedAndMeasuredInEpochs() {
    Schedule own = Schedule.of("share-gone", (u, length) -> u / length);
    assertThat(repeat(own, 10).over(HORIZON).at(25)).isEqualTo(0.5);
    assertThat(own.times(0.1).over(HORIZON).at(50)).isEqualTo(0.05);
    assertThat(own.perEpoch().over(HORIZON).at(59)).isEqualTo(0.5);
  }

  @Test
  void aClassHasArgumentsDomainsAndAStartFromThePhraseBefore() {
    Call call = Call.of(Logistic.FORM, Map.of("ramp", Ramp.to(0), "steepness", Value.of(10)));
    Schedule all = constant(0.1).forSteps(50).then(call);
    assertThat(all).hasToString("0.1 for 50 then logistic(-> 0, steepness=10)");
    assertThat(all.over(HORIZON).at(75)).isEqualTo(0.05);
    assertThat(call.continues()).isTrue();
    assertThatThrownBy(
            () -> Call.of(Logistic.FORM, Map.of("ramp", Ramp.of(1, 0), "steepness", Value.of(-1))))
        .hasMessage("steepness must be above 0, was -1");
  }
}
