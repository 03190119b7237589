package dev.rubato.spark;

import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.spark.ExceptionFailure;
import org.apache.spark.scheduler.SparkListener;
import org.apache.spark.scheduler.SparkListenerExecutorAdded;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.apache.spark.scheduler.SparkListenerTaskEnd;
import org.jspecify.annotations.Nullable;

/** Says which executors came and went, in words for a person. */
final class ClusterNews extends SparkListener {
  /** So many different failures are told; more would hide the first. */
  private static final int MOST_FAILURES = 5;

  /** As the managers of clusters say it: 128 and the number of a signal, or Spark's own. */
  private static final Pattern STATUS =
      Pattern.compile("(?i)\\b(?:exited with|exit) (?:exit )?(?:code|status):? *(\\d+)");

  private volatile @Nullable Consumer<String> told;
  private final Set<String> failures = new HashSet<>();
  private int lost;

  /** Who is told from now on. */
  void tell(Consumer<String> listener) {
    told = listener;
  }

  /** Tells nobody any more. */
  void hush() {
    told = null;
  }

  @Override
  public void onExecutorAdded(SparkListenerExecutorAdded event) {
    if (lost > 0) { // those at the start are as asked for
      lost--;
      say(
          "executor "
              + event.executorId()
              + " on "
              + event.executorInfo().executorHost()
              + " has joined");
    }
  }

  @Override
  public void onExecutorRemoved(SparkListenerExecutorRemoved event) {
    lost++;
    String reason = shortened(event.reason());
    say("executor " + event.executorId() + " is gone: " + reason + explained(reason));
  }

  /** What a status at the end of an executor means, and what to do. */
  private static String explained(String reason) {
    Matcher status = STATUS.matcher(reason);
    if (!status.find()) {
      return "";
    }
    return switch (status.group(1)) {
      case "137" ->
          " (it was killed: by somebody, or by the system for want of memory; then give executors"
              + " more with --runner-option spark.executor.memoryOverhead=2g, or run fewer on a"
              + " machine)";
      case "52" ->
          " (Java's memory was too small: give executors more with --runner-option"
              + " spark.executor.memory=4g)";
      case "143" -> " (it was asked to end, by somebody or by the cluster)";
      default -> "";
    };
  }

  @Override
  public void onTaskEnd(SparkListenerTaskEnd event) {
    if (event.reason() instanceof ExceptionFailure failure) {
      String what = shortened(failure.className() + ": " + failure.description());
      if (failures.size() < MOST_FAILURES && failures.add(what)) {
        say(
            "a task failed on executor "
                + event.taskInfo().executorId()
                + " and is run again: "
                + what);
      }
    }
  }

  private void say(String text) {
    Consumer<String> listener = told;
    if (listener != null && !Ending.hasBegun()) {
      listener.accept(text);
    }
  }

  private static String shortened(String reason) {
    String line = reason.strip().split("\\R", 2)[0];
    return line.length() > 200 ? line.substring(0, 200) + "…" : line;
  }
}
