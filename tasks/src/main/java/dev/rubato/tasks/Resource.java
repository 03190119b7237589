package dev.rubato.tasks;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** Bundled texts, compressed. */
final class Resource {
  private Resource() {}

  static List<String> lines(String name) {
    return text(name).lines().toList();
  }

  static String text(String name) {
    try (InputStream file = Objects.requireNonNull(Resource.class.getResourceAsStream(name), name);
        GZIPInputStream unpacked = new GZIPInputStream(file)) {
      return new String(unpacked.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled " + name + " can't be read", e);
    }
  }
}
