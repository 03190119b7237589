package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.rubato.lab.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What studies found, on a Chinese page. */
class SaidInChineseTest {
  private static final String ANSWER =
      "No clear winner: 1 other strategy can't be told apart from the best over 3 seeds. Use sgd:"
          + " 0.1, the best and the simplest of them.";

  /** A sentence of each kind that commands print, of which nothing may stay English. */
  private static final List<String> SENTENCES =
      List.of(
          ANSWER,
          "No answer: no strategy finished every training. Try lower rates, or more epochs.",
          "Can't tell: 3 seeds are too few to tell strategies apart. @ came first; run at least 5"
              + " seeds.",
          "Use @: its validation loss is significantly better than the rest over 5 seeds",
          "No clear winner: 2 other strategies can't be told apart from the best over 5 seeds. Use"
              + " the best by what was measured, @; @ is simpler.",
          "No clear winner: 1 other strategy can't be told apart from the best (@) over 5 seeds."
              + " Use the simplest of them, @, which is at most 2 % worse.",
          "No clear winner: 1 other strategy can't be told apart from the best over 9 seeds. Use"
              + " the best by all that was measured, the search's seeds too, @, also the simplest"
              + " of them.",
          "Seeds got stuck, far from all others: @ in 1 of 5 trainings (seed 3); @ in 2 of 5"
              + " trainings (seeds 1, 2); and 3 more strategies.",
          "Means and medians disagree: by the median @ comes first (0.11 against 0.12), so a few"
              + " seeds decide.",
          "Validation and test disagree: on the test data @ has the best loss, 0.1 against 0.2,"
              + " which may be chance.",
          "More seeds would not matter: they differ by at most 2 %.",
          "The closest are so close that even 1000 seeds would probably not tell them apart.",
          "Can't tell the best two apart with this budget: their validation loss differs by 0.01 ±"
              + " 0.02 over 5 fresh seeds. Either will do. 2 of its trainings did not finish.",
          "Better than the second by 0.1 ± 0.05 in validation accuracy, over 6 fresh seeds (95 %"
              + " interval). By the median the second would be first (0.1, not 0.2): some seeds"
              + " ended far from the rest.",
          "learning rate 0.1 for trainings of 420 steps, by validation loss, lower is better",
          "about as good, within 5 % as far as measured: 0.05 to 0.2",
          "the best rate lies between 0.05 and 0.2; the search cost as much as 8.3 whole trainings"
              + " (24 in all)",
          "not bracketed: the best may lie above 0.3, where the budget allowed no whole training",
          "no answer: validation loss is the same at every rate: does the model train at all?");

  /** A word, but for those that Chinese engineers write so, and a strategy's. */
  private static final String ENGLISH = "\\b(?!epoch|sgd)[A-Za-z]{3,}";

  @TempDir private Path folder;

  @Test
  @Tag("long")
  void eachSentenceIsChineseAndWhatHasNoFormStaysAsItIs() throws IOException {
    try (Store store = Store.open(folder, "a test")) {
      StudiesTest.run(store, 3).finish(true, ANSWER + "\n\n strategy  mean\n ────────  ────\n");
    }
    try (Chromium chromium = Chromium.start();
        dev.rubato.web.Page page =
            dev.rubato.web.Page.start(PageSettings.local(folder, List.of()))) {
      Page window = chromium.window(1280, 900, "zh-CN", ColorScheme.LIGHT);
      window.navigate(page.address() + "#studies?id=1");
      window.locator(".found p").waitFor();
      assertThat(window.locator(".found p").textContent())
          .isEqualTo("没有明显的胜者：在 3 个种子上，另有 1 个策略与最好的无法区分。请用 sgd: 0.1，它最好，也最简单。");
      for (String sentence : SENTENCES) {
        Object said = said(window, sentence);
        assertThat(said).as(sentence).asString().doesNotContainPattern(ENGLISH);
      }
      assertThat(said(window, "something else")).isEqualTo("something else");
    }
  }

  private static Object said(Page window, String sentence) {
    return window.evaluate(
        "({text}) => import('/said-zh.js').then(module => module.inChinese(text))",
        Map.of("text", sentence));
  }
}
