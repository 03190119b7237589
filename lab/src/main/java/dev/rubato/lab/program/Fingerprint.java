package dev.rubato.lab.program;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What tells a command from another, or from itself after its files were edited. */
final class Fingerprint {
  private Fingerprint() {}

  /** The hash of the command and of the files that are words of it. */
  static String of(String command) {
    MessageDigest hash = sha256();
    hash.update(command.getBytes(StandardCharsets.UTF_8));
    for (String word : command.split("[\\s'\";|&<>()=]+", -1)) {
      if (!word.isEmpty()) {
        add(hash, word);
      }
    }
    return "program 1 " + HexFormat.of().formatHex(hash.digest());
  }

  private static void add(MessageDigest hash, String word) {
    try {
      Path file = Path.of(word);
      if (Files.isRegularFile(file)) {
        MessageDigest inner = sha256();
        try (InputStream in = Files.newInputStream(file)) {
          byte[] buffer = new byte[1 << 16];
          for (int count = in.read(buffer); count > 0; count = in.read(buffer)) {
            inner.update(buffer, 0, count);
          }
        }
        hash.update(inner.digest());
      }
    } catch (IOException | InvalidPathException e) {
      hash.update((byte) 0); // not to be read: the word itself is all that is known
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
