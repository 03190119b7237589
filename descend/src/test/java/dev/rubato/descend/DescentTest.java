package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.rubato.descend.Descent.Row;
import dev.rubato.descend.Descent.Status;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DescentTest {

  private static TestFunction function(String name) {
    return Objects.requireNonNull(TestFunctions.find(name));
  }

  private static Descent run(String strategy, String function, int steps) {
    return run(strategy, function, Horizon.ofSteps(steps));
  }

  private static Descent run(String strategy, String function, Horizon horizon) {
    TestFunction ground = function(function);
    return Descent.run(Notation.strategy(strategy), ground, ground.start(), horizon);
  }

  private static List<Double> rates(Descent descent) {
    return descent.rows().stream().map(Row::rate).toList();
  }

  /** Powers of two, so that float32 holds every number exactly. */
  @Test
  void theFirstRowsOfSgdOnTheQuadraticAreThoseWorkedOutByHand() {
    Descent descent = run("sgd: 0.125", "quadratic", 2);
    // the gradient is (x, 10y): (-4, 20), then (-3.5, -5)
    assertThat(descent.rows())
        .containsExactly(
            new Row(0, new Point(-4, 2), 28, 0.125),
            new Row(1, new Point(-3.5, -0.5), 7.375, 0.125),
            new Row(2, new Point(-3.0625, 0.125), 4.767578125, 0.125));
    assertThat(descent.status()).isEqualTo(Status.DONE);
    assertThat(descent.reason()).isEmpty();
  }

  @Test
  void theFirstRowsOfMomentumOnTheQuadraticAreThoseWorkedOutByHand() {
    Descent descent = run("sgd(momentum=0.5): 0.125", "quadratic", 2);
    // buffer: (-4, 20), then (-2, 10) + (-3.5, -5) = (-5.5, 5)
    assertThat(descent.last().at()).isEqualTo(new Point(-3.5 + 0.6875, -0.5 - 0.625));
  }

  /** Kingma and Ba 2015, Algorithm 1, in double. */
  @Test
  void theFirstRowsOfAdamOnTheQuadraticAreThoseOfThePaper() {
    Descent descent = run("adam: 0.1", "quadratic", 3);
    double[] p = {-4, 2};
    double[] m = new double[2];
    double[] v = new double[2];
    for (int t = 1; t <= 3; t++) {
      double[] g = {p[0], 10 * p[1]};
      for (int i = 0; i < 2; i++) {
        m[i] = 0.9 * m[i] + 0.1 * g[i];
        v[i] = 0.999 * v[i] + 0.001 * g[i] * g[i];
        double mean = m[i] / (1 - Math.pow(0.9, t));
        double square = v[i] / (1 - Math.pow(0.999, t));
        p[i] -= 0.1 * mean / (Math.sqrt(square) + 1e-8);
      }
      Row row = descent.rows().get(t);
      assertThat(row.at().x()).as("x at %d", t).isCloseTo(p[0], within(2e-6));
      assertThat(row.at().y()).as("y at %d", t).isCloseTo(p[1], within(2e-6));
      assertThat(row.loss())
          .isEqualTo(0.5 * (row.at().x() * row.at().x() + 10 * row.at().y() * row.at().y()));
    }
  }

  /** Defazio 2024: gradients are taken at y, the rows show x. */
  @Test
  void scheduleFreeWalksShowTheAveragedPoint() {
    Descent descent = run("schedule-free-sgd(momentum=0.5): 0.05", "quadratic", 20);
    double[] z = {-4, 2};
    double[] x = z.clone();
    for (int t = 1; t <= 20; t++) {
      for (int i = 0; i < 2; i++) {
        double y = 0.5 * z[i] + 0.5 * x[i];
        z[i] -= 0.05 * (i == 0 ? y : 10 * y);
        x[i] += (z[i] - x[i]) / t;
      }
      assertThat(descent.rows().get(t).at().x()).as("x at %d", t).isCloseTo(x[0], within(5e-6));
      assertThat(descent.rows().get(t).at().y()).as("y at %d", t).isCloseTo(x[1], within(5e-6));
    }
  }

  @Test
  void theStartAndAllPointsAreFloat32AndTheLossIsOfThesePoints() {
    TestFunction rastrigin = function("rastrigin");
    Descent descent = run("adam: 0.05", "rastrigin", 50);
    assertThat(descent.first().at()).isEqualTo(new Point(2.3f, -1.7f));
    for (Row row : descent.rows()) {
      assertThat(row.at()).isEqualTo(row.at().toFloat());
      assertThat(row.loss()).isEqualTo(rastrigin.value(row.at()));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 1000})
  void thereIsARowBeforeEachUpdateAndOneAfterTheLast(int steps) {
    Descent descent = run("adam: cosine(0.1 -> 0)", "himmelblau", steps);
    assertThat(descent.rows()).hasSize(steps + 1);
    for (int k = 0; k <= steps; k++) {
      assertThat(descent.rows().get(k).step()).isEqualTo(k);
    }
  }

  @Test
  void theRateIsTheOneThatTheNextUpdateUses() {
    Descent descent = run("sgd: step(0.5, every=2, gamma=0.25)", "quadratic", 4);
    assertThat(rates(descent)).startsWith(0.5, 0.5, 0.125, 0.125);
    assertThat(descent.rows().get(3).at().x() - descent.rows().get(2).at().x())
        .isEqualTo(-0.125 * descent.rows().get(2).at().x());
  }

  @Test
  void epochsAreCountedInTheHorizonsSteps() {
    Descent descent =
        run("sgd: step(0.01, every=1, gamma=0.5) per epoch", "quadratic", new Horizon(4, 2));
    assertThat(rates(descent)).startsWith(0.01, 0.01, 0.005, 0.005);
    assertThatThrownBy(() -> run("sgd: 0.1 for 1 epoch then 0.2", "quadratic", 4))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("steps per epoch");
  }

  @Test
  void aSecondWalkIsTheSameToTheLastBit() {
    for (TestFunction function : TestFunctions.all()) {
      String strategy = "sgd(momentum=0.9): linear(1e-4 -> 0)";
      assertThat(run(strategy, function.name(), 300))
          .isEqualTo(run(strategy, function.name(), 300));
    }
  }

  /** The y of the saddle runs away and the loss falls; up it goes, and nothing improves. */
  @Test
  void plateauObservesTheLossOnceAfterEachUpdate() {
    String plateau = "plateau(0.01, factor=0.5, patience=1)";
    assertThat(rates(run("sgd: " + plateau, "saddle", 200))).containsOnly(0.01);
    // worse after each update: the first is the best, then two without improvement, and again two
    assertThat(rates(run("sgd(maximize=true): " + plateau, "quadratic", 6)))
        .containsExactly(0.01, 0.01, 0.01, 0.005, 0.005, 0.0025, 0.0025);
  }

  @Test
  void aWalkThatDivergesEndsWithItsLastFinitePoint() {
    Descent descent = run("sgd: 0.01", "rosenbrock", 200);
    assertThat(descent.status()).isEqualTo(Status.DIVERGED);
    assertThat(descent.reason())
        .startsWith("the gradient of \"point\" is not finite at step " + descent.last().step());
    assertThat(descent.rows()).hasSizeBetween(3, 20).allMatch(row -> row.at().isFinite());
    assertThat(descent.rows()).hasSize((int) descent.last().step() + 1);
  }

  @Test
  void anUpdateToAPointThatIsNotFiniteEndsTheWalk() {
    Descent descent = run("sgd: 1e38", "quadratic", 9);
    assertThat(descent.status()).isEqualTo(Status.DIVERGED);
    assertThat(descent.reason())
        .isEqualTo("the point is not finite after step 0: lower the learning rate");
    assertThat(descent.rows()).hasSize(1);
  }

  @Test
  void whereStepsAreSkippedAGradientThatIsNotFiniteEndsTheWalkAllTheSame() {
    Descent descent = run("sgd(on-non-finite=skip): 0.01", "rosenbrock", 200);
    assertThat(descent.status()).isEqualTo(Status.DIVERGED);
    assertThat(descent.reason()).contains("not finite at step", "leads nowhere");
  }

  @Test
  void aNumberThatWillLeaveItsDomainIsRefusedBeforeTheWalk() {
    assertThatThrownBy(() -> run("sgd(momentum=linear(0.5 -> 1.5)): 0.01", "quadratic", 10))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("momentum must be in [0, 1), but its schedule gives 1 at step 5");
  }

  @Test
  void aStartThatFloat32CanNotHoldIsAnError() {
    TestFunction quadratic = function("quadratic");
    for (Point start : List.of(new Point(1e39, 0), new Point(0, Double.NaN))) {
      assertThatThrownBy(
              () -> Descent.run(Notation.strategy("0.1"), quadratic, start, Horizon.ofSteps(1)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith("a start must be finite in float32, was ");
    }
  }

  @Test
  void anOpenValueCanNotWalk() {
    assertThatThrownBy(() -> run("sgd: ?", "quadratic", 3))
        .isInstanceOf(IllegalStateException.class);
  }
}
