package dev.rubato.plot;

import dev.rubato.argument.Sha256;
import dev.rubato.plot.draw.Palette;
import dev.rubato.plot.draw.TextWidth;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * A report as one HTML file that needs nothing else: text, tables and charts, which are interactive
 * where scripts run and complete where they do not. Nothing is loaded from elsewhere; the page's
 * content security policy forbids that, and any script but its own.
 *
 * <p>Pages are immutable: each call returns a page with one more block. All text is untrusted and
 * is escaped; in running text a part between `backticks` is set as code. Lines of the same name
 * have the same colour in all charts, and a table cell with such a name shows it.
 *
 * <pre>{@code
 * String html =
 *     HtmlPage.titled("Which rhythm for Fashion-MNIST?")
 *         .lead("Twelve strategies, three seeds each.")
 *         .advice("Use `sgd: one-cycle(0.4)`.")
 *         .table(ranking)
 *         .chart(losses, "Mean over seeds with 95 % intervals.")
 *         .toString();
 * }</pre>
 */
public final class HtmlPage {

  private static final String STYLE = resource("page.css") + Palette.darkPlot() + "\n";
  private static final String SCRIPT =
      resource("page.js") + resource("pagefiles.js") + resource("pageparts.js");

  private final String title;
  private final List<Chart> charts;

  /** Each produces its markup once the strokes of all lines are known. */
  private final List<Function<Strokes, String>> blocks;

  private final List<String> highlighted;

  private HtmlPage(
      String title,
      List<Chart> charts,
      List<Function<Strokes, String>> blocks,
      List<String> highlighted) {
    this.title = title;
    this.highlighted = List.copyOf(highlighted);
    this.charts = List.copyOf(charts);
    this.blocks = List.copyOf(blocks);
  }

  /** Which stroke the lines of a name have anywhere on the page, by order of first appearance. */
  record Strokes(Map<String, Integer> byName) {
    static Strokes of(List<Chart> charts) {
      Map<String, Integer> byName = new LinkedHashMap<>();
      for (Chart chart : charts) {
        for (Mark line : chart.entries()) {
          byName.putIfAbsent(line.name(), byName.size());
        }
      }
      return new Strokes(byName);
    }

    int[] of(Chart chart) {
      return chart.entries().stream()
          .mapToInt(line -> byName.getOrDefault(line.name(), 0))
          .toArray();
    }
  }

  /** An empty page; the title is at its top and in the browser's title bar. */
  public static HtmlPage titled(String title) {
    return new HtmlPage(title, List.of(), List.of(), List.of());
  }

  /** A paragraph that says in larger letters what the page is about. */
  public HtmlPage lead(String text) {
    return with("<p class=\"lead\">" + prose(text) + "</p>\n");
  }

  /** The answer, a line to be copied, with a button that does so. */
  public HtmlPage answer(String line) {
    return with(
        "<p class=\"answer\"><code>"
            + arrows(line)
            + "</code><button type=\"button\">Copy</button></p>\n");
  }

  /** A highlighted box for the recommended action; each line is a paragraph. */
  public HtmlPage advice(String text) {
    StringBuilder paragraphs = new StringBuilder();
    text.lines().forEach(line -> paragraphs.append("<p>").append(prose(line)).append("</p>"));
    return with("<aside class=\"advice\">" + paragraphs + "</aside>\n");
  }

  /** A heading. */
  public HtmlPage section(String heading) {
    return with("<h2>" + prose(heading) + "</h2>\n");
  }

  /** A paragraph. */
  public HtmlPage text(String text) {
    return with("<p>" + prose(text) + "</p>\n");
  }

  /**
   * A paragraph in small letters for each line: conditions, caveats, how something was measured.
   */
  public HtmlPage note(String text) {
    StringBuilder paragraphs = new StringBuilder();
    text.lines()
        .forEach(
            line -> paragraphs.append("<p class=\"note\">").append(prose(line)).append("</p>\n"));
    return with(paragraphs.toString());
  }

  /** Lines to be copied, such as a command or a strategy; line breaks are kept. */
  public HtmlPage code(String code) {
    StringBuilder lines = new StringBuilder();
    code.lines().forEach(line -> lines.append(TextWidth.escape(line)).append('\n'));
    return with("<pre><code>" + lines.toString().stripTrailing() + "</code></pre>\n");
  }

  public HtmlPage table(Table table) {
    return table(table, "");
  }

  /** A table under a caption. */
  public HtmlPage table(Table table, String caption) {
    return with(charts, strokes -> HtmlTable.markup(table, prose(caption), strokes));
  }

