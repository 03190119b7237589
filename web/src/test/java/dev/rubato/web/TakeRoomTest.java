package dev.rubato.web;

import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Code that the page writes and schedulers that it reads, in a real browser. */
class TakeRoomTest {
  @TempDir private static Path folder;
  private static dev.rubato.web.Page page;
  private static Chromium chromium;

  @BeforeAll
  static void start() throws IOException {
    chromium = Chromium.start();
    page = dev.rubato.web.Page.start(PageSettings.local(folder, List.of()));
  }

  @AfterAll
  static void end() {
    if (chromium != null) {
      chromium.close();
      page.close();
    }
  }

  /** A refusal is an answer of the server, which a browser logs as an error of the network. */
  @AfterEach
  void nothingElseWasComplainedOf() {
    assertThat(chromium.complaints()).allMatch(each -> each.contains("422"));
  }

  private static Page open(int width, String language, ColorScheme scheme) {
    Page window = chromium.window(width, 900, language, scheme);
    window.navigate(page.address() + "#design");
    window.locator(".u-over").first().waitFor();
    return window;
  }

  private static void picture(Page window, String name) throws IOException {
    String to = System.getProperty("rubato.pictures", "");
    if (!to.isEmpty()) {
      byte[] bytes = window.screenshot(new Page.ScreenshotOptions().setFullPage(true));
      Files.write(Path.of(to, name + ".png"), bytes);
    }
  }

  @Test
  void aStrategyIsCopiedAsCodeOrTheReasonIsShown() throws IOException {
    Page window = open(1280, "en-US", ColorScheme.LIGHT);
    Locator menu = window.getByLabel("Code for…");
    menu.selectOption("pytorch");
    window.locator(".taken pre").waitFor();
    assertThat(window.locator(".taken pre").textContent()).contains("torch.optim.SGD");
    assertThat(window.locator("#told").textContent()).isEqualTo("Copied.");
    picture(window, "code-light");
    menu.selectOption("keras");
    window.locator(".taken .error").waitFor();
    assertThat(window.locator(".taken .error").textContent()).contains("rate-inside=true");
    window.locator(".taken button").focus();
    window.keyboard().press("Enter");
    assertThat(window.locator(".taken").isVisible()).isFalse();
    window.context().close();
  }

  @Test
  void aPastedSchedulerBecomesTheStrategyAndTextsStayInert() throws IOException {
    Page window = open(390, "zh-CN", ColorScheme.DARK);
    window.locator(".brought summary").focus();
    window.keyboard().press("Enter");
    Locator text = window.locator("textarea.paste");
    text.fill("step,lr\n0,0.4\n1,0.3\n2,0.2\n3,0.1\n");
    text.press("Control+Enter");
    window.locator(".brought code").waitFor();
    assertThat(window.locator(".editor textarea").first().inputValue())
        .isEqualTo("linear(0.4 -> 0)");
    assertThat(window.locator("input[type=number]").first().inputValue()).isEqualTo("4");
    assertThat(window.locator(".brought .note").allTextContents().toString()).contains("最多相差");
    text.fill("<img src=x onerror=alert(1)>(1)");
    text.press("Control+Enter");
    window.locator(".brought .error").waitFor();
    assertThat(window.locator(".brought img").count()).isZero();
    assertThat(window.locator(".editor textarea").first().inputValue())
        .isEqualTo("linear(0.4 -> 0)");
    assertThat(window.evaluate("document.documentElement.scrollWidth - innerWidth")).isEqualTo(0);
    picture(window, "paste-dark");
    window.context().close();
  }
}
