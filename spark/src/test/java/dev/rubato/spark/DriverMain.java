package dev.rubato.spark;

import dev.rubato.lab.Runner;
import dev.rubato.lab.StudyListener;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.run.Study;
import dev.rubato.lab.spec.ClassSpec;
import dev.rubato.lab.spec.RunnerProvider;
import dev.rubato.lab.store.Store;
import dev.rubato.lab.store.StudyKey;
import dev.rubato.lab.store.StudyLedger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A driver of its own process, with a store, to be killed and started again. */
public final class DriverMain {
  private DriverMain() {}

  /** Arguments: the cluster's address, the store's folder, the file for the results, options. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> options = new HashMap<>();
    for (int i = 3; i < arguments.length; i += 2) {
      options.put(arguments[i], arguments[i + 1]);
    }
    Valley task = new SlowValley();
    StudyKey key =
        new StudyKey("test", "valley", task.fingerprint(), "a", task.about().judged(), "0");
    StudyListener saying =
        new StudyListener() {
          @Override
          public void found(TrialResult result) {
            say("FOUND", result);
          }

          @Override
          public void ended(TrialEvent.Ended event) {
            say("ENDED", event.result());
          }

          @Override
          public void resumed(TrialResult soFar) {
            say("RESUMED", soFar);
          }
        };
    try (Store store = Store.open(Path.of(arguments[1]), "test");
        Runner runner =
            RunnerProvider.find(
                arguments[0],
                new ClassSpec(SlowValley.class.getName(), null),
                new RunnerProvider.Terms(options, Duration.ofMillis(300)),
                DriverMain::print)) {
      StudyLedger ledger = store.study(key, "here");
      Study study = new Study(task, runner, ledger, List.of(saying), true);
      List<TrialResult> results = study.run("all", StandaloneTest.TRIALS);
      Files.writeString(Path.of(arguments[2]), Studies.bits(results));
    }
    SparkCluster.leave();
  }

  private static void print(String text) {
    System.out.println(text);
  }

  private static void say(String what, TrialResult result) {
    System.out.println(what + " " + result.status() + " " + result.trial());
  }
}
