package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.plot.draw.Palette;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ShadesTest {

  @Test
  void theLowestBandIsThePaper() {
    assertThat(new Shades(9).fill(0)).isEqualTo(" class=\"band0\" fill=\"#ffffff\"");
    assertThat(new Shades(9).dark()).contains(".band0{fill:" + Palette.DARK_PAPER + "}");
    assertThat(new Shades(0).fill(0)).contains("#ffffff");
  }

  @Test
  void everyBandDiffersFromTheNextOnBothPapers() {
    Shades shades = new Shades(18);
    assertThat(java.util.stream.IntStream.rangeClosed(0, 18).mapToObj(shades::fill))
        .doesNotHaveDuplicates();
    assertThat(
            Pattern.compile("\\.band\\d+\\{fill:(#\\w{6})}")
                .matcher(shades.dark())
                .results()
                .map(match -> match.group(1)))
        .hasSize(19)
        .doesNotHaveDuplicates();
  }
}
