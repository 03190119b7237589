package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.battery.BatteryCommand;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * What {@code find} is worth on two bundled tasks, by the battery's command and the truth that it
 * stores of them. The bounds are wider than what docs/truth.md shows, for what another processor's
 * bits may move.
 */
@Tag("long")
class BundledAdviceTest {
  private static final String OPTIMIZERS = "sgd;sgd(momentum=0.9);adam";

  /** A line of the battery's answers. */
  private record Found(double factor, double excess, boolean holds, double cost, String reason) {
    static Found of(String line) {
      List<String> fields = List.of(line.split(",", -1));
      return new Found(
          Double.parseDouble(fields.get(7)),
          Double.parseDouble(fields.get(8)),
          Boolean.parseBoolean(fields.get(9)),
          Double.parseDouble(fields.get(10)),
          fields.get(11));
    }
  }

  @Test
  void whatFindSaysOfBundledTasksIsNearTheTruth(@TempDir Path folder)
      throws IOException, InterruptedException {
    Path cases = folder.resolve("cases.csv");
    ByteArrayOutputStream table = new ByteArrayOutputStream();
    BatteryCommand.run(
        new String[] {
          "find",
          "--tasks",
          "diabetes;convex",
          "--optimizers",
          OPTIMIZERS,
          "--methods",
          "find",
          "--cases",
          cases.toString()
        },
        new PrintStream(table, true, StandardCharsets.UTF_8));
    System.out.println(table.toString(StandardCharsets.UTF_8));
    List<String> lines = Files.readAllLines(cases);
    assertThat(lines.get(0))
        .isEqualTo("method,family,task,optimizer,rate,low,high,factor,excess,holds,cost,reason");
    List<Found> found = lines.stream().skip(1).map(Found::of).toList();
    assertThat(found).as("the truth is known of both tasks").hasSize(6);
    assertThat(found).allMatch(each -> each.reason().equals("\"\""));
    assertThat(found).allMatch(each -> each.cost() > 3 && each.cost() <= 12);
    assertThat(found).as("none twice as bad").allMatch(each -> each.excess() <= 1);
    assertThat(count(found, each -> each.factor() <= 3)).isGreaterThanOrEqualTo(5);
    assertThat(count(found, each -> each.excess() <= 0.1)).isGreaterThanOrEqualTo(4);
    assertThat(count(found, Found::holds)).isGreaterThanOrEqualTo(4);
  }

  private static long count(List<Found> found, Predicate<Found> which) {
    return found.stream().filter(which).count();
  }
}
