package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.rubato.plot.Axis;
import dev.rubato.plot.Chart;
import dev.rubato.plot.HtmlPage;
import dev.rubato.plot.Series;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A figure that a reader saves from a report has its title, its size, a margin and its units. */
class SavedFigureTest {
  @TempDir Path folder;

  @Test
  void aFigureIsSavedAsAPictureAndAsNumbers() throws IOException {
    Chart chart =
        new Chart(
            "The <loss>",
            Axis.linear("step"),
            Axis.log("validation loss"),
            List.of(Series.of("adam: 0.3", new double[] {0, 1}, new double[] {2, 0.5})));
    Path report = folder.resolve("report.html");
    Files.writeString(report, HtmlPage.titled("A report").chart(chart, "Of a test.").toString());
    try (Chromium chromium = Chromium.start()) {
      Page window = chromium.window(1280, 800, "en-GB", ColorScheme.DARK);
      window.navigate(report.toUri().toString());
      assertThat(saved(window, "SVG", "the-loss.svg"))
          .containsPattern(
              "<svg[^>]* width=\"\\d+\" height=\"\\d+\" viewBox=\"-16 -16 \\d+ \\d+\"[^>]*>"
                  + "<title>The &lt;loss&gt;</title>")
          .contains(">adam: 0.3</text>", "fill=\"#ffffff\"");
      assertThat(saved(window, "CSV", "the-loss.csv"))
          .isEqualTo(
              """
              line,"step","validation loss",low,high
              "adam: 0.3",0,2,,
              "adam: 0.3",1,0.5,,
              """);
      assertThat(chromium.complaints()).isEmpty();
    }
  }

  private static String saved(Page window, String kind, String name) throws IOException {
    Download download =
        window.waitForDownload(
            () ->
                window
                    .locator(".saving button", new Page.LocatorOptions().setHasText(kind))
                    .click());
    assertThat(download.suggestedFilename()).isEqualTo(name);
    return Files.readString(download.path());
  }
}
