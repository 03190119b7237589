package dev.rubato.recipe;

import dev.rubato.schedule.Horizon;
import dev.rubato.text.Sparkline;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Writes docs/recipes.md, the public training recipes as a page: {@link #main}. */
final class RecipesPage {
  private static final int WIDTH = 24;

  private static final String HEAD =
      """
      # Recipes

      How public projects train, said in [the notation](notation.md): %d recipes of %d projects and fields. The rates of
      every one are computed by its source's formula, in a script of its own, and a test holds them equal to ours to
      twelve digits. The numbers in them (peaks, lengths, warm-ups): those of %d recipes were compared with the files, or
      the text of the paper, that stand after "Looked up"; those of the other %d are the literature's as remembered. Of
      those compared one in three had something to mend, so check the others with their sources before you cite them.
      Beside each name is its curve, from 0 to its highest rate.

      A length that a source doesn't tell, or tells in tokens or samples, is one that such a training could have; for
      another length take the text as it stands. What isn't in the rate (the batch, data, network) isn't here. A name in
      a group's quotes is the source's, for a parameter of its network; yours may be called otherwise.

      `rubato curve '…' --steps 1000` draws any of them, and `rubato strategies NAME` explains what it calls.
      """;

  private static final String TAIL =
      """
      ## What can't be said

      Each of these is better written as `Schedule.of(name, formula)` in Java, or left out.

      | recipe | why |
      |---|---|
      | YOLOv5's and v8's biases, whose rate falls from 0.1 while all others rise from 0 | a group's rate is a factor of \
      the common rate, not a rate of its own |
      | mip-NeRF's delay, a quarter of a sine | ramps by cosine are halves of a wave, or cut off after their beginning |
      | timm's `k_decay` other than 1, Optax' cosine with an exponent that is no whole number | no schedule is raised to \
      a power; products give whole ones |
      | Keras' and Paddle's `PolynomialDecay` with `cycle=True` | each cycle is a longer piece of one long ramp, and the \
      pieces get longer as time goes by |
      | TensorFlow's `noisy_linear_cosine_decay`, timm's `lr_noise` | they are random; a curve here is a function of time |
      | MXNet's `CosineScheduler` | it counts from 1, so its first rate is that of the second step of a cosine (where a \
      warm-up comes before, as in DeepSpeed's, this can be said) |
      | PyTorch's `CosineAnnealingLR` beyond its `T_max`, where it climbs again | a ramp holds its end; two phrases, \
      `cosine(a -> b) for s then cosine(-> a)`, say it |
      | scikit-learn's `adaptive` rate | any improvement is its new best, but only a large one counts; `plateau` has one \
      threshold for both |
      | AWD-LSTM's averages, from when the validation loss stops improving (Merity 2017) | `tail-average` begins at a \
      time, not at an event |
      | `LambdaLR`, `LearningRateScheduler`: a function of one's own | it is code |
      | growing batches (GPT-3, DeepSeek-V3) | a strategy sets numbers of the optimizer, and the batch is the data's |
      | the rates that OPT-175B's authors changed by hand while it trained | nobody could have written them before |
      """;

  private RecipesPage() {}

  /** Writes the page to a file, or to where the repository has it. */
  public static void main(String[] args) throws Exception {
    Files.writeString(args.length > 0 ? Path.of(args[0]) : path(), text());
  }

  /** Where the repository has the page. */
  static Path path() {
    Path root = Path.of("").toAbsolutePath();
    while (!Files.exists(root.resolve("README.md"))) {
      root = root.getParent();
    }
    return root.resolve("docs/recipes.md");
  }

  static String text() {
    Map<String, StringBuilder> projects = new LinkedHashMap<>();
    List<Recipe> recipes = Recipe.all();
    for (Recipe recipe : recipes) {
      projects.computeIfAbsent(recipe.project(), key -> new StringBuilder()).append(item(recipe));
    }
    long lookedUp = recipes.stream().filter(each -> !each.lookedUp().isEmpty()).count();
    StringBuilder page =
        new StringBuilder(
            HEAD.formatted(recipes.size(), projects.size(), lookedUp, recipes.size() - lookedUp));
    projects.forEach((name, items) -> page.append("\n## ").append(name).append('\n').append(items));
    return page.append('\n').append(TAIL).toString();
  }

  private static String item(Recipe recipe) {
    String lookedUp =
        recipe.lookedUp().isEmpty() ? "" : " Looked up: %s.".formatted(recipe.lookedUp());
    return "\n- `%s` **%s**, %s. %s.%s\n\n      %s\n"
        .formatted(
            curve(recipe),
            recipe.name(),
            length(recipe.horizon()),
            recipe.source(),
            lookedUp,
            recipe.text());
  }

  private static String length(Horizon horizon) {
    String steps = String.format(Locale.ROOT, "%,d steps", horizon.steps());
    return horizon.stepsPerEpoch() == 0
        ? steps
        : steps + String.format(Locale.ROOT, " of %,d an epoch", horizon.stepsPerEpoch());
  }

  /** The rates in the middles of equal parts, from the first step to the last. */
  private static String curve(Recipe recipe) {
    long[] steps = new long[WIDTH];
    for (int i = 0; i < WIDTH; i++) {
      steps[i] = recipe.horizon().steps() * (2 * i + 1) / (2 * WIDTH);
    }
    return Sparkline.of(recipe.ours(steps));
  }
}
