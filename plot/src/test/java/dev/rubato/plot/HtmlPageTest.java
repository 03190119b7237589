package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class HtmlPageTest {

  private static final Table RANKING =
      new Table(
          List.of(Column.text("strategy"), Column.number("loss")),
          List.of(List.of("sgd: 0.1", "0.5"), List.of("unknown", "0.7")));

  private static final String PAGE =
      HtmlPage.titled("Which rhythm?")
          .lead("Three strategies.")
          .advice("Use `adamw: cosine(3e-4 -> 0)` & be happy.")
          .section("Ranking")
          .table(RANKING, "By loss.")
          .chart(Examples.everything(), "Mean over `3` seeds.")
          .text("Again:")
          .code("rubato compare\n  --seeds 3 > \"out\"")
          .note("Rubato")
          .toString();

  private static List<String> all(String page, String pattern) {
    List<String> found = new ArrayList<>();
    Matcher matcher = Pattern.compile(pattern, Pattern.DOTALL).matcher(page);
    while (matcher.find()) {
      found.add(matcher.group(matcher.groupCount()));
    }
    return found;
  }

  private static JsonNode data(String page) throws Exception {
    return new ObjectMapper()
        .readTree(all(page, "<script type=\"application/json\">(.*?)</script>").get(0));
  }

  /**
   * Each part stands after the one before. AssertJ's containsSubsequence takes seconds for a page.
   */
  private static void standInThisOrder(String page, String... parts) {
    int from = 0;
    for (String part : parts) {
      int at = page.indexOf(part, from);
      assertThat(at).as("\"%s\" after what stands before it", part).isNotNegative();
      from = at + part.length();
    }
  }

  @Test
  void everyBlockIsThereInOrder() {
    assertThat(PAGE).startsWith("<!DOCTYPE html>\n<html lang=\"en\">").endsWith("</html>\n");
    standInThisOrder(
        PAGE,
        "<title>Which rhythm?</title>",
        "<h1>Which rhythm?</h1>",
        "<p class=\"lead\">Three strategies.</p>",
        "<p>Use <code>adamw: cosine(3e-4 -&gt; 0)</code> &amp; be happy.</p>",
        "<h2>Ranking</h2>",
        "By loss.",
        "<th scope=\"col\" class=\"number\">loss</th>",
        "<td class=\"number\">0.5</td>",
        "<strong>Validation loss</strong><span>Mean over <code>3</code> seeds.</span>",
        "<p>Again:</p>",
        "rubato compare\n  --seeds 3 &gt; &quot;out&quot;</code></pre>",
        "<p class=\"note\">Rubato</p>");
  }

  @Test
  void aPageIsAValueThatGrowsByCopies() {
    HtmlPage page = HtmlPage.titled("a");
    String before = page.toString();
    page.lead("b").chart(Examples.everything(), "");
    assertThat(page.toString()).isEqualTo(before);
    assertThat(page.lead("b").toString()).isEqualTo(page.lead("b").toString());
  }

  @Test
  void nothingIsLoadedFromElsewhere() {
    assertThat(PAGE.replace("http://www.w3.org/2000/svg", ""))
        .doesNotContain("http:", "https:", "src=", "@import", "url(")
        .doesNotContainPattern("href=\"(?!data:,)");
  }

  @Test
  void thePolicyAllowsExactlyThePagesOwnStyleAndScript() throws Exception {
    String policy = all(PAGE, "Content-Security-Policy\" content=\"([^\"]*)\"").get(0);
    assertThat(policy).startsWith("default-src 'none';").doesNotContain("unsafe");
    List<String> styles = all(PAGE, "<style>(.*?)</style>");
    List<String> scripts = all(PAGE, "<script>(.*?)</script>");
    assertThat(styles).hasSize(1);
    assertThat(scripts).hasSize(1);
    assertThat(policy)
        .contains("style-src '" + hash(styles.get(0)) + "'")
        .contains("script-src '" + hash(scripts.get(0)) + "'");
    // The policy would forbid these anyway.
    assertThat(PAGE).doesNotContain(" style=", " onclick=", " onload=");
  }

  private static String hash(String content) throws Exception {
    byte[] digest =
        MessageDigest.getInstance("SHA-256").digest(content.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(digest);
  }

  @Test
  void everyInlineSvgIsWellFormed() throws Exception {
    List<String> pictures = all(PAGE, "<svg.*?</svg>");
    assertThat(pictures).hasSize(2 + 3 + 1);
    for (String picture : pictures) {
      Xml.parse(picture);
    }
    assertThat(PAGE).contains("class=\"plot wide\"", "class=\"plot narrow\"");
  }

  @Test
  void theDataHoldsTheValuesToReadOut() throws Exception {
    JsonNode data = data(PAGE);
    assertThat(data.at("/x/label").asText()).isEqualTo("step");
    assertThat(data.at("/y/log").asBoolean()).isTrue();
    assertThat(data.get("lines")).hasSize(3);
    assertThat(data.at("/lines/0/x").toString()).isEqualTo("[0,100,200,300,400,500]");
    assertThat(data.at("/lines/0/y/1").asDouble()).isEqualTo(1.1);
    assertThat(data.at("/lines/0/high/5").asDouble()).isEqualTo(0.35);
    assertThat(data.at("/lines/1").has("x")).as("x is shared with the first line").isFalse();
    assertThat(data.at("/lines/1/y/2").isNull()).isTrue();
  }

  @Test
  void aMillionPointsAreReadOutThinnedFromTheFirstToTheLast() throws Exception {
    Series line = Examples.line("a", 1_000_000, t -> t / 7);
    String page = HtmlPage.titled("a").chart(Examples.chart(line), "").toString();
    JsonNode x = data(page).at("/lines/0/x");
    assertThat(x).hasSize(500);
    assertThat(x.get(0).asInt()).isZero();
    assertThat(x.get(499).asInt()).isEqualTo(999_999);
    assertThat(page.length()).isLessThan(400_000);
  }

  @Test
  void aNameHasOneStrokeInAllChartsAndTables() {
    Chart one = Examples.chart(Examples.line("a", 9, t -> t), Examples.line("b", 9, t -> 2 * t));
    Chart two = Examples.chart(Examples.line("c", 9, t -> t), Examples.line("b", 9, t -> 3 * t));
    Table table = new Table(List.of(Column.text("name")), List.of(List.of("b"), List.of("z")));
    String page = HtmlPage.titled("").table(table).chart(one, "").chart(two, "").toString();
    assertThat(page).contains("<tr data-series=\"1\"><td class=\"key\"><svg class=\"swatch s1\"");
    assertThat(page).contains("<tr><td>z</td></tr>");
    assertThat(all(page, "\"series\":(\\d)")).containsExactly("0", "1", "2", "1");
    assertThat(all(page, "class=\"swatch (s\\d)\"")).containsExactly("s1", "s0", "s1", "s2", "s1");
  }

  @Test
  void hostileTextStaysText() throws Exception {
    HtmlPage page = HtmlPage.titled(Examples.HOSTILE.get(0));
    for (String text : Examples.HOSTILE) {
      page = page.lead(text).advice(text).section(text).text(text).note(text).code(text);
      Table table = new Table(List.of(Column.text(text)), List.of(List.of(text)));
      page = page.table(table, text).chart(Examples.hostile(), text);
    }
    String html = page.toString();
    assertThat(all(html, "<(script[^>]*)>").stream().distinct())
        .containsExactlyInAnyOrder("script", "script type=\"application/json\"");
    assertThat(all(html, "<script>")).hasSize(1);
    assertThat(html).doesNotContain("<img", "<!-- ", "\u001b", "\u202e");
    assertThat(html.codePoints().noneMatch(c -> Character.isISOControl(c) && c != '\n')).isTrue();
    for (String picture : all(html, "<svg.*?</svg>")) {
      Xml.parse(picture);
    }
    for (String json : all(html, "<script type=\"application/json\">(.*?)</script>")) {
      assertThat(json).doesNotContain("<");
      new ObjectMapper().readTree(json);
    }
  }

  @Test
  void backticksMakeCodeInPairsOnly() {
    assertThat(HtmlPage.prose("a `b` c `d` e")).isEqualTo("a <code>b</code> c <code>d</code> e");
    assertThat(HtmlPage.prose("a ` b")).isEqualTo("a ` b");
    assertThat(HtmlPage.prose("`a` b ` c")).isEqualTo("<code>a</code> b ` c");
    assertThat(HtmlPage.prose("`<b>`")).isEqualTo("<code>&lt;b&gt;</code>");
    assertThat(HtmlPage.prose("")).isEmpty();
  }

  @Test
  void anyChartGivesAPageWithReadableData() throws Exception {
    long seed = 99;
    Random random = new Random(seed);
    for (int i = 0; i < 100; i++) {
      String page = HtmlPage.titled("").chart(RandomCharts.next(random), "").toString();
      assertThat(data(page).get("lines").isArray()).as("seed %d, chart %d", seed, i).isTrue();
      for (String picture : all(page, "<svg.*?</svg>")) {
        Xml.parse(picture);
      }
    }
  }
}
