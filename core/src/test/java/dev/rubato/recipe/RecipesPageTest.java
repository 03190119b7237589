package dev.rubato.recipe;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class RecipesPageTest {
  /** Write it anew by running {@link RecipesPage}'s main method. */
  @Test
  void thePageShowsTheRecipesAsTheyAre() throws Exception {
    assertThat(Files.readString(RecipesPage.path()).equals(RecipesPage.text()))
        .as("docs/recipes.md is as RecipesPage writes it")
        .isTrue();
  }

  @Test
  void everyRecipeIsOnItWithItsCurve() {
    String page = RecipesPage.text();
    for (Recipe recipe : Recipe.all()) {
      assertThat(page).contains("**" + recipe.name() + "**", "\n      " + recipe.text() + "\n");
    }
    assertThat(page).contains("`██████▇▇▆▆▅▅▄▄▃▃▂▂▂▁▁▁▁▁` **CosineDecay**");
  }
}
