package dev.rubato.lab.program;

import dev.rubato.argument.Sha256;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;

/** What distinguishes a command from another, or from itself after its files were edited. */
final class Fingerprint {
  private Fingerprint() {}

  /** The hash of the command and of the files that are words of it. */
  static String of(String command) {
    MessageDigest hash = Sha256.digest();
    hash.update(command.getBytes(StandardCharsets.UTF_8));
    for (String word : command.split("[\\s'\";|&<>()=]+", -1)) {
      if (!word.isEmpty()) {
        add(hash, word);
      }
    }
    return "program 1 " + Sha256.hex(hash);
  }

  private static void add(MessageDigest hash, String word) {
    try {
      Path file = Path.of(word);
      if (Files.isRegularFile(file)) {
        MessageDigest inner = Sha256.digest();
        try (InputStream in = Files.newInputStream(file)) {
          byte[] buffer = new byte[1 << 16];
          for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            inner.update(buffer, 0, count);
          }
        }
        hash.update(inner.digest());
      }
    } catch (IOException | InvalidPathException e) {
      hash.update((byte) 0); // not readable: only the word itself is known
    }
  }
}
