package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

/** The elements of our SVG files, painted. */
class PngPictureTest {
  private static BufferedImage painted(String elements) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PngPicture.write(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20\" height=\"10\">"
            + "<title>a &lt;b&gt;</title><style>.x{fill:#000000}</style>"
            + elements
            + "</svg>",
        out);
    return ImageIO.read(new ByteArrayInputStream(out.toByteArray()));
  }

  private static int at(BufferedImage image, double x, double y) {
    return image.getRGB((int) (2 * x), (int) (2 * y)) & 0xffffff;
  }

  @Test
  void itHasTwoPixelsAUnitAndWhitePaper() throws IOException {
    BufferedImage image = painted("");
    assertThat(image.getWidth()).isEqualTo(40);
    assertThat(image.getHeight()).isEqualTo(20);
    assertThat(at(image, 5, 5)).isEqualTo(0xffffff);
  }

  @Test
  void whatIsInsideHasTheColoursOfWhatIsAround() throws IOException {
    BufferedImage image =
        painted(
            "<g color=\"#ff0000\" fill=\"currentColor\" fill-opacity=\"0.5\">"
                + "<rect x=\"2\" y=\"2\" width=\"6\" height=\"6\"/>"
                + "<circle cx=\"15\" cy=\"5\" r=\"3\" fill=\"#0000ff\" fill-opacity=\"1\"/></g>");
    assertThat(at(image, 5, 5)).isEqualTo(0xff7f7f);
    assertThat(at(image, 1, 5)).isEqualTo(0xffffff);
    assertThat(at(image, 15, 5)).isEqualTo(0x0000ff);
    assertThat(at(image, 11, 5)).isEqualTo(0xffffff);
  }

  @Test
  void anInnerPictureIsMovedAndCut() throws IOException {
    BufferedImage image =
        painted(
            "<svg x=\"4\" y=\"2\" width=\"6\" height=\"6\" overflow=\"hidden\">"
                + "<path fill=\"none\" stroke=\"#00ff00\" stroke-width=\"2\" d=\"M-4,3H20\"/></svg>");
    assertThat(at(image, 7, 5)).isEqualTo(0x00ff00);
    assertThat(at(image, 3, 5)).isEqualTo(0xffffff);
    assertThat(at(image, 11, 5)).isEqualTo(0xffffff);
  }

  @Test
  void whatLiesInTwoOutlinesIsOutsideOnlyByTheEvenOddRule() throws IOException {
    String twice = "<path fill=\"#ff0000\" %s d=\"M2,1 18,1 18,9 2,9ZM6,3 14,3 14,7 6,7Z\"/>";
    assertThat(at(painted(twice.formatted("fill-rule=\"evenodd\"")), 10, 5)).isEqualTo(0xffffff);
    assertThat(at(painted(twice.formatted("")), 10, 5)).isEqualTo(0xff0000);
  }

  @Test
  void aTextStandsAtItsPlaceOrEndsThere() throws IOException {
    String text = "<text x=\"10\" y=\"9\" fill=\"#000000\"%s>M</text>";
    assertThat(ink(painted(text.formatted("")), 0, 19)).isZero();
    assertThat(ink(painted(text.formatted("")), 20, 39)).isPositive();
    String end = " text-anchor=\"end\"";
    assertThat(ink(painted(text.formatted(end)), 0, 19)).isPositive();
    assertThat(ink(painted(text.formatted(end)), 21, 39)).isZero();
  }

  private static int ink(BufferedImage image, int from, int to) {
    int dark = 0;
    for (int x = from; x <= to; x++) {
      for (int y = 0; y < image.getHeight(); y++) {
        dark += (image.getRGB(x, y) & 0xff) < 128 ? 1 : 0;
      }
    }
    return dark;
  }

  @Test
  void pathsGoByPlacesAndByDistances() {
    assertThat(SvgShapes.path("M1,2 5,2V8h-3v1H0Zm2,2l4,-1", false).getBounds2D())
        .isEqualTo(new Rectangle2D.Double(0, 2, 7, 7));
    assertThatThrownBy(() -> SvgShapes.path("M1,2C1,2 3,4 5,6", false))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("\"C\"");
  }
}
