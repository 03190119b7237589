package dev.rubato.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextTest {

  @Test
  void cleanTextHasNoControlsAndOneLine() {
    assertThat(Text.clean("\u001b[31mred\u0000\u009b")).isEqualTo("[31mred");
    assertThat(Text.clean("a\nb\tc\u2028d")).isEqualTo("a b c d");
    assertThat(Text.clean("\u202ea\u200bb\ufeff\ud83d\uffff\ufdd0")).isEqualTo("ab");
    assertThat(Text.clean("学習 🚀 é")).isEqualTo("学習 🚀 é");
  }

  @Test
  void escapedTextCannotLeaveItsElementOrAttribute() {
    assertThat(Text.escape("<a href=\"x\">'&'</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  }

  @Test
  void widthCountsTerminalColumns() {
    assertThat(Text.width("abc")).isEqualTo(3);
    assertThat(Text.width("学習")).isEqualTo(4);
    assertThat(Text.width("🚀")).isEqualTo(2);
    assertThat(Text.width("e\u0301")).isEqualTo(1);
    assertThat(Text.width("⣿…→")).isEqualTo(3);
  }

  @Test
  void cutTextIsNeverWiderThanAsked() {
    assertThat(Text.cut("cosine", 6, "…")).isEqualTo("cosine");
    assertThat(Text.cut("cosine", 5, "…")).isEqualTo("cosi…");
    assertThat(Text.cut("a b", 2, "…")).isEqualTo("a…");
    assertThat(Text.cut("学習率", 4, "…")).isEqualTo("学…");
    assertThat(Text.cutMiddle("abcdefgh", 5, "…")).isEqualTo("ab…gh");
    for (int width = 0; width < 12; width++) {
      assertThat(Text.width(Text.cut("学習率🚀cosine", width, "..."))).isLessThanOrEqualTo(width);
      assertThat(Text.width(Text.cutMiddle("学習率🚀cosine", width, "...")))
          .isLessThanOrEqualTo(width);
    }
  }

  @Test
  void namesThatDifferAtTheirEndsAreCutInTheMiddle() {
    assertThat(Text.cutAll(List.of("sgd: cosine(0.1)", "adam: linear(0.2)"), 8, "…"))
        .containsExactly("sgd: co…", "adam: l…");
    assertThat(Text.cutAll(List.of("adam: cosine(0.1)", "adam: cosine(0.2)"), 9, "…"))
        .containsExactly("adam…0.1)", "adam…0.2)");
  }
}
