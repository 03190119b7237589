package dev.rubato.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class SafeTextTest {

  @Test
  void harmlessTextOfAnyLanguageStays() {
    String text = "sgd: cosine(0.1 -> 0) é e\u0301 学習 🚀 עברית ±…→";
    assertThat(SafeText.line(text)).isEqualTo(text);
  }

  @Test
  void whatATerminalObeysOrAReaderDoesNotSeeBecomesADot() {
    assertThat(SafeText.line("\u001b[31mred\u0000\u0007\u007f\u009b")).isEqualTo("·[31mred····");
    assertThat(SafeText.line("\u202ea\u2066b\u200bc\ufeffd\u00ad")).isEqualTo("·a·b·c·d·");
    assertThat(SafeText.line("\ud83d|\udc00|\uffff|\ufdd0")).isEqualTo("·|·|·|·");
    assertThat(SafeText.line("\ue000|\udb80\udc00|\u0378")).isEqualTo("·|·|·");
  }

  @Test
  void aLineHasNoLineEndsAndLinesKeepTheirNewlines() {
    assertThat(SafeText.line("a\nb\tc\rd\u2028e\u2029f\u0085g")).isEqualTo("a b c d e f·g");
    assertThat(SafeText.lines("a\nb\tc\rd\u2028e")).isEqualTo("a\nb c d e");
  }

  @Test
  void columnsKeepOneColumnForEachChar() {
    assertThat(SafeText.columns("é=μ\t漢🚀\u05d0→\u0000")).isEqualTo("é=μ ······");
    for (int c = 0; c <= Character.MAX_VALUE; c++) {
      assertThat(SafeText.columns("" + (char) c))
          .hasSize(1)
          .matches(s -> SafeText.isSafe(s.charAt(0)));
    }
  }
}
