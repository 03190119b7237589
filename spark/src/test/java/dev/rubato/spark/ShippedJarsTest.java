package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What of a class path is sent. */
class ShippedJarsTest {
  @TempDir Path folder;

  private Path jar(String name, String others) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.resolveSibling(""));
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, others);
    try (OutputStream out = Files.newOutputStream(file)) {
      new JarOutputStream(out, manifest).close();
    }
    return file;
  }

  @Test
  void allButSparksOwnIsSentWhateverItIsCalled() throws IOException {
    Path spark = jar("home/jars/spark-core.jar", "");
    Path jackson = jar("home/jars/jackson.jar", "");
    Path main = jar("app/main.jar", "lib/any-name.jar lib/missing.jar");
    Path needed = jar("app/lib/any-name.jar", "");
    Path classes = Files.createDirectories(folder.resolve("classes"));
    Files.writeString(classes.resolve("A.class"), "");
    String path =
        String.join(
            File.pathSeparator,
            List.of(spark + "", jackson + "", main + "", classes + "", folder + "/none.jar", ""));

    List<String> sent = ShippedJars.of(path, spark.getParent());

    assertThat(sent).hasSize(3);
    assertThat(sent.subList(0, 2))
        .containsExactly(main.toUri().toString(), needed.toUri().toString());
    assertThat(sent.get(2)).contains("classes-").endsWith(".jar");
    assertThat(ShippedJars.of(path, null)).hasSize(5);
  }
}
