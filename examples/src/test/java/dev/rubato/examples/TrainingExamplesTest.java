package dev.rubato.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the examples print is what they promise. */
class TrainingExamplesTest {
  @TempDir private Path folder;

  private static List<Double> numbers(String pattern, String text) {
    List<Double> numbers = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern).matcher(text);
    while (matcher.find()) {
      numbers.add(Double.parseDouble(matcher.group(1)));
    }
    return numbers;
  }

  @Test
  void theClassifierKnowsTheDigits() throws Exception {
    String out =
        Printed.by(() -> ImageClassifier.main(new String[] {folder.resolve("a").toString()}));
    assertThat(out).startsWith("begins at step 0").contains("after step 480");
    assertThat(numbers("accuracy ([0-9.]+)", out).get(0)).isGreaterThan(0.9);
  }

  @Test
  void theGuidesProgramTellsSpiralsApart() throws Exception {
    String[] checkpoints = {folder.resolve("c").toString()};
    String out = Printed.by(() -> Spirals.main(checkpoints));
    assertThat(out).startsWith("begins at step 0").contains("after step 380");
    assertThat(numbers("accuracy ([0-9.]+)", out).get(0)).isGreaterThan(0.9);
    assertThat(Printed.by(() -> Spirals.main(checkpoints)))
        .startsWith("begins at step 380")
        .contains("this training is over");
  }

  @Test
  void thePlainLoopLearns() throws Exception {
    String out = Printed.by(() -> PlainLoop.main(new String[] {folder.resolve("b").toString()}));
    assertThat(numbers("loss ([0-9.]+)", out).get(0)).isLessThan(0.1);
    String again = Printed.by(() -> PlainLoop.main(new String[] {folder.resolve("b").toString()}));
    assertThat(again).startsWith("begins at step 480");
  }

  @Test
  void fineTuningGoesOnFromWhatWasLearned() throws Exception {
    String out = Printed.by(() -> FineTuning.main(new String[0]));
    List<Double> losses = numbers("loss ([0-9.]+)", out);
    assertThat(losses).hasSize(2);
    assertThat(losses.get(0)).isLessThan(1.5);
    assertThat(losses.get(1)).isLessThan(0.25);
  }

  @Test
  void theFoundRateTrains() throws Exception {
    String out = Printed.by(() -> FoundRate.main(new String[0]));
    assertThat(out).contains("learning rate ");
    assertThat(numbers("accuracy ([0-9.]+)", out).get(0)).isGreaterThan(0.85);
  }

  @Test
  void theCharacterModelLearnsSomeEnglish() throws Exception {
    String out = Printed.by(() -> CharacterModel.main(new String[0]));
    List<Double> bits = numbers("([0-9.]+) bits", out);
    assertThat(bits).hasSize(8);
    assertThat(bits.get(7)).isLessThan(3.1).isLessThan(bits.get(0) - 0.7);
  }
}
