package dev.rubato.cli;

import dev.rubato.lab.sink.CurveSender;
import dev.rubato.lab.sink.MlflowAddress;
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

  @Option(
      names = "--mlflow",
      paramLabel = "ADDRESS",
      description =
          "Also sends them to an MLflow server, such as http://localhost:5000; env for that of"
              + " MLFLOW_TRACKING_URI. Who asks is said as for MLflow's clients:"
              + " MLFLOW_TRACKING_TOKEN, or _USERNAME and _PASSWORD.")
  private @Nullable String mlflow;

  @Option(
      names = "--mlflow-experiment",
      paramLabel = "NAME",
      description =
          "Experiment of the runs there; made if there is none. Default: MLFLOW_EXPERIMENT_NAME, or"
              + " rubato.")
  private @Nullable String experiment;

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
    if (mlflow != null) {
      address(mlflow);
    } else if (experiment != null) {
      throw new BadInput("--mlflow-experiment needs --mlflow");
    }
  }

  private MlflowAddress address(String given) {
    try {
      return MlflowAddress.of(
          given.strip().equals("env") ? "" : given,
          experiment == null ? "" : experiment,
          System.getenv());
    } catch (IllegalArgumentException e) {
      throw BadInput.of("--mlflow ", e);
    }
  }

  private static Path folder(String name) {
    if (name.isBlank()) {
      throw new BadInput("--tensorboard must name a folder, was \"" + name + "\"");
    }
    Path folder = Input.path("--tensorboard", name);
    if (Files.exists(folder) && !Files.isDirectory(folder)) {
      throw new BadInput("--tensorboard must name a folder, but " + folder + " is none");
    }
    return folder;
  }

  /**
   * Begins to send the curves of a task's trainings.
   *
   * @param kind of the study
   * @param identity of the study
   * @param told gets a sentence when something can't be sent
   */
  Senders open(
      OpenedTask opened, String fingerprint, String kind, String identity, Consumer<String> told) {
    String task = opened.about().name();
    List<CurveSender> all = new ArrayList<>();
    if (tensorBoard != null) {
      all.add(CurveSender.toTensorBoard(folder(tensorBoard), task, fingerprint, told));
    }
    if (mlflow != null) {
      String study = kind.equals("train") ? "" : kind + " " + task;
      all.add(CurveSender.toMlflow(address(mlflow), study, identity, task, fingerprint, told));
    }
    return new Senders(all);
  }
}
