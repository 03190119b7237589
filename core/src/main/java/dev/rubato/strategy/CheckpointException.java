package dev.rubato.strategy;

import java.io.IOException;
import java.nio.file.Path;

/** A file that is no whole checkpoint that this version can read. */
public final class CheckpointException extends IOException {
  private static final long serialVersionUID = 1;

  CheckpointException(Path file, String reason) {
    super(file + ": " + reason);
  }
}