  /** A chart under its title and a caption, with a legend. */
  public HtmlPage chart(Chart chart, String caption) {
    List<Chart> more = new ArrayList<>(charts);
    more.add(chart);
    return with(more, strokes -> HtmlChart.markup(chart, prose(caption), strokes.of(chart)));
  }

  /**
   * Several views of the same under one caption: one is shown and the others can be chosen; where
   * no scripts run, all are shown.
   *
   * @param views at least one
   * @param names what each is called where it is chosen
   */
  public HtmlPage views(List<Chart> views, List<String> names, String caption) {
    if (views.isEmpty() || views.size() != names.size()) {
      throw new IllegalArgumentException(
          "each view needs a name, there were " + views.size() + " and " + names.size());
    }
    List<Chart> more = new ArrayList<>(charts);
    more.addAll(views);
    return with(
        more,
        strokes -> {
          StringBuilder out = new StringBuilder("<div class=\"views\">\n");
          for (int i = 0; i < views.size(); i++) {
            String name = TextWidth.escape(names.get(i));
            out.append("<div data-view=\"").append(name).append("\">\n");
            out.append(HtmlChart.markup(views.get(i), prose(caption), strokes.of(views.get(i))));
            out.append("</div>\n");
          }
          return out.append("</div>\n").toString();
        });
  }

  /** Small charts side by side under one caption, each with its title; all values are in them. */
  public HtmlPage multiples(List<Chart> small, String caption) {
    List<Chart> more = new ArrayList<>(charts);
    more.addAll(small);
    return with(
        more,
        strokes ->
            HtmlChart.multiples(small, prose(caption), small.stream().map(strokes::of).toList()));
  }

  /** Lines of these names keep their colours where scripts run; all others are grey. */
  public HtmlPage highlight(List<String> names) {
    return new HtmlPage(title, charts, blocks, names);
  }

  /** The whole file. */
  @Override
  public String toString() {
    StringBuilder out = new StringBuilder();
    String name = TextWidth.escape(title);
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append(
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src");
    out.append(" data:; base-uri 'none'; form-action 'none'; style-src '").append(hash(STYLE));
    out.append("'; script-src '").append(hash(SCRIPT)).append("'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<meta name=\"color-scheme\" content=\"light dark\">\n");
    // Without its own icon a served page makes the browser request one.
    out.append("<link rel=\"icon\" href=\"data:,\">\n");
    Strokes strokes = Strokes.of(charts);
    out.append("<title>").append(name).append("</title>\n<style>").append(STYLE);
    out.append("</style>\n</head>\n<body>\n<main").append(chosen(strokes));
    out.append(">\n<h1>").append(name).append("</h1>\n");
    blocks.forEach(block -> out.append(block.apply(strokes)));
    out.append("</main>\n<script>").append(SCRIPT).append("</script>\n</body>\n</html>\n");
    return out.toString();
  }

  private String chosen(Strokes strokes) {
    String numbers =
        highlighted.stream()
            .map(strokes.byName()::get)
            .filter(Objects::nonNull)
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    return numbers.isEmpty() ? "" : " data-chosen=\"" + numbers + "\"";
  }

  private HtmlPage with(String markup) {
    return with(charts, strokes -> markup);
  }

  private HtmlPage with(List<Chart> allCharts, Function<Strokes, String> block) {
    List<Function<Strokes, String>> more = new ArrayList<>(blocks);
    more.add(block);
    return new HtmlPage(title, allCharts, more, highlighted);
  }

  /** Escaped text in which each pair of backticks makes code. */
  static String prose(String text) {
    String[] parts = TextWidth.escape(text).split("`", -1);
    StringBuilder out = new StringBuilder(parts[0]);
    for (int i = 1; i < parts.length; i++) {
      boolean code = i % 2 == 1 && i < parts.length - 1;
      boolean lonely = i % 2 == 1 && !code;
      out.append(code ? "<code>" : lonely ? "`" : "</code>").append(parts[i]);
    }
    return out.toString();
  }

  /** Escaped text in which no line ends within an arrow. */
  static String arrows(String text) {
    return TextWidth.escape(text).replace("-&gt;", "<span class=\"whole\">-&gt;</span>");
  }

  private static String hash(String content) {
    byte[] digest = Sha256.digest().digest(content.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  private static String resource(String name) {
    try (InputStream in = HtmlPage.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException(name + " is missing from the rubato-report jar");
      }
      // The hash is of what a browser sees, and browsers normalize every line end to a newline.
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).replace("\r\n", "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
