package dev.rubato.cli;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Starts this program again in another process, as this one was started. */
final class OwnProcess {
  private static final String TERMINAL = "-Drubato.terminal.";

  private OwnProcess() {}

  /**
   * Starts a command.
   *
   * @param words the command's, without {@code rubato}
   * @param log the file that gets all that it says
   */
  static Process start(List<String> words, Path log) throws IOException {
    List<String> all = new ArrayList<>();
    all.add(
        ProcessHandle.current()
            .info()
            .command()
            .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    for (String option : ManagementFactory.getRuntimeMXBean().getInputArguments()) {
      if (!option.startsWith(TERMINAL) && !option.startsWith("-agentlib")) {
        all.add(option);
      }
    }
    all.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    all.addAll(words);
    File file = log.toFile();
    return new ProcessBuilder(all).redirectErrorStream(true).redirectOutput(file).start();
  }
}
