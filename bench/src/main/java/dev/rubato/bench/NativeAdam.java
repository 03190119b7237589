package dev.rubato.bench;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * Loops as a C compiler makes them, Adam's among them, compiled by the gcc of this machine when a
 * benchmark asks.
 */
interface NativeAdam extends Library {

  /** So many steps on so many threads. */
  void adam_steps(
      FloatBuffer p,
      FloatBuffer g,
      FloatBuffer m,
      FloatBuffer v,
      long n,
      float rate,
      float beta1,
      float beta2,
      float epsilon,
      float unbias,
      int steps,
      int threads);

  /** Reads four arrays and writes three, on two threads: what the memory gives. */
  void stream(FloatBuffer p, FloatBuffer g, FloatBuffer m, FloatBuffer v, long n);

  /** Compiles it as C programs that ask for speed mostly are, and loads it. */
  static NativeAdam load() {
    return load(List.of());
  }

  /**
   * Compiles it so that roots need not set errno, which is what keeps gcc from vectorizing the
   * loop, and loads it.
   */
  static NativeAdam loadVectorized() {
    return load(List.of("-fno-math-errno"));
  }

  private static NativeAdam load(List<String> more) {
    try {
      Path folder = Files.createTempDirectory("rubato-bench");
      Path source = folder.resolve("adam.c");
      try (InputStream text =
          Objects.requireNonNull(NativeAdam.class.getResourceAsStream("adam.c"))) {
        Files.copy(text, source);
      }
      Path library = folder.resolve("libadam.so");
      List<String> command =
          new ArrayList<>(
              List.of("gcc", "-O3", "-march=native", "-fopenmp", "-shared", "-fPIC", "-o"));
      command.addAll(List.of(library.toString(), source.toString(), "-lm"));
      command.addAll(more);
      Process gcc = new ProcessBuilder(command).inheritIO().start();
      if (gcc.waitFor() != 0) {
        throw new IllegalStateException("gcc failed; the C peer needs gcc with OpenMP");
      }
      return Native.load(library.toString(), NativeAdam.class);
    } catch (IOException e) {
      throw new UncheckedIOException("the C peer needs gcc", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while gcc ran", e);
    }
  }
}
