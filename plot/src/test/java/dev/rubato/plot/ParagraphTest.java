package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ParagraphTest {
  @Test
  void linesAreBrokenBetweenWords() {
    assertThat(Paragraph.wrapped("one two three four\nfive", 9))
        .isEqualTo("one two\nthree\nfour\nfive");
    assertThat(Paragraph.wrapped("学习率 学习率", 9)).as("two columns each").isEqualTo("学习率\n学习率");
  }

  @Test
  void aWordThatIsTooLongStaysWhole() {
    assertThat(Paragraph.wrapped("a verylongword b", 5)).isEqualTo("a\nverylongword\nb");
  }

  @Test
  void textThatFitsIsUnchanged() {
    assertThat(Paragraph.wrapped("  two  spaces ", 80)).isEqualTo("  two  spaces ");
  }
}
