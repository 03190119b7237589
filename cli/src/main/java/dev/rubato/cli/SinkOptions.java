package dev.rubato.cli;

import dev.rubato.lab.sink.CurveSender;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options by which a study's curves are also sent to where people look. */
final class SinkOptions {
  @Option(
      names = "--tensorboard",
      paramLabel = "FOLDER",
      description =
          "Also writes event files for TensorBoard, a run for each training: rates, moving"
              + " hyperparameters, losses, metrics, and the numbers of the strategy.")
  private @Nullable String tensorBoard;

  /** Those that send, until they are closed. */
  record Senders(List<CurveSender> all) implements AutoCloseable {
    @Override
    public void close() {
      all.forEach(CurveSender::close);
    }
  }

  /** Checks the options before any work. */
  void check() {
    if (tensorBoard != null) {
      folder(tensorBoard);
    }
  }

  private static Path folder(String name) {
    if (name.isBlank()) {
      throw new BadInput("--tensorboard must name a folder, was \"" + name + "\"");
    }
    Input.checkName("--tensorboard", name);
    Path folder = Path.of(name);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput("--tensorboard must name a folder, but " + folder + " is none");
    }
    return folder;
  }

  /**
   * Begins to send the curves of a task's trainings.
   *
   * @param told gets a sentence when something can't be sent
   */
  Senders open(OpenedTask opened, String fingerprint, Consumer<String> told) {
    List<CurveSender> all = new ArrayList<>();
    if (tensorBoard != null) {
      all.add(
          CurveSender.toTensorBoard(folder(tensorBoard), opened.about().name(), fingerprint, told));
    }
    return new Senders(all);
  }
}
