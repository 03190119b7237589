package dev.rubato.lab.spec;

import dev.rubato.lab.Task;
import dev.rubato.lab.program.WatchedFiles;
import java.io.File;
import java.net.MalformedURLException;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A task by its class, which has a public constructor without arguments.
 *
 * @param className such as {@code com.example.MyTask}
 * @param classPath jars and folders, separated as this system separates them, below the class path
 *     of this program; or null for that alone
 */
public record ClassSpec(String className, @Nullable String classPath) implements TaskSpec {

  @Override
  public Task open() {
    ClassLoader loader = ClassSpec.class.getClassLoader();
    if (classPath != null) {
      loader = URLClassLoader.newInstance(urls(classPath), loader);
    }
    try {
      Object made = Class.forName(className, true, loader).getDeclaredConstructor().newInstance();
      if (made instanceof Task task) {
        Task.About about = Objects.requireNonNull(task.about(), "about()");
        if (about.stepsPerEpoch() < 1 || about.epochs() < 1) {
          throw new IllegalArgumentException(
              className + " must have at least 1 step per epoch and 1 epoch");
        }
        return task;
      }
      throw new IllegalArgumentException(className + " is not a " + Task.class.getName());
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException(
          "there is no class " + className + (classPath == null ? "" : " in " + classPath), e);
    } catch (NoSuchMethodException | IllegalAccessException e) {
      throw new IllegalArgumentException(
          className + " needs a public constructor without arguments, in a public class", e);
    } catch (ReflectiveOperationException | LinkageError e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new IllegalArgumentException(className + " can't be instantiated: " + cause, e);
    }
  }

  /** The class path, or where the class itself was found. */
  @Override
  public WatchedFiles watched(Task opened) {
    if (classPath != null) {
      return WatchedFiles.ofClassPath(classPath);
    }
    CodeSource source = opened.getClass().getProtectionDomain().getCodeSource();
    try {
      return source == null
          ? WatchedFiles.NONE
          : WatchedFiles.ofClassPath(Path.of(source.getLocation().toURI()).toString());
    } catch (URISyntaxException | RuntimeException e) { // not in the file system
      return WatchedFiles.NONE;
    }
  }

  @Override
  public String fingerprint(Task opened) {
    return opened.fingerprint() + mark(watched(opened));
  }

  static String mark(WatchedFiles classes) {
    return ", classes " + classes.hash();
  }

  private static URL[] urls(String path) {
    List<URL> urls = new ArrayList<>();
    for (String part : path.split(Pattern.quote(File.pathSeparator), -1)) {
      try {
        Path file = Path.of(part);
        if (part.isEmpty() || !Files.exists(file)) {
          throw new IllegalArgumentException(
              "the class path names \"" + part + "\", which does not exist");
        }
        urls.add(file.toUri().toURL());
      } catch (InvalidPathException | MalformedURLException e) {
        throw new IllegalArgumentException("the class path: " + e.getMessage(), e);
      }
    }
    return urls.toArray(new URL[0]);
  }
}
