package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.plot.Strips.Strip;
import dev.rubato.plot.draw.TextWidth;
import java.util.List;
import org.junit.jupiter.api.Test;

class TableTest {

  private static final Table RANKING =
      new Table(
          List.of(Column.number("#"), Column.text("strategy"), Column.number("loss")),
          List.of(
              List.of("1", "adamw(weight-decay=0.01): cosine(3e-4 -> 0)", "0.271"),
              List.of("10", "sgd: 0.1", "1.3")));

  @Test
  void aTableThatFitsIsAlignedUnderARule() {
    assertThat(RANKING.toText(80))
        .isEqualTo(
            """
             #  strategy                                      loss
            ──  ───────────────────────────────────────────  ─────
             1  adamw(weight-decay=0.01): cosine(3e-4 -> 0)  0.271
            10  sgd: 0.1                                       1.3
            """);
  }

  @Test
  void aTableThatIsTooWideCutsItsWidestWords() {
    assertThat(RANKING.toText(30))
        .isEqualTo(
            """
             #  strategy              loss
            ──  ───────────────────  ─────
             1  adamw(weight-decay…  0.271
            10  sgd: 0.1               1.3
            """);
    assertThat(RANKING.toText(30, Glyphs.ASCII))
        .isASCII()
        .contains("adamw(weight-dec...  0.271")
        .contains("--  -------------------  -----");
  }

  @Test
  void severalColumnsOfWordsShareTheLoss() {
    Table table =
        new Table(
            List.of(Column.text("a"), Column.text("b"), Column.number("n")),
            List.of(List.of("x".repeat(40), "y".repeat(38), "1")));
    assertThat(table.toText(45).lines())
        .allSatisfy(line -> assertThat(TextWidth.width(line)).isLessThanOrEqualTo(45))
        .last()
        .asString()
        .isEqualTo("x".repeat(19) + "…  " + "y".repeat(19) + "…  1");
  }

  @Test
  void numbersStayWholeWhileThereAreWordsToCut() {
    assertThat(RANKING.toText(20)).contains("0.271");
  }

  @Test
  void noLineIsEverWiderThanTheTerminalWhateverTheCellsSay() {
    Table table =
        new Table(
            List.of(Column.text("名前"), Column.number("n"), Column.text("")),
            Examples.HOSTILE.stream().map(name -> List.of(name, name, name)).toList());
    for (Glyphs glyphs : Glyphs.values()) {
      for (int width = 1; width < 200; width += 9) {
        String text = table.toText(width, glyphs);
        assertThat(text.lines()).hasSize(Examples.HOSTILE.size() + 2);
        for (String line : text.lines().toList()) {
          assertThat(TextWidth.width(line)).isLessThanOrEqualTo(width);
          assertThat(line.chars().noneMatch(Character::isISOControl)).isTrue();
        }
      }
    }
  }

  @Test
  void rowsOfTheWrongLengthAreErrors() {
    assertThatThrownBy(() -> new Table(List.of(Column.text("a")), List.of(List.of("1", "2"))))
        .hasMessage("row 1 of the table must have 1 cells, one for each column, had 2");
    assertThatThrownBy(() -> new Table(List.of(), List.of()))
        .hasMessage("a table must have at least 1 column, had 0");
    assertThatThrownBy(() -> RANKING.toText(0)).hasMessage("width must be at least 1, was 0");
  }

  private static final Table DRAWN =
      new Table(
          List.of(
              Column.text("name"),
              Column.pictures(
                  "seeds",
                  new Strips(
                      Scale.LINEAR,
                      List.of(
                          new Strip(2, 1, 3, Doubles.of(1.5, 2.5)),
                          new Strip(4, 3, 5, Doubles.of(4)),
                          new Strip(1e9, 9e8, 2e9, Doubles.of(1e9)),
                          new Strip(Double.POSITIVE_INFINITY, 1, 2, Doubles.of())))),
              Column.pictures(
                  "rate",
                  new Sparklines(
                      List.of(
                          Doubles.of(0, 1, 2, 3),
                          Doubles.of(5, 5),
                          Doubles.of(0, 0),
                          Doubles.of())))),
          List.of(
              List.of("a", "1 to 3", ""),
              List.of("b", "", ""),
              List.of("far", "", ""),
              List.of("diverged", "", "")));

  @Test
  void picturesTakeTheRoomThatIsLeft() {
    assertThat(DRAWN.toText(45))
        .isEqualTo(
            """
            name      seeds                      rate
            ────────  ─────────────────────────  ────────
            a         ├──┼──●──┼──┤              ▁▁▃▃▆▆██
            b                     ├─────●─────┤  ████████
            far                               →  ▁▁▁▁▁▁▁▁
            diverged                          →
            """);
    assertThat(DRAWN.toText(24)).contains("├─┼●─┼─┤").doesNotContain("rate");
    assertThat(DRAWN.toText(45, Glyphs.ASCII)).isASCII().contains("|--+--o--+--|", "__,,==##");
  }

  @Test
  void withoutRoomTheyAreLeftOut() {
    assertThat(DRAWN.toText(12).lines()).first().isEqualTo("name");
  }

  @Test
  void thereIsOnePictureForEachRow() {
    Column rates = Column.pictures("rate", new Sparklines(List.of(Doubles.of(1))));
    assertThatThrownBy(() -> new Table(List.of(Column.text("a"), rates), List.of()))
        .hasMessage("column \"rate\" must have 0 pictures, one for each row, had 1");
  }
}
