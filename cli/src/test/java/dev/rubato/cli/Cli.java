package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.plot.Glyphs;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;
import org.xml.sax.helpers.DefaultHandler;

/** Runs the command inside the test's own process, and reads what it wrote. */
final class Cli {
  static final int COLUMNS = 80;

  private Cli() {}

  /**
   * What a run left.
   *
   * @param status the exit status
   * @param out standard output
   * @param err standard error
   */
  record Outcome(int status, String out, String err) {
    Outcome succeeds() {
      assertThat(status).as("exit status; standard error: %s", err).isZero();
      return this;
    }

    List<String> rows() {
      return out.lines().toList();
    }

    JsonNode json() throws IOException {
      return Cli.json(out);
    }
  }

  static Outcome run(String... args) {
    return run(Glyphs.UNICODE, args);
  }

  /** A run whose output goes to no terminal, and that keeps nothing where no store is named. */
  static Outcome run(Glyphs glyphs, String... given) {
    boolean keeps =
        Set.of("compare", "tune", "find", "train").contains(given.length == 0 ? "" : given[0]);
    String[] args = given;
    if (keeps && List.of(given).stream().noneMatch(word -> word.startsWith("--store"))) {
      List<String> words = new ArrayList<>(List.of(given));
      words.add(1, "--no-store");
      args = words.toArray(new String[0]);
    }
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    PrintWriter toOut = new PrintWriter(out);
    PrintWriter toErr = new PrintWriter(err);
    int status =
        Main.run(new Terminal(toOut, toErr, false, false, false, COLUMNS, 24, glyphs), args);
    toOut.flush();
    toErr.flush();
    return new Outcome(status, out.toString(), err.toString());
  }

  /** The whole text as one JSON value. */
  static JsonNode json(String text) throws IOException {
    ObjectMapper strict =
        new ObjectMapper()
            .enable(com.fasterxml.jackson.databind.DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    return strict.readTree(text);
  }

  /** The text as XML, which fails where it is not well-formed. */
  static Document xml(String text) throws Exception {
    var builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
    builder.setErrorHandler(new DefaultHandler()); // silent; what is fatal is thrown
    return builder.parse(new InputSource(new StringReader(text)));
  }

  /** A page with well-formed pictures. */
  static void checkPage(String html) throws Exception {
    assertThat(html).startsWith("<!DOCTYPE html>\n<html").endsWith("</html>\n");
    assertThat(html).containsOnlyOnce("<body>").containsOnlyOnce("</body>");
    Matcher picture = Pattern.compile("(?s)<svg.*?</svg>").matcher(html);
    int pictures = 0;
    while (picture.find()) {
      xml(picture.group());
      pictures++;
    }
    assertThat(pictures).isPositive();
  }
}
