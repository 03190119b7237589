package dev.rubato.lab.sink;

import dev.rubato.file.SafeFile;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * How far a run has come by its event files; cuts away what is beyond the step from which it goes
 * on, and what a killed writer left unfinished.
 */
final class EventProgress {
  private static final long LONGEST = Integer.MAX_VALUE - 16L;

  private final long made;
  private final boolean ends;
  private CurveSink.Known known = CurveSink.Known.NOTHING;
  private boolean start;
  private boolean cut;

  /**
   * Before the first file.
   *
   * @param made updates made, beyond which nothing counts
   * @param ends whether the end of the run counts
   */
  EventProgress(long made, boolean ends) {
    this.made = made;
    this.ends = ends;
  }

  CurveSink.Known known() {
    return known;
  }

  /** Whether the files say what is run. */
  boolean hasStart() {
    return start;
  }

  /** Reads a file, and deletes it if nothing of it counts. */
  void read(Path file) throws IOException {
    SafeFile.checkRegular(file);
    long length = Files.size(file);
    if ((made == 0 && !ends) || cut || length > LONGEST) {
      Files.delete(file);
      return;
    }
    ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(file));
    long good = 0;
    while (!cut) {
      byte[] event = EventRecords.next(bytes);
      if (event == null) {
        break;
      }
      cut = !counts(EventSummary.of(event));
      good = cut ? good : bytes.position();
    }
    if (good < length) {
      try (FileChannel channel = SafeFile.open(file, StandardOpenOption.WRITE)) {
        channel.truncate(good);
      }
    }
  }

  private boolean counts(EventSummary event) {
    if (known.ended() || event.step() > made + 1 || (!ends && event.isEnd())) {
      return false;
    }
    if (event.tags().isEmpty()) {
      return true; // a version, or a restart at the next step
    }
    if (event.step() > made || (!ends && event.has("test/"))) {
      return false;
    }
    start |= event.has("strategy/");
    known =
        new CurveSink.Known(
            event.has("train/") ? event.step() : known.steps(),
            event.has("evaluation/") ? event.step() : known.evaluated(),
            event.isEnd());
    return true;
  }
}
