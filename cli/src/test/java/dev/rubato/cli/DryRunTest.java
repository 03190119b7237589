package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code --dry-run} says is what would still have to be run. */
class DryRunTest {
  @TempDir private Path folder;

  private String dry(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 2);
    all[args.length] = "--dry-run";
    all[args.length + 1] = "--store=" + folder.resolve("store");
    return Cli.run(all).succeeds().out();
  }

  private void run(String... args) {
    String[] all = Arrays.copyOf(args, args.length + 3);
    all[args.length] = "--quiet";
    all[args.length + 1] = "--store=" + folder.resolve("store");
    all[args.length + 2] =
        args[0].equals("compare") ? "--report=" + folder.resolve("report.html") : "--format=json";
    Cli.run(all).succeeds();
  }

  @Test
  void gridsAreNotCountedWhereNothingIsOpen() {
    assertThat(dry("compare", "sgd: 0.1", "--task=convex", "--steps=10"))
        .contains("fresh seeds  5 trials, at most 50 steps")
        .doesNotContain("peaks");
  }

  @Test
  void aComparisonIsLessByWhatIsStored() {
    String[] one = {"compare", "sgd: ?0.1..1", "--task=convex", "--steps=10", "--seeds=2"};
    String[] two = {"compare", "sgd: ?0.1..1", "--task=convex", "--steps=10", "--seeds=3"};
    String before = dry(two);
    assertThat(before).contains("peaks        10 trials, 100 steps", "fresh seeds  3 trials");
    run(one);
    assertThat(dry(one)).contains("nothing: all of it is stored").doesNotContain("trials");
    assertThat(dry(two))
        .contains("peaks        0 trials (10 more are stored), 0 steps", "fresh seeds  1 trial,");
    run(two);
    assertThat(dry(two)).contains("nothing: all of it is stored");
  }

  @Test
  void aTuningIsLessByWhatIsStored() {
    String[] tune = {
      "tune", "sgd: ?0.1..1", "--task=convex", "--steps=40", "--budget=12", "--seeds=2"
    };
    assertThat(dry(tune)).contains("total        at most 480 steps").doesNotContain("stored");
    run(tune);
    assertThat(dry(tune)).contains("nothing: all of it is stored");
    String[] more = tune.clone();
    more[4] = "--budget=30";
    assertThat(dry(more))
        .containsPattern("total        at most [0-9,]+ steps \\([0-9,]+ more are stored\\)");
  }
}
