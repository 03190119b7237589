package dev.rubato.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** Processes in folders whose names their locale's encoding can't say. */
@EnabledOnOs(OS.LINUX)
class WorkingFolderTest {
  @TempDir private Path folder;

  /** Writes a file at each path given, and prints what comes of it. */
  static final class Writer {
    private Writer() {}

    public static void main(String[] paths) {
      for (String path : paths) {
        try {
          SafeFile.replace(Path.of(path), out -> out.write('x'));
          System.out.println("written");
        } catch (IOException e) {
          System.out.println(e.getMessage());
        }
      }
    }
  }

  /**
   * What a process says that is started in a folder of this folder.
   *
   * @param name as printf takes it, so that this test's own locale doesn't matter
   */
  private String written(String locale, String name, String... paths) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
            Stream.concat(
                    Stream.of(
                        "/bin/sh",
                        "-c",
                        "at=$(printf \"$0\") && mkdir -p \"$at\" && cd \"$at\" && exec \"$@\"",
                        name,
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        Writer.class.getName()),
                    Stream.of(paths))
                .toList());
    builder.environment().put("LC_ALL", locale);
    Process process = builder.directory(folder.toFile()).redirectErrorStream(true).start();
    String said =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertThat(process.waitFor()).as(said).isZero();
    return said;
  }

  @Test
  void whereTheFoldersNameCantBeSaidARelativePathIsRefusedAndAnAbsoluteOneWorks() throws Exception {
    String chinese = "\\346\\225\\260\\346\\215\\256";
    String absolute = folder.resolve("elsewhere").toString();
    Path question = folder.resolve("??????");
    for (String locale : new String[] {"C", "POSIX"}) {
      assertThat(written(locale, chinese, "file", absolute).lines())
          .containsExactly(
              "file can't be found: the current folder's name has characters that this process's"
                  + " encoding, ANSI_X3.4-1968, does not have; set LC_ALL=C.UTF-8, or go to another"
                  + " folder",
              "written");
      // nor is another folder taken for it
      assertThat(question).doesNotExist();
      Files.createDirectory(question);
      assertThat(written(locale, chinese, "file")).contains("can't be found");
      assertThat(question).isEmptyDirectory();
      Files.delete(question);
    }
    assertThat(written("C.UTF-8", chinese, "file")).isEqualTo("written");
    try (Stream<Path> files = Files.walk(folder)) {
      assertThat(files.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void aFolderReallyNamedWithQuestionMarksIsAFolderAsAnyOther() throws Exception {
    assertThat(written("C", "what??", "file")).isEqualTo("written");
    assertThat(folder.resolve("what??/file")).exists();
  }
}
