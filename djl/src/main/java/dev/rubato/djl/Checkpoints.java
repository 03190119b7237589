package dev.rubato.djl;

import dev.rubato.file.FileFailure;
import dev.rubato.strategy.CheckpointFolder;
import dev.rubato.strategy.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** When and where a training writes its checkpoints, if it does: into a folder of its own. */
final class Checkpoints {
  private final @Nullable CheckpointFolder folder;
  private final long every;
  private boolean mayWrite;
  private boolean wentBack;

  Checkpoints(@Nullable CheckpointFolder folder, long every) {
    this.folder = folder;
    this.every = every;
    if (folder != null) {
      folder.checkPlace();
    }
  }

  boolean hasFolder() {
    return folder != null;
  }

  private CheckpointFolder folder(String purpose) {
    if (folder == null) {
      throw new IllegalStateException(
          "there is no folder to " + purpose + ": call checkpoints(...)");
    }
    return folder;
  }

  /** The last that is whole, or null; it is this training's from now on. */
  @Nullable Snapshot latest(Notices notices) throws IOException {
    CheckpointFolder from = folder("resume from");
    from.checkPlace();
    List<String> damaged = new ArrayList<>();
    Snapshot latest = from.latest(e -> damaged.add(String.valueOf(e.getMessage())));
    if (latest != null && !damaged.isEmpty()) {
      notices.once(
          "damaged",
          "the training goes on from the checkpoint of step "
              + latest.t()
              + ", as a later one is damaged: "
              + String.join("; ", damaged));
    }
    mayWrite = true;
    return latest;
  }

  /** The best, to which this training goes back. */
  Snapshot best() throws IOException {
    CheckpointFolder from = folder("load from");
    Snapshot best = from.best();
    if (best == null) {
      throw new IllegalStateException(
          from.folder()
              + " has no best checkpoint: StrategyListener writes one after a validation that is"
              + " better than those before");
    }
    mayWrite = true;
    wentBack = true;
    return best;
  }

  /** Whether this training went back since this was asked last. */
  boolean wentBack() {
    boolean went = wentBack;
    wentBack = false;
    return went;
  }

  /**
   * Looks whether the folder is this training's, or nobody's.
   *
   * @throws IllegalStateException where it is another's
   */
  void checkMayWrite() {
    if (folder != null && !mayWrite) {
      try {
        folder.checkFree();
      } catch (IOException e) {
        throw new UncheckedIOException(
            folder.folder() + " can't be read: " + FileFailure.words(e), e);
      }
      mayWrite = true;
    }
  }

  /** Whether there is one to write after {@code t} updates. */
  boolean isDue(long t) {
    return t % every == 0;
  }

  void write(Supplier<Snapshot> snapshot) {
    if (folder != null) {
      Snapshot taken = snapshot.get();
      try {
        folder.write(taken);
      } catch (IOException e) {
        throw unwritten(taken, e);
      }
    }
  }

  void writeBest(Supplier<Snapshot> snapshot) {
    if (folder != null) {
      Snapshot taken = snapshot.get();
      try {
        folder.writeBest(taken);
      } catch (IOException e) {
        throw unwritten(taken, e);
      }
    }
  }

  private static UncheckedIOException unwritten(Snapshot snapshot, IOException e) {
    return new UncheckedIOException(
        "the checkpoint at step " + snapshot.t() + " can't be written: " + FileFailure.words(e), e);
  }
}
