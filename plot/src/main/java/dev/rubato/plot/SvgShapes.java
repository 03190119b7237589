package dev.rubato.plot;

import java.awt.Shape;
import java.awt.geom.Ellipse2D;
import java.awt.geom.Path2D;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The shapes of SVG files that Rubato wrote, to be painted. */
final class SvgShapes {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z]|-?[0-9]+(?:\\.[0-9]+)?");

  private SvgShapes() {}

  static Shape circle(double x, double y, double radius) {
    return new Ellipse2D.Double(x - radius, y - radius, 2 * radius, 2 * radius);
  }

  /**
   * A path of straight lines.
   *
   * @param data of the commands M, L, H, V and Z, in upper case for places on the page and in lower
   *     case for places from the last one
   */
  static Shape path(String data, boolean evenOdd) {
    Path2D path = new Path2D.Double(evenOdd ? Path2D.WIND_EVEN_ODD : Path2D.WIND_NON_ZERO);
    List<String> tokens = TOKEN.matcher(data).results().map(MatchResult::group).toList();
    double x = 0;
    double y = 0;
    String command = "";
    for (int i = 0; i < tokens.size(); ) {
      if (Character.isLetter(tokens.get(i).charAt(0))) {
        command = tokens.get(i++);
      }
      boolean relative = command.equals(command.toLowerCase(Locale.ROOT));
      double fromX = relative ? x : 0;
      double fromY = relative ? y : 0;
      switch (command.toUpperCase(Locale.ROOT)) {
        case "M" -> {
          x = fromX + Double.parseDouble(tokens.get(i++));
          y = fromY + Double.parseDouble(tokens.get(i++));
          path.moveTo(x, y);
          command = relative ? "l" : "L"; // what follows without a command is a line
          continue;
        }
        case "L" -> {
          x = fromX + Double.parseDouble(tokens.get(i++));
          y = fromY + Double.parseDouble(tokens.get(i++));
        }
        case "H" -> x = fromX + Double.parseDouble(tokens.get(i++));
        case "V" -> y = fromY + Double.parseDouble(tokens.get(i++));
        case "Z" -> {
          path.closePath();
          x = path.getCurrentPoint().getX();
          y = path.getCurrentPoint().getY();
          continue;
        }
        default -> throw new IllegalArgumentException("a path has no command \"" + command + "\"");
      }
      path.lineTo(x, y);
    }
    return path;
  }
}
