package dev.rubato.cli;

import dev.rubato.djl.EngineFaultException;
import dev.rubato.file.FileFailure;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StoreException;
import dev.rubato.plot.Glyphs;
import dev.rubato.tasks.EngineCheck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code rubato doctor}: what Rubato runs on, and whether the engine computes correctly there. */
@Command(
    name = "doctor",
    description = {
      "Shows what Rubato runs on, and checks that the engine computes correctly there.",
      "",
      "The check computes the gradients of a small residual network 500 times, in memory that held"
          + " NaN before: they must be finite and bit-identical. Paste the output into a bug"
          + " report."
    },
    footer = {"", "Example: rubato doctor"})
final class DoctorCommand implements Callable<Integer> {
  /** Where oneDNN, which computes PyTorch's convolutions, reads which instructions to use. */
  private static final String ISA = "DNNL_MAX_CPU_ISA";

  private static final Path CPU = Path.of("/proc/cpuinfo");
  private static final long MEGABYTE = 1 << 20;
  private static final int PASSES = 500;

  private final Terminal terminal;

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "Folder of the store. Default: .rubato in the current folder.")
  private @Nullable String store;

  @Option(
      names = "--passes",
      paramLabel = "N",
      description = "How often to compute the gradients. Default: 500.")
  private @Nullable Integer passes;

  DoctorCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() {
    if (passes != null) {
      Input.atLeast1("--passes", passes);
    }
    tell("rubato", Main.Version.number());
    tell(
        "java",
        String.format(
            Locale.ROOT,
            "%s (%s), %d MB at most",
            Runtime.version(),
            System.getProperty("java.vendor"),
            Runtime.getRuntime().maxMemory() / MEGABYTE));
    tell(
        "system",
        "%s %s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch"),
                cores()));
    tell("processor", processor());
    tell("terminal", terminal());
    tell("store", store());
    String isa = System.getenv(ISA);
    tell("engine", EngineCheck.engine() + ", " + ISA + (isa == null ? " not set" : "=" + isa));
    return check(EngineFaultException.isAvoided(isa)) ? 0 : Main.FAILED;
  }

  private boolean check(boolean avx2AtMost) {
    int count = passes != null ? passes : PASSES;
    long start = System.nanoTime();
    EngineCheck check = EngineCheck.run(count);
    double seconds = (System.nanoTime() - start) / 1e9;
    tell(
        "check",
        String.format(Locale.ROOT, "%,d passes in %.1f s: ", count, seconds)
            + (check.isSound()
                ? "all gradients finite, and the same bits each time"
                : String.format(
                    Locale.ROOT,
                    "%,d gave gradients that are not finite, %,d gave other bits",
                    check.notFinite(),
                    check.different())));
    if (check.isSound()) {
      return true;
    }
    tell("", "The engine computes incorrectly on this machine: trainings would diverge at random.");
    tell(
        "",
        avx2AtMost
            ? "Please report it, with this output."
            : "Set " + ISA + "=AVX2 in the environment before Java starts, and run this again.");
    return false;
  }

  private static String cores() {
    int cores = Runtime.getRuntime().availableProcessors();
    return cores == 1 ? "1 core" : cores + " cores";
  }

  /** The name, family and model that Linux knows; elsewhere nothing. */
  private static String processor() {
    List<String> parts = new ArrayList<>();
    try {
      if (Files.isReadable(CPU)) {
        List<String> lines = Files.readAllLines(CPU);
        for (String key : List.of("model name", "cpu family", "model")) {
          lines.stream()
              .filter(line -> line.matches(key + "\\s*:.*"))
              .findFirst()
              .map(line -> line.substring(line.indexOf(':') + 1).strip())
              .ifPresent(value -> parts.add(key.equals("model name") ? value : key + " " + value));
        }
      }
    } catch (IOException e) {
      return "unknown (" + FileFailure.words(e) + ")";
    }
    return parts.isEmpty() ? "unknown" : String.join(", ", parts);
  }

  private String terminal() {
    return (terminal.wide() ? terminal.columns() + " by " + terminal.rows() : "none")
        + ", "
        + (terminal.glyphs() == Glyphs.UNICODE ? "Unicode" : "ASCII")
        + (terminal.colour() ? ", colours" : "");
  }

  private String store() {
    Path folder = StoreOptions.folder(store);
    if (!Store.exists(folder)) {
      return folder + ": none yet";
    }
    try (Store opened = Store.read(folder)) {
      int studies = opened.studies().size();
      String holder = opened.holder();
      return folder
          + (studies == 1 ? ": 1 study" : ": " + studies + " studies")
          + (holder.isEmpty() ? "" : ", being written by " + holder);
    } catch (StoreException e) {
      return folder + ": " + e.getMessage();
    }
  }

  private void tell(String what, String text) {
    terminal.out().println(("%-11s" + "%s").formatted(what, Terminal.printable(text)));
    terminal.out().flush();
  }
}
