package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** What is told of a master that goes and comes back. */
class MasterWatchTest {
  private static final String ADDRESS = "spark://host:7077";

  private final BlockingQueue<String> told = new LinkedBlockingQueue<>();
  private final AtomicReference<Exception> refusal = new AtomicReference<>();
  private final AtomicInteger looks = new AtomicInteger();

  private MasterWatch watch(String address) {
    return new MasterWatch(
        address,
        () -> {
          looks.incrementAndGet();
          return refusal.get();
        },
        Duration.ofMillis(5),
        told::add);
  }

  /** Waits until it has looked so many times more. */
  private void looks(int more) throws InterruptedException {
    int until = looks.get() + more;
    for (int i = 0; i < 2000 && looks.get() < until; i++) {
      Thread.sleep(2);
    }
    assertThat(looks.get()).isGreaterThanOrEqualTo(until);
  }

  @Test
  void itsGoingAndItsReturnAreToldOnceEach() throws InterruptedException {
    try (MasterWatch watch = watch(ADDRESS)) {
      looks(3);
      assertThat(told).isEmpty();
      refusal.set(new IOException("Connection refused"));
      assertThat(told.poll(10, TimeUnit.SECONDS))
          .isEqualTo(
              "the Spark master at spark://host:7077 does not answer (Connection refused): the"
                  + " executors that it gave go on, but none that is lost is replaced until it is"
                  + " back; start it again at the same address");
      looks(4);
      refusal.set(null);
      assertThat(told.poll(10, TimeUnit.SECONDS))
          .isEqualTo("the Spark master at spark://host:7077 is back");
      looks(3);
      assertThat(told).isEmpty();
      assertThat(watch).isNotNull();
    }
  }

  @Test
  void nothingIsToldOnceItIsClosedNorWhereThereIsNoMaster() throws InterruptedException {
    MasterWatch watch = watch(ADDRESS);
    looks(1);
    watch.close();
    refusal.set(new IOException("Connection refused"));
    watch("yarn").close();
    Thread.sleep(50);
    assertThat(told).isEmpty();
  }
}
