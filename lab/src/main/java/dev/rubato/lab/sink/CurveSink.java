package dev.rubato.lab.sink;

import dev.rubato.lab.TrialResult;
import java.io.IOException;
import java.time.Duration;
import java.util.List;

/** A place to which the curves of trials are sent, each as a run; called by one thread. */
interface CurveSink {
  /**
   * How much of a run is there.
   *
   * @param steps the last update that it knows
   * @param evaluated the update after which it was last evaluated
   * @param ended whether it also has the end
   */
  record Known(long steps, long evaluated, boolean ended) {
    static final Known NOTHING = new Known(0, 0, false);
  }

  /** What is refused now, and would be another time: the run is given up. */
  final class Refused extends IOException {
    private static final long serialVersionUID = 1;

    Refused(String message) {
      super(message);
    }
  }

  /** In what words it is told of. */
  String place();

  /** For how long it is tried again at the end of a study. */
  Duration tries();

  /**
   * A run begins, or goes on. What the place knows of it beyond this, from a process that was
   * killed, is no part of it any more.
   *
   * @param made updates made so far
   * @param ended whether it is about a training that is finished
   */
  Known begin(SinkRun run, long made, boolean ended) throws IOException, InterruptedException;

  /** Sends rows, in order: all of them, or none if it throws. */
  void write(SinkRun run, List<CurveRow> rows) throws IOException, InterruptedException;

  /** Sends how a run ended, after its last row. */
  void end(SinkRun run, TrialResult result) throws IOException, InterruptedException;

  /** All runs that this study needs were told of. */
  void finish() throws IOException, InterruptedException;
}
