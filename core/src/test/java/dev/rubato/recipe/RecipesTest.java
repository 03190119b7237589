package dev.rubato.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.notation.Notation;
import dev.rubato.strategy.RunningStrategy;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Public training recipes said in the notation have the rates that their sources give. */
class RecipesTest {
  private static final double TOLERANCE = 1e-12;

  @Test
  void everyRateIsThatOfTheSource() {
    List<String> wrong = new ArrayList<>();
    for (Recipe recipe : Recipe.all()) {
      long[] steps = recipe.rates().keySet().stream().mapToLong(Long::longValue).toArray();
      double[] ours = recipe.ours(steps);
      for (int i = 0; i < steps.length; i++) {
        double expected = recipe.rates().get(steps[i]);
        if (!(Math.abs(ours[i] - expected) <= TOLERANCE * Math.abs(expected))) {
          wrong.add(recipe + " at " + steps[i] + ": " + ours[i] + ", its source: " + expected);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyTextIsPrintedAsItCanBeReadAgainAndHasNoWarnings() {
    List<String> warnings = new ArrayList<>();
    for (Recipe recipe : Recipe.all()) {
      Strategy strategy = Notation.strategy(recipe.text());
      assertThat(Notation.strategy(strategy.toString())).as(recipe.toString()).isEqualTo(strategy);
      for (String warning : new RunningStrategy(strategy, recipe.horizon()).warnings()) {
        warnings.add(recipe + ": " + warning);
      }
    }
    assertThat(warnings).isEmpty();
  }

  @Test
  void thereAreMoreThanAHundredAndFiftyEachWithSeveralRates() {
    List<Recipe> recipes = Recipe.all();
    assertThat(recipes).hasSizeGreaterThan(150);
    Set<String> different = new HashSet<>();
    for (Recipe recipe : recipes) {
      assertThat(recipe.rates()).as(recipe.toString()).hasSizeGreaterThan(4);
      assertThat(recipe.source()).isNotBlank();
      different.add(recipe.text() + recipe.horizon());
    }
    assertThat(different).hasSizeGreaterThan(150);
  }

  /** So that a test of thousands of rates can't pass because all of them were read as nothing. */
  @Test
  void aRateThatIsNotTheSourcesWouldBeFound() {
    Recipe recipe = Recipe.all().get(0);
    Map.Entry<Long, Double> later = Map.entry(5000L, recipe.rates().get(5000L));
    assertThat(recipe.ours(later.getKey())[0]).isNotEqualTo(recipe.ours(5001)[0]);
    assertThat(later.getValue()).isBetween(1e-4, 0.01);
  }
}
