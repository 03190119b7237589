package dev.rubato.plot.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class TextWidthTest {

  @Test
  void escapedTextCannotLeaveItsElementOrAttribute() {
    assertThat(TextWidth.escape("<a href=\"x\">'&'</a>"))
        .isEqualTo("&lt;a href=&quot;x&quot;&gt;&#39;&amp;&#39;&lt;/a&gt;");
  }

  @Test
  void widthCountsTerminalColumns() {
    assertThat(TextWidth.width("abc")).isEqualTo(3);
    assertThat(TextWidth.width("学習")).isEqualTo(4);
    assertThat(TextWidth.width("🚀")).isEqualTo(2);
    assertThat(TextWidth.width("e\u0301")).isEqualTo(1);
    assertThat(TextWidth.width("⣿…→")).isEqualTo(3);
  }

  @Test
  void cutTextIsNeverWiderThanAsked() {
    assertThat(TextWidth.cut("cosine", 6, "…")).isEqualTo("cosine");
    assertThat(TextWidth.cut("cosine", 5, "…")).isEqualTo("cosi…");
    assertThat(TextWidth.cut("a b", 2, "…")).isEqualTo("a…");
    assertThat(TextWidth.cut("学習率", 4, "…")).isEqualTo("学…");
    assertThat(TextWidth.cutMiddle("abcdefgh", 5, "…")).isEqualTo("ab…gh");
    for (int width = 0; width < 12; width++) {
      assertThat(TextWidth.width(TextWidth.cut("学習率🚀cosine", width, "...")))
          .isLessThanOrEqualTo(width);
      assertThat(TextWidth.width(TextWidth.cutMiddle("学習率🚀cosine", width, "...")))
          .isLessThanOrEqualTo(width);
    }
  }

  @Test
  void namesThatDifferAtTheirEndsAreCutInTheMiddle() {
    assertThat(TextWidth.cutAll(List.of("sgd: cosine(0.1)", "adam: linear(0.2)"), 8, "…"))
        .containsExactly("sgd: co…", "adam: l…");
    assertThat(TextWidth.cutAll(List.of("adam: cosine(0.1)", "adam: cosine(0.2)"), 9, "…"))
        .containsExactly("adam…0.1)", "adam…0.2)");
  }
}
