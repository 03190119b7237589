package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.rubato.lab.store.Store;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The rooms of the page in a real browser. */
class RoomsTest {
  @TempDir private static Path folder;
  private static dev.rubato.web.Page page;
  private static Chromium chromium;
  private static final List<List<String>> started = new CopyOnWriteArrayList<>();

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    try (Store store = Store.open(folder, "a test")) {
      StudiesTest.run(store, 3).finish(true, "<img src=x onerror=alert(1)>");
    }
    page =
        dev.rubato.web.Page.start(
            PageSettings.local(folder, List.of(new Valley(1))).with(RoomsTest::sleep));
  }

  @AfterAll
  static void end() {
    if (chromium != null) {
      chromium.close();
      page.close();
    }
  }

  /** Runs something harmless in a study's place. */
  private static Process sleep(List<String> words, Path log) throws IOException {
    started.add(words);
    return new ProcessBuilder("sleep", "60").redirectOutput(log.toFile()).start();
  }

  @AfterEach
  void nothingWasComplainedOf() {
    assertThat(chromium.complaints()).isEmpty();
  }

  private static Page window() {
    return chromium.window(1280, 900, "en-US", ColorScheme.LIGHT);
  }

  private static Page open(Page window, String hash) {
    window.navigate(page.address() + hash);
    return window;
  }

  @Test
  void aTypedStrategyIsDrawnAndAnErrorStandsUnderItsWord() {
    Page window = open(window(), "#design");
    Locator text = window.locator("textarea").first();
    window.locator(".u-over").first().waitFor();
    text.fill("adamw: cosin(0.1 -> 0)");
    window.locator(".backdrop mark").waitFor();
    window.locator(".charts.stale .u-over").first().waitFor(); // the last good curve stays
    assertThat(window.locator(".ends button[disabled]").count()).isEqualTo(3);
    assertThat(window.locator(".backdrop mark").textContent()).isEqualTo("cosin");
    assertThat(window.locator(".editor .error").first().textContent()).contains("\"cosine\"");
    text.fill("sgd(momentum=linear(0.5 -> 0.9)): 0.1 for 5000 then 0.2");
    window.locator(".warning").first().waitFor();
    assertThat(window.locator(".warning").first().textContent()).contains("is cut off");
    assertThat(window.locator("figcaption").allTextContents())
        .containsExactly("learning rate", "momentum");
    assertThat(window.url()).contains("#design?s=sgd%28momentum");
    String address = window.url();
    Page again = window();
    again.navigate(address);
    again.locator(".warning").first().waitFor();
    assertThat(again.locator("textarea").first().inputValue())
        .isEqualTo("sgd(momentum=linear(0.5 -> 0.9)): 0.1 for 5000 then 0.2");
    window.context().close();
    again.context().close();
  }

  @Test
  void aHandleIsMovedByKeysAndByThePointer() {
    Page window = open(window(), "#design?s=" + "adam:+0.1+for+50%25+then+cosine(->+0)&n=1000");
    Locator handle = window.locator(".handle").first();
    handle.waitFor();
    handle.focus();
    window.keyboard().press("ArrowRight");
    Chromium.await(window, "document.querySelector('textarea').value.includes('50.5%')");
    window.keyboard().press("ArrowUp");
    Chromium.await(window, "document.querySelector('textarea').value.includes('0.11 for')");
    var box = window.locator(".handle").first().boundingBox();
    window.mouse().move(box.x + box.width / 2, box.y + box.height / 2);
    window.mouse().down();
    window.mouse().move(box.x - 100, box.y + 60);
    window.mouse().up();
    Chromium.await(window, "!document.querySelector('textarea').value.includes('50.5%')");
    assertThat(window.locator(".editor textarea").inputValue())
        .matches("adam: 0\\.0\\d+ for 3\\d.*");
    window.context().close();
  }

  @Test
  void severalAreOverlaidAndWalk() {
    Page window = open(window(), "#design?s=sgd:+0.01&s=adam:+cosine(0.02+->+0)&s=sgd:+100&n=500");
    window.locator(".legend .entry").nth(2).waitFor();
    assertThat(window.locator(".editor textarea").count()).isEqualTo(3);
    window.locator(".walk button.main:not([disabled])").click();
    Chromium.await(
        window,
        "[...document.querySelectorAll('.walkers .value')]"
            + ".filter(each => each.textContent.includes('200')).length === 2");
    assertThat(window.locator(".walkers .label").allTextContents())
        .containsExactly("sgd: 0.01", "adam: cosine(0.02 -> 0)", "sgd: 100");
    assertThat(window.locator(".walkers .value").nth(2).textContent()).contains("It diverged: ");
    assertThat(window.evaluate("document.documentElement.scrollWidth <= innerWidth"))
        .isEqualTo(true);
    for (int i = 0; i < 2; i++) {
      assertThat(pixelsOfSeries(window, i))
          .as("the walk in the colour of curve %d", i)
          .isGreaterThan(99);
    }
    window.context().close();
  }

  @Test
  void aTrainingThatEndsFarAboveIsNamedThoughSomeOfItsBatchesHaveNoLoss() {
    Page window = open(window(), "#bend");
    Object ends =
        window.evaluate(
            """
            async () => {
              const {endsBeyond} = await import('/limits.js');
              const wild = Array.from({length: 100}, (_, i) => i % 3 === 0 ? 0 : 1e6);
              return [
                endsBeyond(wild, 50, true),
                endsBeyond([...wild, 1, 1, 1, 1, 1], 50, true),
                endsBeyond([3, 2, 1, null], 50, true),
                endsBeyond([], 50, true),
                endsBeyond([0.9, 0.1], 0.5, false)];
            }
            """);
    assertThat(ends).isEqualTo(List.of(true, false, false, false, true));
    window.context().close();
  }

  /** How many pixels of the hill have exactly the colour of a curve. */
  private static int pixelsOfSeries(Page window, int series) {
    return (Integer)
        window.evaluate(
            """
            series => {
              const canvas = document.querySelector('.walk canvas');
              const all = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data;
              const style = getComputedStyle(document.documentElement);
              const hex = style.getPropertyValue('--series-' + series).trim();
              const [r, g, b] = [1, 3, 5].map(i => parseInt(hex.slice(i, i + 2), 16));
              let found = 0;
              for (let i = 0; i < all.length; i += 4) {
                if (all[i] === r && all[i + 1] === g && all[i + 2] === b) found++;
              }
              return found;
            }
            """,
            series);
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aStudyIsStartedAndStopped() {
    Page window = open(window(), "#studies");
    window.locator(".starter summary").click();
    window.locator(".starter select").first().selectOption("train");
    window.locator(".starter textarea").fill("adam: cosin(0.1 -> 0)");
    window.locator(".starter button[type=submit]").click();
    Chromium.await(
        window, "document.querySelector('.starter .error').textContent.includes('cosin')");
    // the refused strategy is an answer that the browser tells of in its console
    assertThat(chromium.complaints()).allMatch(each -> each.contains("422"));
    chromium.complaints().clear();
    window.locator(".starter textarea").fill("adam: cosine(0.1 -> 0)");
    window.locator(".starter button[type=submit]").click();
    Chromium.await(window, "document.querySelector('.starter button[type=submit]').disabled");
    assertThat(started.get(0)).startsWith("train", "adam: cosine(0.1 -> 0)", "--task", "valley");
    window.locator(".starter button:not([type=submit])").click();
    Chromium.await(window, "!document.querySelector('.starter button[type=submit]').disabled");
    window.context().close();
  }

  @Test
  @Tag("long")
  void aPageThatStaysOpenIsRightAfterTheServerCameBack() throws IOException {
    dev.rubato.web.Page first =
        dev.rubato.web.Page.start(PageSettings.local(folder, List.of(new Valley())));
    int port = first.address().getPort();
    Page bend = window();
    Page studies = window();
    bend.navigate(first.address() + "#bend");
    studies.navigate(first.address() + "#studies");
    bend.locator("form button[type=submit]").click();
    Chromium.await(bend, "document.querySelectorAll('.branch .best').length === 1");
    studies.locator("tbody tr").first().waitFor();
    first.close();
    Chromium.await(bend, "document.querySelector('.told').textContent.includes('trying again')");
    Chromium.await(studies, "document.querySelector('.lead p').textContent.includes('again')");
    try (Store store = Store.open(folder, "a test")) {
      store.name(1, "after the night");
    }
    PageSettings again = PageSettings.local(folder, List.of(new Valley()));
    try (dev.rubato.web.Page second =
        dev.rubato.web.Page.start(
            new PageSettings(
                again.host(), port, "", folder, again.tasks(), again.snapshotEvery()))) {
      Chromium.await(bend, "document.querySelectorAll('.branch').length === 0");
      bend.locator("form button[type=submit]").click();
      Chromium.await(bend, "document.querySelectorAll('.branch .best').length === 1");
      Chromium.await(studies, "document.querySelector('h2').textContent.includes('the night')");
      assertThat(studies.locator(".lead p").textContent()).contains(folder.toString());
      assertThat(second.address().getPort()).isEqualTo(port);
      bend.context().close();
      studies.context().close();
    }
    // a server that is away is told of in the console
    assertThat(chromium.complaints()).allMatch(each -> each.contains("ERR_"));
    chromium.complaints().clear();
  }

  @Test
  void twoStudiesAreSideBySide() {
    Page window = open(window(), "#studies?id=1&beside=1");
    window.locator(".details.both > section").nth(1).locator("table").waitFor();
    assertThat(window.locator(".details.both > section table").count()).isEqualTo(2);
    window.locator("aside select").last().selectOption("0");
    Chromium.await(window, "document.querySelectorAll('.details > section').length === 1");
    assertThat(window.url()).endsWith("#studies?id=1");
    window.context().close();
  }

  @Test
  @Tag("long")
  void aTrainingIsBentByKeysAndTheBendIsTrained() {
    Page window = open(window(), "#bend");
    window.locator("form button[type=submit]:not([disabled])").waitFor();
    window.locator("form input[type=text]").fill("sgd: 1000"); // another's rate is no scale
    window.locator("form button[type=submit]").click();
    Chromium.await(window, "document.querySelectorAll('.branch').length === 1");
    window.locator("form input[type=text]").fill("adam: cosine(0.05 -> 0)");
    window.locator("form button[type=submit]").click();
    Chromium.await(window, "document.querySelectorAll('.branch').length === 2");
    Chromium.await(window, "document.querySelector('.bent').textContent.startsWith('adam')");
    Locator dot = window.locator(".bendpoint").first();
    dot.waitFor();
    dot.focus();
    window.keyboard().press("Shift+ArrowUp");
    window.locator("mark.new").waitFor();
    assertThat(window.locator(".bent").textContent())
        .matches("adam: cosine\\(0.05 -> 0\\) from start until 60 then linear\\(-> 0\\.0.*");
    window.locator(".bending button.main").click();
    window.locator(".forest ul ul .branch.chosen").waitFor();
    Chromium.await(window, "document.querySelectorAll('.best').length === 1");
    assertThat(window.locator(".forest li").count()).isEqualTo(3);
    assertThat(window.locator(".forest ul ul .where").first().textContent()).contains("bent at");
    window.locator("button:text('Keep the best')").click();
    Chromium.await(window, "document.querySelectorAll('.best').length === 1");
    window.context().close();
  }

  @Test
  void aStudyIsRankedAndDrawnAndItsTextsAreInert() {
    Page window = open(window(), "#studies");
    window.locator("tbody tr").first().waitFor();
    assertThat(window.locator("tbody tr").count()).isEqualTo(3);
    assertThat(window.locator("tbody tr").first().textContent()).contains("sgd: 0.05");
    assertThat(window.locator("tbody tr").nth(2).textContent()).contains("3 diverged");
    assertThat(window.locator("details pre.terminal").textContent())
        .isEqualTo("<img src=x onerror=alert(1)>");
    assertThat(window.locator("details img").count()).isZero();
    window.locator("tbody button").nth(1).click();
    assertThat(window.locator("tbody tr.chosen").count()).isEqualTo(1);
    window.context().close();
  }

  @Test
  void itSpeaksTheBrowsersLanguageAndAnother() {
    Page window = open(chromium.window(1280, 900, "zh-CN", ColorScheme.LIGHT), "#design");
    window.locator("h1").waitFor();
    assertThat(window.locator("h1").textContent()).isEqualTo("设计节奏");
    assertThat(window.locator("html").getAttribute("lang")).isEqualTo("zh-Hans");
    window.locator("#language").click();
    assertThat(window.locator("h1").textContent()).isEqualTo("Design a rhythm");
    window.reload();
    window.locator("h1").waitFor();
    assertThat(window.locator("h1").textContent()).isEqualTo("Design a rhythm");
    Object texts =
        window.evaluate(
            "Promise.all([import('/texts-en.js'), import('/texts-zh.js')]).then(([a, b]) =>"
                + " Object.keys(a.default).sort().join() ==="
                + " Object.keys(b.default).sort().join())");
    assertThat(texts).isEqualTo(true);
    window.context().close();
  }

  /** The contrast of every text against what is behind it, as WCAG 2 reckons it. */
  private static final String WEAK =
      """
      () => {
        const parse = c => (c.match(/[\\d.]+/g) || []).map(Number);
        const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
          .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
          .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
        const behind = e => {
          for (; e; e = e.parentElement) {
            const c = parse(getComputedStyle(e).backgroundColor);
            if (c.length === 3 || c[3] === 1) return c;
          }
          return [255, 255, 255];
        };
        const weak = [];
        for (const e of document.querySelectorAll('body *')) {
          const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
          const style = getComputedStyle(e);
          if (!own || !e.offsetParent || e.closest('[disabled], .backdrop, .told, .skip, noscript, option')) continue;
          const [a, b] = [light(parse(style.color)), light(behind(e))].sort((x, y) => y - x);
          const ratio = (a + 0.05) / (b + 0.05);
          if (ratio < 4.5) weak.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2));
        }
        return weak;
      }
      """;

  @Test
  @Tag("long")
  void everyRoomFitsItsScreenAndCanBeReadInLightAndDark() {
    look(1280, "en-US", ColorScheme.LIGHT);
    look(390, "zh-CN", ColorScheme.DARK);
  }

  @Test
  @Tag("long")
  void soItDoesTheOtherWayRound() {
    look(1280, "zh-CN", ColorScheme.DARK);
    look(390, "en-US", ColorScheme.LIGHT);
  }

  private static void look(int width, String language, ColorScheme scheme) {
    Page window = chromium.window(width, 844, language, scheme);
    for (String room : List.of("design", "bend", "studies")) {
      open(window, "#" + room);
      window.locator("[data-room=" + room + "][aria-current=page]").waitFor();
      window.locator("h1").waitFor();
      String whole = room.equals("studies") ? "tbody tr >> nth=0" : "main .bar >> nth=0";
      window.locator(whole).waitFor();
      String where = room + ", " + scheme + ", " + width;
      assertThat(window.evaluate("document.documentElement.scrollWidth - innerWidth"))
          .as(where)
          .isEqualTo(0);
      assertThat((List<?>) window.evaluate(WEAK)).as(where).isEmpty();
    }
    window.context().close();
  }
}
