package dev.rubato.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import org.apache.spark.SparkContext;
import org.jspecify.annotations.Nullable;

/**
 * The class path of this program as it is sent to executors: all but the jars that lie beside
 * Spark's own, which are there.
 */
final class ShippedJars {
  private ShippedJars() {}

  /** The class path of this process, as addresses. */
  static List<String> ofThisProgram() {
    CodeSource spark = SparkContext.class.getProtectionDomain().getCodeSource();
    Path home = null;
    try {
      home = spark == null ? null : Path.of(spark.getLocation().toURI()).getParent();
    } catch (URISyntaxException | RuntimeException e) {
      // not in the file system
    }
    return of(System.getProperty("java.class.path"), home);
  }

  /**
   * The parts of a class path that executors don't have, as addresses; a folder as a jar of it.
   *
   * @param classPath jars, which may name others in their manifests, and folders
   * @param home the folder of Spark's jars, or null if it is not known
   */
  static List<String> of(String classPath, @Nullable Path home) {
    Set<Path> all = new LinkedHashSet<>();
    for (String part : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path file = Path.of(part).toAbsolutePath();
      if (part.toLowerCase(Locale.ROOT).endsWith(".jar") && Files.isRegularFile(file)) {
        all.add(file);
        all.addAll(named(file));
      } else if (!part.isEmpty() && Files.isDirectory(file)) {
        all.add(FolderJar.of(file));
      }
    }
    return all.stream()
        .filter(file -> home == null || !home.toAbsolutePath().equals(file.getParent()))
        .map(file -> file.toUri().toString())
        .toList();
  }

  /** The jars that a jar's manifest names. */
  private static List<Path> named(Path jar) {
    List<Path> named = new ArrayList<>();
    try (JarFile file = new JarFile(jar.toFile())) {
      Manifest manifest = file.getManifest();
      String names =
          manifest == null
              ? null
              : manifest.getMainAttributes().getValue(Attributes.Name.CLASS_PATH);
      for (String name : names == null ? new String[0] : names.split(" ", -1)) {
        Path other = name.isEmpty() ? jar : Path.of(jar.toUri().resolve(URI.create(name)));
        if (Files.isRegularFile(other)) {
          named.add(other);
        }
      }
      return named;
    } catch (IOException e) {
      throw new UncheckedIOException(jar + " can't be read", e);
    }
  }
}
