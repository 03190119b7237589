package dev.rubato.spark;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.jar.Manifest;
import java.util.regex.Pattern;

/**
 * The jars of this program that executors need: those that train. What only the driver uses stays
 * here, and Spark's own are there.
 */
final class ShippedJars {
  /** Files' names begin with one of these. */
  private static final List<String> NEEDED =
      List.of(
          "rubato-core",
          "rubato-djl",
          "rubato-lab",
          "rubato-tasks",
          "rubato-battery",
          "rubato-spark",
          "hipparchus-",
          "api-0",
          "pytorch-",
          "gson-",
          "jna-");

  private ShippedJars() {}

  /**
   * The needed ones of a class path, as addresses.
   *
   * @param classPath jars, which may name others in their manifests
   */
  static List<String> of(String classPath) {
    Set<Path> all = new LinkedHashSet<>();
    for (String part : classPath.split(Pattern.quote(File.pathSeparator), -1)) {
      Path file = Path.of(part);
      if (part.toLowerCase(Locale.ROOT).endsWith(".jar") && Files.isRegularFile(file)) {
        all.add(file.toAbsolutePath());
        all.addAll(named(file.toAbsolutePath()));
      }
    }
    List<String> needed = new ArrayList<>();
    for (Path each : all) {
      String name = String.valueOf(each.getFileName());
      if (NEEDED.stream().anyMatch(name::startsWith)) {
        needed.add(each.toUri().toString());
      }
    }
    return needed;
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
