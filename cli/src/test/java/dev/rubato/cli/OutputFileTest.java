package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.rubato.file.SafeFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class OutputFileTest {

  @TempDir private Path folder;

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  private void refused(Path path, String reason) throws IOException {
    List<String> before = files();
    assertThatIOException()
        .isThrownBy(() -> OutputFile.write(path, "x"))
        .withMessage("cannot write " + path + ": " + reason);
    assertThatIOException()
        .isThrownBy(() -> OutputFile.checkWritable(path))
        .withMessage("cannot write " + path + ": " + reason);
    assertThat(files()).isEqualTo(before);
  }

  @Test
  void aFileIsWrittenAndReplacedAndNothingElseIsLeft() throws IOException {
    Path file = folder.resolve("report.html");
    OutputFile.write(file, "first é 🚀\n");
    assertThat(file).hasContent("first é 🚀\n");
    OutputFile.write(file, "second");
    assertThat(file).hasContent("second");
    assertThat(files()).containsExactly("report.html");
  }

  @Test
  void checkingLeavesNothingAndChangesNothing() throws IOException {
    Path file = folder.resolve("report.html");
    OutputFile.checkWritable(file);
    assertThat(files()).isEmpty();
    Files.writeString(file, "old");
    OutputFile.checkWritable(file);
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly("report.html");
  }

  @Test
  void whenWritingFailsTheOldFileStaysAndTheTemporaryOneGoes() throws IOException {
    Path file = folder.resolve("report.html");
    Files.writeString(file, "old");
    SafeFile.Body broken =
        out -> {
          out.write(new byte[100_000]);
          throw new IOException("No space left on device");
        };
    assertThatThrownBy(() -> OutputFile.write(file, broken))
        .isInstanceOf(IOException.class)
        .hasMessage(
            "cannot write %s: the disk is full; free some space or choose another path", file)
        .hasRootCauseMessage("No space left on device");
    assertThat(file).hasContent("old");
    assertThat(files()).containsExactly("report.html");
  }

  @Test
  void impossiblePlacesAreRefusedWithTheReasonAndARemedy() throws IOException {
    Path missing = folder.resolve("no/such");
    refused(
        missing.resolve("a.html"),
        "the folder " + missing + " does not exist; create it or choose another path");
    refused(folder, "it is a folder; name a file in it");
    Path plain = Files.writeString(folder.resolve("plain"), "");
    refused(plain.resolve("a.html"), plain + " is not a folder; choose another path");
  }

  @Test
  void aNameThatIsTooLongIsRefusedWhenItIsWritten() {
    Path file = folder.resolve("x".repeat(300));
    assertThatIOException()
        .isThrownBy(() -> OutputFile.write(file, "x"))
        .withMessageStartingWith("cannot write ");
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void aReadOnlyFileOrFolderIsRefused() throws IOException {
    Path file = Files.writeString(folder.resolve("report.html"), "old");
    assumeTrue(file.toFile().setWritable(false) && !Files.isWritable(file), "root may write all");
    refused(
        file,
        "there is no permission to write to it; change its permissions or choose another path");
    Path closed = Files.createDirectory(folder.resolve("closed"));
    assertThat(closed.toFile().setWritable(false)).isTrue();
    refused(
        closed.resolve("a"),
        "there is no permission to create files in " + closed + "; choose another path");
  }

  @Test
  void aNameWithoutAFolderIsInTheWorkingFolder() throws IOException {
    OutputFile.checkWritable(Path.of("surely-no-file-of-this-name.html"));
    assertThat(Path.of("surely-no-file-of-this-name.html")).doesNotExist();
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void aLinkStaysALinkEvenToAFileThatIsStillToBeMade() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("latest"), Path.of("real.html"));
    OutputFile.checkWritable(link);
    OutputFile.write(link, "new");
    OutputFile.write(link, "newer");
    assertThat(link).isSymbolicLink();
    assertThat(folder.resolve("real.html")).hasContent("newer");
    Path circle = Files.createSymbolicLink(folder.resolve("circle"), Path.of("circle"));
    refused(circle, "its symbolic links lead in a circle; remove them or choose another path");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void underANameThatNobodyAskedForALinkIsReplacedNotFollowed() throws IOException {
    Path victim = Files.writeString(folder.resolve("victim"), "mine");
    Path link = Files.createSymbolicLink(folder.resolve("rubato-study-1.html"), victim);
    OutputFile.checkUnasked(link);
    OutputFile.writeUnasked(link, "page");
    assertThat(victim).hasContent("mine");
    assertThat(link).isRegularFile().hasContent("page");
    assertThat(Files.isSymbolicLink(link)).isFalse();
    assertThatIOException()
        .isThrownBy(() -> OutputFile.writeUnasked(folder.resolve("no/page"), "page"))
        .withMessageContaining("create it or choose another path");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  void permissionsStayAndANewFileHasTheUsualOnes() throws IOException {
    Path file = folder.resolve("report.html");
    Path usual = Files.createFile(folder.resolve("usual"));
    OutputFile.write(file, "x");
    assertThat(Files.getPosixFilePermissions(file)).isEqualTo(Files.getPosixFilePermissions(usual));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw----"));
    OutputFile.write(file, "y");
    assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
        .isEqualTo("rw-rw----");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aFullDiskSaysSo() {
    assertThatIOException()
        .isThrownBy(() -> OutputFile.write(Path.of("/dev/full"), "x"))
        .withMessage(
            "cannot write /dev/full: the disk is full; free some space or choose another path");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aDeviceIsWrittenNotReplaced() throws IOException {
    OutputFile.checkWritable(Path.of("/dev/null"));
    OutputFile.write(Path.of("/dev/null"), "x");
    assertThat(Files.readAttributes(Path.of("/dev/null"), "*")).containsEntry("isOther", true);
  }

  /** What a program does that was told to write its report to {@code /dev/stdout}. */
  static final class ToStandardOutput {
    private ToStandardOutput() {}

    public static void main(String[] arguments) throws IOException {
      System.out.println("before");
      OutputFile.checkWritable(Path.of("/dev/stdout"));
      OutputFile.write(Path.of("/dev/stdout"), "report\n");
      System.out.println("after");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void standardOutputThatTheShellSentToAFileIsContinuedNotReplaced() throws Exception {
    Path file = folder.resolve("out.txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                ToStandardOutput.class.getName())
            .redirectOutput(file.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.waitFor()).isZero();
    assertThat(file).hasContent("before\nreport\nafter\n");
  }

  @Test
  @EnabledOnOs({OS.LINUX, OS.MAC})
  @Timeout(30)
  void aPipeWhoseReaderMayNeverComeIsRefusedAndNotWaitedFor() throws Exception {
    Path pipe = folder.resolve("pipe");
    assumeTrue(
        new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor() == 0, "needs mkfifo");
    String reason =
        "it is a device or a pipe, whose reader may never come; name a file, or /dev/stdout and let"
            + " the shell pipe it";
    refused(pipe, reason);
    refused(Files.createSymbolicLink(folder.resolve("link"), pipe), reason);
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void whatTheShellHasOpenedIsWrittenTo() throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    Process process =
        new ProcessBuilder(
                "sh",
                "-c",
                "{ \"$@\" 3>&1 >&2 | sed 's/^/read: /'; }",
                "sh",
                java,
                "-cp",
                System.getProperty("java.class.path"),
                ToThirdDescriptor.class.getName())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    assertThat(process.getInputStream()).hasContent("read: through the pipe");
    assertThat(process.waitFor()).isZero();
  }

  /** What a program does that was told to write its report to {@code /dev/fd/3}. */
  static final class ToThirdDescriptor {
    private ToThirdDescriptor() {}

    public static void main(String[] arguments) throws IOException {
      OutputFile.checkWritable(Path.of("/dev/fd/3"));
      OutputFile.write(Path.of("/dev/fd/3"), "through the pipe\n");
    }
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void aLinkToNowhereSpecialIsADeviceToo() throws IOException {
    Path link = Files.createSymbolicLink(folder.resolve("null"), Path.of("/dev/null"));
    OutputFile.checkWritable(link);
    OutputFile.write(link, "x");
    assertThat(link).isSymbolicLink();
    refused(
        Path.of("/dev/zero"),
        "it is a device or a pipe, whose reader may never come; name a file, or /dev/stdout and let"
            + " the shell pipe it");
  }
}
