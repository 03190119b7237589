package dev.rubato.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Exceptions whose whole message is a file's name become words. */
class FileFailureTest {
  @TempDir private Path folder;

  /** What the system is asked to do. */
  private interface Work {
    void run() throws IOException;
  }

  private static String words(Work work) {
    IOException failure = catchThrowableOfType(IOException.class, work::run);
    return FileFailure.words(failure);
  }

  private static void list(Path folder) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(folder)) {
      assertThat(files).isEmpty();
    }
  }

  @Test
  void whatTheSystemRefusesIsSaid() throws IOException {
    Path there = Files.writeString(folder.resolve("there"), "x");
    Path none = folder.resolve("none");
    assertThat(words(() -> Files.readString(none))).isEqualTo(none + " does not exist");
    assertThat(words(() -> Files.createFile(there))).isEqualTo(there + " is there already");
    assertThat(words(() -> list(there))).isEqualTo(there + " is not a folder");
    assertThat(words(() -> Files.delete(folder))).startsWith(folder + " is a folder that is not");
    assertThat(words(() -> Files.readString(folder, StandardCharsets.UTF_8)))
        .isNotEqualTo(folder.toString());
  }

  @Test
  void whatHasItsOwnWordsKeepsThem() {
    assertThat(FileFailure.words(new IOException("No space left on device")))
        .isEqualTo("No space left on device");
    assertThat(FileFailure.words(new IOException())).isEqualTo("the system says no more than that");
  }
}
