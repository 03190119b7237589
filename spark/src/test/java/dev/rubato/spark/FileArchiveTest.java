package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The archive in which a task's files travel. */
class FileArchiveTest {
  @TempDir Path here;
  @TempDir Path there;

  @Test
  void filesArriveUnderTheirNamesWithTheirTimesAndTheRightToRun() throws IOException {
    Files.createDirectories(here.resolve("data/räume"));
    Path data = Files.writeString(here.resolve("data/räume/a b.csv"), "1,2\n");
    Path program = Files.writeString(here.resolve("train.sh"), "echo\n");
    assertThat(program.toFile().setExecutable(true)).isTrue();
    FileTime time = FileTime.from(Instant.parse("2024-02-03T04:05:06.123456789Z"));
    Files.setLastModifiedTime(data, time);
    Files.writeString(there.resolve("train.sh"), "an older one");

    Path archive =
        FileArchive.pack(here, List.of(Path.of("train.sh"), Path.of("data/räume/a b.csv")));
    FileArchive.unpack(archive, there);

    Path arrived = there.resolve("data/räume/a b.csv");
    assertThat(arrived).hasContent("1,2");
    assertThat(Files.getLastModifiedTime(arrived)).isEqualTo(Files.getLastModifiedTime(data));
    assertThat(there.resolve("train.sh")).hasContent("echo");
    assertThat(Files.isExecutable(there.resolve("train.sh"))).isTrue();
    assertThat(Files.isExecutable(arrived)).isFalse();
    try (Stream<Path> all = Files.walk(there)) {
      assertThat(all.filter(Files::isRegularFile)).hasSize(2);
    }
  }

  @Test
  void theNameSaysWhatIsInIt() throws IOException {
    Path file = Files.writeString(here.resolve("a"), "1");
    Path first = FileArchive.pack(here, List.of(Path.of("a"))).getFileName();
    assertThat(FileArchive.pack(here, List.of(Path.of("a"))).getFileName()).isEqualTo(first);
    Files.writeString(file, "2");
    assertThat(FileArchive.pack(here, List.of(Path.of("a"))).getFileName()).isNotEqualTo(first);
  }

  @Test
  void noFileIsPutOutsideOfTheFolder() throws IOException {
    Path evil = here.resolve("evil.zip");
    try (OutputStream out = Files.newOutputStream(evil);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.putNextEntry(new ZipEntry("../out"));
      zip.closeEntry();
    }
    assertThatThrownBy(() -> FileArchive.unpack(evil, there.resolve("in")))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("outside of its folder: ../out");
  }

  @Test
  void whatIsNotBelowTheFolderIsToldApart() {
    List<Path> outside = new ArrayList<>();
    List<Path> below =
        FileArchive.below(
            Path.of("/home/me"),
            List.of(Path.of("a/../b"), Path.of("/home/me/c"), Path.of("../d"), Path.of("/usr/e")),
            outside);
    assertThat(below).containsExactly(Path.of("b"), Path.of("c"));
    assertThat(outside).containsExactly(Path.of("/home/d"), Path.of("/usr/e"));
  }
}
