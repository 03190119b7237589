package dev.rubato.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** What somebody put into a folder before Rubato writes there. */
@Timeout(60)
@EnabledOnOs({OS.LINUX, OS.MAC})
class SafeFileTest {
  @TempDir private Path folder;

  private static void write(Path file, String text) throws IOException {
    SafeFile.replace(file, out -> out.write(text.getBytes(StandardCharsets.UTF_8)));
  }

  private List<String> names() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  private Path pipe() throws Exception {
    Path pipe = folder.resolve("pipe");
    assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor()).isZero();
    return pipe;
  }

  @Test
  void aFileIsWrittenAndReplacedAndNothingElseIsLeft() throws IOException {
    Path file = folder.resolve("file");
    write(file, "first");
    assertThat(file).hasContent("first");
    write(file, "2");
    assertThat(file).hasContent("2");
    assertThat(names()).containsExactly("file");
  }

  @Test
  void aWriterMayCloseTheStream() throws IOException {
    Path file = folder.resolve("file");
    SafeFile.replace(
        file,
        out -> {
          out.write('x');
          out.close();
        });
    assertThat(file).hasContent("x");
  }

  @Test
  void aLinkIsReplacedAndWhatItLeadsToStays() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("link"), victim);
    write(link, "new");
    assertThat(victim).hasContent("mine");
    assertThat(link).isRegularFile().hasContent("new");
    assertThat(Files.isSymbolicLink(link)).isFalse();
  }

  @Test
  void whatIsNoFileIsRefused() throws Exception {
    Path pipe = pipe();
    assertThatIOException()
        .isThrownBy(() -> write(pipe, "x"))
        .withMessage(pipe + " is a device or a pipe, and not replaced by a file");
    assertThatIOException()
        .isThrownBy(() -> write(folder, "x"))
        .withMessage(folder + " is a folder, and not replaced by a file");
    assertThatIOException().isThrownBy(() -> write(Path.of("/dev/null"), "x"));
    assertThat(names()).containsExactly("pipe");
  }

  @Test
  void permissionsStayAndANewFileHasTheUsualOnes() throws IOException {
    Path file = folder.resolve("file");
    write(file, "x");
    assertThat(permissions(file)).isEqualTo(permissions(Files.createFile(folder.resolve("usual"))));
    for (String mode : List.of("rw-------", "rw-rw-rw-", "r--r-----")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString(mode));
      write(file, mode);
      assertThat(permissions(file)).isEqualTo(mode);
      assertThat(file).hasContent(mode);
    }
  }

  @Test
  void whileItIsWrittenTheNewFileIsReadByNobodyWhoCouldNotReadTheOld() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    SafeFile.replace(
        file,
        out -> {
          for (String name : names()) {
            assertThat(permissions(folder.resolve(name))).as(name).isEqualTo("rw-------");
          }
          assertThat(names()).hasSize(2);
        });
  }

  @Test
  void aWriterThatFailsLeavesTheOldFileAndNothingElse() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "old");
    for (Throwable failure :
        List.of(new IOException("full"), new IllegalStateException(), new OutOfMemoryError())) {
      assertThatThrownBy(
              () ->
                  SafeFile.replace(
                      file,
                      out -> {
                        out.write(new byte[100_000]);
                        SafeFileTest.<IOException>sneak(failure);
                      }))
          .isSameAs(failure);
      assertThat(file).hasContent("old");
      assertThat(names()).containsExactly("file");
    }
  }

  @SuppressWarnings("unchecked")
  private static <E extends Throwable> void sneak(Throwable failure) throws E {
    throw (E) failure;
  }

  @Test
  void anErrorNamesTheFileThatWasMeant() {
    Path file = folder.resolve("none/file");
    assertThatThrownBy(() -> write(file, "x"))
        .isInstanceOf(NoSuchFileException.class)
        .hasMessage(file + ": its folder does not exist");
    assertThatThrownBy(() -> SafeFile.checkWritable(file)).isInstanceOf(NoSuchFileException.class);
    Path kernels = Path.of("/proc/file"); // where even root may create nothing
    assertThatThrownBy(() -> write(kernels, "x"))
        .isInstanceOfAny(NoSuchFileException.class, AccessDeniedException.class)
        .extracting(e -> ((FileSystemException) e).getFile())
        .isEqualTo("/proc/file");
  }

  @Test
  void underANameOfOurOwnNoLinkIsFollowed() throws Exception {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("lock"), victim);
    assertThatIOException()
        .isThrownBy(() -> open(link))
        .withMessage(link + " is a symbolic link, where Rubato has a file of its own; delete it");
    Files.delete(link);
    Files.createSymbolicLink(link, folder.resolve("none"));
    assertThatIOException().isThrownBy(() -> open(link));
    Path pipe = pipe();
    assertThatIOException()
        .isThrownBy(() -> open(pipe))
        .withMessageContaining(" is a device or a pipe");
    assertThat(victim).hasContent("mine");
    assertThat(names()).containsExactly("lock", "pipe", "victim");
  }

  private static void open(Path file) throws IOException {
    SafeFile.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE).close();
  }

  /** What a process does in which files of everybody can be written by everybody. */
  static final class Careless {
    private Careless() {}

    public static void main(String[] folder) throws IOException {
      SafeFile.createFolder(Path.of(folder[0]));
      open(Path.of(folder[0], "lock"));
    }
  }

  @Test
  void whateverTheUmaskNotEverybodyWritesIntoFilesOfOurOwn() throws Exception {
    Path made = folder.resolve("deep/store");
    assertThat(
            new ProcessBuilder(
                    "/bin/sh",
                    "-c",
                    "umask 000; exec \"$@\"",
                    "sh",
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-cp",
                    System.getProperty("java.class.path"),
                    Careless.class.getName(),
                    made.toString())
                .inheritIO()
                .start()
                .waitFor())
        .isZero();
    assertThat(permissions(made.getParent())).isEqualTo("rwxrwxr-x");
    assertThat(permissions(made)).isEqualTo("rwxrwxr-x");
    assertThat(permissions(made.resolve("lock"))).isEqualTo("rw-rw-r--");
  }

  @Test
  void whatAKilledWriterLeftIsDeletedOnceItIsOld() throws IOException {
    FileTime old = FileTime.from(Instant.now().minus(Duration.ofMinutes(11)));
    Path left = Files.createFile(folder.resolve(".rubato-12ab.tmp"));
    Files.setLastModifiedTime(left, old);
    Files.createFile(folder.resolve(".rubato-12ac.tmp"));
    for (String other : List.of("mine.tmp", ".rubato-mine.tmp", ".rubato-12ad.tmp.txt")) {
      Files.setLastModifiedTime(Files.createFile(folder.resolve(other)), old);
    }
    SafeFile.deleteAbandoned(folder);
    assertThat(names())
        .containsExactly(
            ".rubato-12ac.tmp", ".rubato-12ad.tmp.txt", ".rubato-mine.tmp", "mine.tmp");
  }
}
