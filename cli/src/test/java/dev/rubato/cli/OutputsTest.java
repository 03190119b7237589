package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.rubato.plot.Glyphs;
import java.awt.image.BufferedImage;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A file's ending says its format, and an earlier page is never written over unasked. */
class OutputsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @CsvSource({
    "rates.svg, <svg",
    "RATES.SVG, <svg",
    "rates.csv, step",
    "rates.json, {",
    "rates.html, <!DOCTYPE html>",
    "rates.txt, learning rate",
    "rates, learning rate",
    "rates.v2, learning rate"
  })
  void theEndingOfAFileNamesItsFormat(String name, String start) throws Exception {
    Path file = folder.resolve(name);
    assertThat(Cli.run("curve", "0.1", "--steps=9", "--out=" + file).succeeds().out()).isEmpty();
    assertThat(Files.readString(file)).startsWith(start);
  }

  @Test
  void anEndingAndAFormatThatContradictEachOtherAreAnError() {
    Path file = folder.resolve("rates.svg");
    Cli.Outcome outcome = Cli.run("curve", "0.1", "--steps=9", "--format=csv", "--out=" + file);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("ends in .svg, but --format is csv");
    assertThat(file).doesNotExist();
    Cli.run("curve", "0.1", "--steps=9", "--format=svg", "--out=" + file).succeeds();
    Cli.run("curve", "0.1", "--steps=9", "--format=csv", "--out=" + folder.resolve("x.txt"))
        .succeeds();
  }

  @Test
  void anEndingThatTheCommandCantWriteIsAnError() {
    Path file = folder.resolve("walk.html");
    Cli.Outcome outcome =
        Cli.run("descend", "0.001", "--function=beale", "--steps=9", "--out=" + file);
    assertThat(outcome.status()).isEqualTo(2);
    assertThat(outcome.err()).contains("can't write", "plot (the default), csv, json, svg or png");
    assertThat(file).doesNotExist();
    for (String name : new String[] {"curve.jpg", "curve.PDF", "curve.xlsx"}) {
      Path picture = folder.resolve(name);
      Cli.Outcome curve = Cli.run("curve", "0.1", "--steps=9", "--out=" + picture);
      assertThat(curve.status()).as(name).isEqualTo(2);
      assertThat(curve.err()).contains("can't write");
      assertThat(picture).doesNotExist();
    }
  }

  @Test
  void aPngIsTheSamePictureWithTwicePixelsAndNeedsAFile() throws Exception {
    Path file = folder.resolve("curve.png");
    Cli.run("curve", "0.1", "linear(0 -> 0.2)", "--steps=9", "--out=" + file).succeeds();
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(image.getWidth()).isEqualTo(1800);
    assertThat(image.getHeight()).isEqualTo(960);
    assertThat(image.getRGB(0, 0)).isEqualTo(0xffffffff);
    assertThat(pixels(image, 0xff2558a4)).isGreaterThan(3000);
    assertThat(pixels(image, 0xffc73c00)).isGreaterThan(3000);
    Cli.Outcome printed = Cli.run("curve", "0.1", "--steps=9", "--format=png");
    assertThat(printed.status()).isEqualTo(2);
    assertThat(printed.err()).contains("--out picture.png");
  }

  private static long pixels(BufferedImage image, int colour) {
    int[] all = image.getRGB(0, 0, image.getWidth(), image.getHeight(), null, 0, image.getWidth());
    return Arrays.stream(all).filter(each -> each == colour).count();
  }

  @Test
  void aWalkIsPaintedTooWithItsBandsAndItsPath() throws Exception {
    Path file = folder.resolve("walk.png");
    Cli.run("descend", "adam: 0.1", "--function=himmelblau", "--steps=99", "--out=" + file)
        .succeeds();
    BufferedImage image = ImageIO.read(file.toFile());
    assertThat(pixels(image, 0xffc73c00)).as("the path").isGreaterThan(500);
    assertThat(pixels(image, 0xffffffff))
        .as("what no band and no letter covers")
        .isLessThan((long) image.getWidth() * image.getHeight() / 2);
  }

  @Test
  void theListOfStudiesCutsACommandBetweenTwoWordsWhereTheTerminalIsNarrow() {
    String store = "--store=" + folder.resolve("store");
    Cli.run(
            "compare",
            "sgd(momentum=0.9): 0.1",
            "--task=convex",
            "--steps=20",
            "--seeds=1",
            store,
            "--report=" + folder.resolve("page.html"))
        .succeeds();
    String whole = "rubato compare 'sgd(momentum=0.9): 0.1' --task convex --steps 20 --seeds 1";
    assertThat(Cli.run("studies", store).succeeds().out()).contains(whole);
    for (int columns = 60; columns < 150; columns += 7) {
      StringWriter out = new StringWriter();
      PrintWriter to = new PrintWriter(out);
      Terminal narrow = new Terminal(to, to, false, true, false, columns, 24, Glyphs.UNICODE);
      assertThat(Main.run(narrow, "studies", store)).isZero();
      to.flush();
      String row = out.toString().lines().skip(2).findFirst().orElse("");
      String shown = row.substring(row.indexOf("rubato"));
      assertThat(row.length()).isLessThanOrEqualTo(columns);
      if (!shown.equals(whole)) {
        assertThat(shown).endsWith(" …");
        assertThat(whole).startsWith(shown.substring(0, shown.length() - 1));
      }
    }
  }

  @Test
  void aPageWhoseNameNobodyGaveTakesThePlaceOfItsOwnStudysOnly() throws Exception {
    Path page = folder.resolve("rubato-compare-digits.html");
    assertThat(PageName.write(page, "first", "a")).isEqualTo(page);
    assertThat(PageName.write(page, "second", "b")).hasFileName("rubato-compare-digits-2.html");
    Files.createDirectory(folder.resolve("rubato-compare-digits-3.html"));
    assertThat(PageName.write(page, "third", "c")).hasFileName("rubato-compare-digits-4.html");
    assertThat(Files.readString(page)).startsWith("first");
    assertThat(PageName.write(page, "fourth", "b"))
        .hasFileName("rubato-compare-digits-2.html")
        .content()
        .startsWith("fourth");
    Files.writeString(page, "somebody's");
    assertThat(PageName.write(page, "fifth", "a")).hasFileName("rubato-compare-digits-5.html");
    assertThat(page).hasContent("somebody's");
    assertThatIOException()
        .isThrownBy(() -> PageName.write(folder.resolve("gone/page.html"), "x", "a"))
        .withMessageContaining("gone is gone; create it or choose another path");
  }

  @Test
  void theFurtherPagesOfAComparisonLeaveEarlierOnesAlone() throws Exception {
    Path second = folder.resolve("report-2.html");
    Files.writeString(second, "precious");
    Cli.Outcome outcome =
        Cli.run(
                "compare",
                "0.1",
                "--task=convex",
                "--horizons=10,20",
                "--seeds=1",
                "--report=" + folder.resolve("report.html"))
            .succeeds();
    assertThat(second).hasContent("precious");
    assertThat(outcome.err()).contains("report-2-2.html");
    assertThat(folder.resolve("report-2-2.html")).exists();
  }
}
