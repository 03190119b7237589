package dev.rubato.spark;

import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialResult;
import dev.rubato.lab.TrialResult.Status;
import dev.rubato.lab.run.GroupRun;
import dev.rubato.spark.work.Exchange;
import dev.rubato.spark.work.Lease;
import dev.rubato.spark.work.Messages;
import dev.rubato.spark.work.Reporter;
import java.time.Duration;
import java.util.Iterator;
import org.apache.spark.api.java.function.VoidFunction;
import org.jspecify.annotations.Nullable;

/**
 * What Spark runs on an executor, by its number: claims a group of trials, and runs it. It carries
 * no work itself, so that Spark may run it again wherever and whenever it likes. A trial that fails
 * is a result; the ticket fails only if its driver can't be reached.
 *
 * @param run by which the driver knows its queue
 * @param task what opens the task here
 * @param exchange where large snapshots are, or null
 * @param checkpointEvery the time between two checkpoints
 */
record Ticket(
    String run, ShippedTask task, FolderExchange.@Nullable Place exchange, Duration checkpointEvery)
    implements VoidFunction<Iterator<Integer>> {

  @Override
  public void call(Iterator<Integer> numbers) throws Exception {
    while (numbers.hasNext()) {
      call(numbers.next());
    }
  }

  private void call(int number) throws Exception {
    Messages.Claim claim = new Messages.Claim(run, number, RubatoPlugin.worker());
    Exchange large = exchange == null ? Exchange.NONE : FolderExchange.at(exchange);
    Lease lease = Messages.readLease(RubatoPlugin.ask(Messages.claim(claim)), large);
    if (lease == null) {
      return;
    }
    Reporter reporter = new Reporter(run, lease, RubatoPlugin::ask, large);
    try {
      GroupRun.run(task.open(), lease.group(), reporter, checkpointEvery, reporter::spawned);
    } catch (RuntimeException | LinkageError | AssertionError | StackOverflowError e) {
      for (TrialResult soFar : lease.group().trials()) { // those that have ended stay as they are
        reporter.hear(new TrialEvent.Ended(soFar.with(Status.FAILED, e.toString())));
      }
    }
    reporter.finish();
  }
}
