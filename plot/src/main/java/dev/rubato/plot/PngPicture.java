package dev.rubato.plot;

import dev.rubato.plot.draw.Palette;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.geom.Rectangle2D;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.OutputStream;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import javax.imageio.ImageIO;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/**
 * Paints SVG files that Rubato wrote as PNG, in light colours, for programs that take no SVG. It
 * knows the few elements that {@link SvgPlot} and its like write, not SVG.
 */
public final class PngPicture {
  /** Pixels for each unit, so that it is sharp in print and on dense screens. */
  private static final int SCALE = 2;

  private final Graphics2D graphics;
  private final double width;
  private final double height;

  private PngPicture(Graphics2D graphics, double width, double height) {
    this.graphics = graphics;
    this.width = width;
    this.height = height;
  }

  /**
   * Writes the picture.
   *
   * @param svg a whole file that Rubato wrote
   * @throws IOException if it can't be written, or this Java has nothing to paint text with
   */
  public static void write(String svg, OutputStream out) throws IOException {
    System.setProperty("java.awt.headless", "true");
    BufferedImage image;
    try {
      image = image(svg);
    } catch (LinkageError | InternalError | RuntimeException e) {
      throw new IOException(
          "this Java can't paint ("
              + e
              + "): write an .svg, and turn it into a .png in a browser or with rsvg-convert",
          e);
    }
    ImageIO.setUseCache(false); // needs no folder for temporary files
    if (!ImageIO.write(image, "png", out)) {
      throw new IOException("this Java can't write PNG: write an .svg");
    }
  }

  private static BufferedImage image(String svg) {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    try {
      XMLStreamReader in = factory.createXMLStreamReader(new StringReader(svg));
      in.nextTag();
      double width = number(in, "width", 0);
      double height = number(in, "height", 0);
      BufferedImage image =
          new BufferedImage(
              (int) Math.ceil(SCALE * width),
              (int) Math.ceil(SCALE * height),
              BufferedImage.TYPE_INT_RGB);
      Graphics2D graphics = image.createGraphics();
      graphics.setRenderingHint(RenderingHints.KEY_ANTIALIASING, RenderingHints.VALUE_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_TEXT_ANTIALIASING, RenderingHints.VALUE_TEXT_ANTIALIAS_ON);
      graphics.setRenderingHint(
          RenderingHints.KEY_STROKE_CONTROL, RenderingHints.VALUE_STROKE_PURE);
      graphics.setColor(Color.decode(Palette.LIGHT_PAPER));
      graphics.fillRect(0, 0, image.getWidth(), image.getHeight());
      graphics.scale(SCALE, SCALE);
      new PngPicture(graphics, width, height).paint(in);
      graphics.dispose();
      return image;
    } catch (XMLStreamException e) {
      throw new IllegalArgumentException("svg must be a file that Rubato wrote", e);
    }
  }

  /** Paints everything inside the element that was entered. */
  private void paint(XMLStreamReader in) throws XMLStreamException {
    Deque<SvgStyle> styles = new ArrayDeque<>();
    Deque<Graphics2D> places = new ArrayDeque<>();
    styles.push(SvgStyle.INITIAL.with(name -> in.getAttributeValue(null, name)));
    places.push(graphics);
    while (!styles.isEmpty()) {
      int event = in.next();
      if (event == XMLStreamConstants.END_ELEMENT) {
        styles.pop();
        places.pop();
      } else if (event == XMLStreamConstants.START_ELEMENT) {
        SvgStyle style =
            Objects.requireNonNull(styles.peek(), "an element around it")
                .with(name -> in.getAttributeValue(null, name));
        Graphics2D on = Objects.requireNonNull(places.peek(), "a place to paint");
        switch (in.getLocalName()) {
          case "svg" -> on = inner(in, on);
          case "rect" -> style.paint(on, rectangle(in));
          case "circle" ->
              style.paint(
                  on,
                  SvgShapes.circle(number(in, "cx", 0), number(in, "cy", 0), number(in, "r", 0)));
          case "path" -> style.paint(on, SvgShapes.path(text(in, "d"), style.evenOdd()));
          case "g" -> {}
          case "text" -> {
            double x = number(in, "x", 0);
            double y = number(in, "y", 0);
            style.write(on, in.getElementText(), x, y);
            continue; // its end was read
          }
          default -> {
            in.getElementText(); // a title, a description, a style for dark screens
            continue;
          }
        }
        styles.push(style);
        places.push(on);
      }
    }
  }

  /** A place of its own inside the picture, cut at its edges. */
  private static Graphics2D inner(XMLStreamReader in, Graphics2D around) {
    Graphics2D inner = (Graphics2D) around.create();
    inner.translate(number(in, "x", 0), number(in, "y", 0));
    inner.clip(new Rectangle2D.Double(0, 0, number(in, "width", 0), number(in, "height", 0)));
    return inner;
  }

  private Rectangle2D rectangle(XMLStreamReader in) {
    boolean whole = text(in, "width").equals("100%");
    return new Rectangle2D.Double(
        number(in, "x", 0),
        number(in, "y", 0),
        whole ? width : number(in, "width", 0),
        whole ? height : number(in, "height", 0));
  }

  private static String text(XMLStreamReader in, String attribute) {
    String value = in.getAttributeValue(null, attribute);
    return value == null ? "" : value;
  }

  private static double number(XMLStreamReader in, String attribute, double otherwise) {
    String value = in.getAttributeValue(null, attribute);
    return value == null ? otherwise : Double.parseDouble(value);
  }
}
