package dev.rubato.lab.program;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The file {@code rubato.py}, which programs in Python import to be driven by Rubato. */
public final class PythonHelper {
  /** Its name, by which programs import it. */
  public static final String NAME = "rubato.py";

  private PythonHelper() {}

  /** What is in the file. */
  public static String text() {
    try (InputStream in = PythonHelper.class.getResourceAsStream(NAME)) {
      return new String(Objects.requireNonNull(in, NAME).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Whether a text is this file, perhaps of another version. */
  public static boolean isIt(String text) {
    String own = text();
    return text.startsWith(own.substring(0, own.indexOf('\n')));
  }
}
