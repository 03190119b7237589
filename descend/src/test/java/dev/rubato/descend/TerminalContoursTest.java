package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.plot.Glyphs;
import dev.rubato.plot.draw.TextWidth;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TerminalContoursTest {

  private static List<String> lines(Descent descent, int width, int height, Glyphs glyphs) {
    String plot = TerminalContours.draw(descent, width, height, false, glyphs);
    assertThat(plot).endsWith("\n");
    List<String> lines = plot.lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(height);
    assertThat(lines)
        .allSatisfy(line -> assertThat(TextWidth.width(line)).isLessThanOrEqualTo(width))
        .allSatisfy(line -> assertThat(line.chars().noneMatch(Character::isISOControl)).isTrue());
    if (glyphs == Glyphs.ASCII) {
      assertThat(plot).isASCII();
    }
    return lines;
  }

  @Test
  void aSmallAsciiPictureLooksLikeThis() {
    assertThat(
            TerminalContours.draw(
                Ground.walk("sgd: 0.125", "quadratic", 20), 60, 18, false, Glyphs.ASCII))
        .isEqualTo(
            """
            sgd: 0.125
            on quadratic, 20 steps: loss 28 -> 0.03832
               |========================================================
               |========================================================
               |=======------------------------------------------=======
             2 +------S-------------------------------------------------
               |-------o-----------::::::::::::::::::-------------------
               |-------o-:::::::::::::............:::::::::::::---------
             0 +-------:o:ooooooooooooooooE x     .....::::::::::-------
               |--------oo::::::::::::............:::::::::::::---------
               |-------------------::::::::::::::::::-------------------
            -2 +--------------------------------------------------------
               |=======------------------------------------------=======
               |========================================================
               |========================================================
               +------+----------+----------+----------+----------+-----
                     -4         -2          0          2          4
            S start  E end  x minimum  loss 0.5 . 2 : 7 - 30 =
            """);
  }

  @Test
  void aSmallBraillePictureLooksLikeThis() {
    assertThat(
            TerminalContours.draw(
                Ground.walk("sgd(momentum=0.9): 0.005", "himmelblau", 60),
                60,
                18,
                false,
                Glyphs.UNICODE))
        .isEqualTo(
            """
            sgd(momentum=0.9): 0.005
            on himmelblau, 60 steps: loss 170 → 0.1218
             5 ┤▓▓▓▓▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▓▓▓▓▓▓▓▓
               │▓▓▓▒▒▒▒▒▒░░░░░░░░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▓▓▓▓
               │▓▓▒▒▒▒▒▒░░░░·  × ··░░░░░░░░░░░░░░░░░░░░⡠⠤⠒⠒⠊⢣░▒▒▒▒▒▒▒▓▓▓
               │▓▓▒▒▒▒▒▒▒░░░░░░░░░░░░░░░░░░░░░░░░░░⡠⠔⠊⠉· × ⡰⠁░░░▒▒▒▒▒▒▓▓
               │▓▓▓▒▒▒▒▒▒▒░░░░░░░░░░░░░▒▒▒▒▒▒▒▒⢀⡠⠒⠉░░░░··⡔⠊ ·░░░░▒▒▒▒▒▓▓
               │▓▓▓▒▒▒▒▒▒▒▒▒░░░░░▒▒▒▒▒▒▒▒▒▒▒▒⣀⠔⠃▒▒░░░░░⢠⠋····░░░░▒▒▒▒▒▒▓
             0 ┤▓▓▓▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒S⠁▒▒▒▒▒░░░░⠈⠑⠤⢄⣀⡀·░░░▒▒▒▒▒▒▓
               │▓▓▒▒▒▒▒▒▒▒▒░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░··⠈⠙⡆░░░▒▒▒▒▒▓
               │▓▒▒▒▒▒▒▒▒░░░░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░⠐⡫E⣋·░░░▒▒▒▒▒▒
               │▓▒▒▒▒▒▒░░░░░░░░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░⠘⠬⠭⠝⠃░░░▒▒▒▒▒▒
               │▒▒▒▒▒░░░· × ··░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒░░░░░░░░░░▒▒▒▒▒▒▒
               │▒▒▒▒▒░░░···░░░░░▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▓
            -5 ┤▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▓▓▓▓
               └─────┬──────────────────────┬─────────────────────┬─────
                    -5                      0                     5
            S start  E end  × minima  loss 5 · 20 ░ 100 ▒ 500 ▓
            """);
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void anyFunctionInAnySizeKeepsItsPlace(Glyphs glyphs) {
    for (TestFunction function : TestFunctions.all()) {
      Descent descent = Ground.walk("sgd(momentum=0.9): 1e-3", function.name(), 50);
      for (int width = 1; width < 140; width += 23) {
        for (int height : new int[] {1, 3, 11, 12, 24, 60}) {
          assertThat(lines(descent, width, height, glyphs)).isNotEmpty();
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void aWalkThatRunsAwaySaysSo(Glyphs glyphs) {
    List<String> lines = lines(Ground.walk("sgd: 0.01", "rosenbrock", 200), 80, 24, glyphs);
    assertThat(lines)
        .hasSize(24)
        .contains("(diverged at step 6 of 200)")
        .anyMatch(line -> line.startsWith("(the path leaves the picture at step "))
        .anyMatch(line -> line.startsWith("S start  ") && !line.contains("E end"));
  }

  @ParameterizedTest
  @EnumSource(Glyphs.class)
  void startEndAndMinimaAreMarked(Glyphs glyphs) {
    Descent descent = Ground.walk("sgd: 1e-3", "himmelblau", 20);
    String picture = String.join("\n", lines(descent, 80, 24, glyphs).subList(2, 20));
    assertThat(picture).containsOnlyOnce("S").containsOnlyOnce("E");
    String mark = glyphs == Glyphs.ASCII ? "x" : "×";
    assertThat(picture.split(mark, -1)).hasSize(5);
  }

  @Test
  void aStartFarAwayIsDrawnToo() {
    lines(Ground.walk("sgd: 0.01", "quadratic", new Point(1e30, -1e30), 5), 80, 24, Glyphs.UNICODE);
  }

  @Test
  void colourIsThereOnlyWhenAskedForAndEndsOnItsLine() {
    Descent descent = Ground.walk("sgd: 1e-3", "himmelblau", 20);
    String plain = TerminalContours.draw(descent, 80, 24, false, Glyphs.UNICODE);
    String coloured = TerminalContours.draw(descent, 80, 24, true, Glyphs.UNICODE);
    assertThat(plain).doesNotContain("\u001b");
    assertThat(coloured).contains("\u001b[31m", "\u001b[2m");
    assertThat(coloured.replaceAll("\u001b\\[\\d+m", "").replaceAll("(?m) +$", ""))
        .isEqualTo(plain.replaceAll("(?m) +$", ""));
    assertThat(coloured.lines().filter(line -> line.contains("\u001b")))
        .isNotEmpty()
        .allMatch(line -> line.endsWith("\u001b[0m"));
  }

  @Test
  void aPlaceThatIsTooSmallGetsARemark() {
    Descent descent = Ground.walk("0.1", "quadratic", 2);
    assertThat(lines(descent, 39, 24, Glyphs.UNICODE))
        .containsExactly(
            "0.1", "on quadratic, 2 steps: loss 28 → 5.249", "too small to draw: 40x12 needed");
    assertThatThrownBy(() -> TerminalContours.draw(descent, 0, 4, false, Glyphs.ASCII))
        .hasMessage("a plot must be at least 1 wide and 1 high, was 0 by 4");
  }

  @Test
  void severalWalksEndAtTheirNumbersAndAreNamedBelow() {
    List<Descent> walks =
        List.of(
            Ground.walk("sgd: 0.01", "himmelblau", 40), Ground.walk("adam: 0.3", "himmelblau", 40));
    String plot = TerminalContours.draw(walks, 80, 24, false, Glyphs.ASCII);
    List<String> lines = plot.lines().toList();
    assertThat(lines).hasSizeLessThanOrEqualTo(24).allMatch(line -> line.length() <= 80);
    assertThat(lines.get(0)).isEqualTo("2 strategies on himmelblau");
    assertThat(lines.get(lines.size() - 2)).startsWith("1 sgd: 0.01: loss ");
    assertThat(lines.get(lines.size() - 1)).startsWith("2 adam: 0.3: loss ");
    String picture = String.join("", lines.subList(2, lines.size() - 4));
    assertThat(picture.chars().filter(sign -> sign == '1').count()).isGreaterThan(1);
    assertThat(picture.chars().filter(sign -> sign == '2').count()).isGreaterThan(1);
    assertThat(TerminalContours.draw(walks, 80, 24, true, Glyphs.UNICODE))
        .contains("\u001b[31m", "\u001b[32m");
  }
}
