package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Trainings give back what they take from the engine, of which Java's collector knows nothing. */
class MemoryTest {
  private static final Horizon HORIZON = Horizon.ofEpochs(100, 33);
  private static final Path STATUS = Path.of("/proc/self/status");

  /** So many that a network with its gradients is 1.2 MB: 300 of them lost would be 360 MB. */
  private static final int HIDDEN = 2048;

  /** The C library keeps some of what was freed, now more, now less, but not more each time. */
  private static final long GENEROUS = 120L << 20;

  private static final int ROUNDS = 4;

  private static final DjlTask TASK =
      DjlTask.named("large")
          .network(
              () ->
                  new SequentialBlock()
                      .add(Linear.builder().setUnits(HIDDEN).build())
                      .add(Activation::relu)
                      .add(Linear.builder().setUnits(10).build()))
          .data(Digits::split)
          .build();

  private static Training start(long seed) {
    return TASK.start(Notation.strategy("sgd: 0.1"), HORIZON, seed);
  }

  private static void train(int steps, Training training) {
    for (int t = 0; t < steps; t++) {
      training.step();
    }
    training.validate();
    training.test();
  }

  /** Objects of a class that are still in use, by the virtual machine's own count. */
  private static long live(String type) throws Exception {
    Object histogram =
        ManagementFactory.getPlatformMBeanServer()
            .invoke(
                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                "gcClassHistogram",
                new Object[] {new String[0]},
                new String[] {String[].class.getName()});
    Pattern row = Pattern.compile("(?m)^ *\\d+: +(\\d+) +\\d+ +" + Pattern.quote(type) + "( |$)");
    Matcher matcher = row.matcher(histogram.toString());
    return matcher.find() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private static long arrays() throws Exception {
    return live("ai.djl.pytorch.engine.PtNDArray");
  }

  private static long managers() throws Exception {
    return live("ai.djl.pytorch.engine.PtNDManager");
  }

  /** What the process holds beside Java's heap. */
  private static long outsideTheHeap() throws IOException {
    System.gc();
    String resident =
        Files.readAllLines(STATUS).stream()
            .filter(line -> line.startsWith("VmRSS:"))
            .findFirst()
            .orElseThrow();
    return (Long.parseLong(resident.replaceAll("\\D", "")) << 10)
        - ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getCommitted();
  }

  /** The least by which the process grew in a round: what is lost, is lost in each of them. */
  private static long leastGrowth(Runnable round) throws IOException {
    long least = Long.MAX_VALUE;
    for (int i = 0; i < ROUNDS && least >= GENEROUS; i++) {
      long before = outsideTheHeap();
      round.run();
      least = Math.min(least, outsideTheHeap() - before);
    }
    return least;
  }

  private static void trainings(int count) {
    for (int i = 0; i < count; i++) {
      try (Training training = start(i)) {
        train(1, training);
      }
    }
  }

  @Test
  @Tag("long")
  void threeHundredTrainingsOneAfterAnotherLeaveNothingBehind() throws Exception {
    assumeTrue(Files.isReadable(STATUS));
    trainings(100);
    long arrays = arrays();
    long managers = managers();
    assertThat(leastGrowth(() -> trainings(300))).isLessThan(GENEROUS);
    assertThat(arrays()).isEqualTo(arrays);
    assertThat(managers()).isEqualTo(managers);
  }

  @Test
  void aLongTrainingHoldsNoMoreThanAShortOne() throws Exception {
    assumeTrue(Files.isReadable(STATUS));
    try (Training training = start(1)) {
      train(100, training);
      long arrays = arrays();
      assertThat(arrays).as("parameters, gradients, inputs and labels").isGreaterThanOrEqualTo(10);
      long managers = managers();
      long growth =
          leastGrowth(
              () -> {
                for (int epoch = 0; epoch < 25; epoch++) {
                  train(33, training);
                }
              });
      assertThat(growth).isLessThan(GENEROUS);
      assertThat(arrays()).isEqualTo(arrays);
      assertThat(managers()).isEqualTo(managers);
    }
  }
}
