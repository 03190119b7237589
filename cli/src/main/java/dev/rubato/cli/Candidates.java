package dev.rubato.cli;

import dev.rubato.descend.TestFunctions;
import dev.rubato.optimizer.Algorithms;
import dev.rubato.schedule.Forms;
import dev.rubato.tasks.Tasks;
import java.util.Iterator;
import java.util.stream.Stream;

/** The words that a shell offers for an option or a parameter: for picocli, which makes them. */
final class Candidates {
  private Candidates() {}

  /** Functions to walk on. */
  static final class OfFunctions implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return TestFunctions.all().stream().map(each -> each.name()).iterator();
    }
  }

  /** Bundled tasks. */
  static final class OfTasks implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Tasks.all().stream().map(each -> each.about().name()).iterator();
    }
  }

  /** Schedules and optimizers. */
  static final class OfStrategies implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Stream.concat(
              Forms.all().stream().map(each -> each.signature().name()),
              Algorithms.all().stream().map(each -> each.signature().name()))
          .iterator();
    }
  }
}
