package dev.rubato.bench;

import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
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

  /** Compiles and loads it. */
  static NativeAdam load() {
    try {
      Path folder = Files.createTempDirectory("rubato-bench");
      Path source = folder.resolve("adam.c");
      try (InputStream text =
          Objects.requireNonNull(NativeAdam.class.getResourceAsStream("adam.c"))) {
        Files.copy(text, source);
      }
      Path library = folder.resolve("libadam.so");
      Process gcc =
          new ProcessBuilder(
                  "gcc",
                  "-O3",
                  "-march=native",
                  "-fno-math-errno",
                  "-fopenmp",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-lm")
              .inheritIO()
              .start();
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
