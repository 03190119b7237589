package dev.rubato.strategy;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * A thread that the pools of all trainings in this JVM share. There are as many as the largest pool
 * asks for; a pool that finds none free does its work by itself. They are daemons, and sleep while
 * no step is made.
 *
 * <p>An offer that a worker has not taken when the work is done is withdrawn: nobody waits for a
 * thread to wake up.
 */
final class Worker extends Thread {
  private static final int IDLE = 0;
  private static final int OFFERED = 1;
  private static final int WORKING = 2;

  /** How long to look for the next piece of work, or the end of this one, before sleeping. */
  private static final int SPINS = Runtime.getRuntime().availableProcessors() > 1 ? 2000 : 0;

  private static final Deque<Worker> FREE = new ArrayDeque<>();
  private static int started;

  private final AtomicInteger state = new AtomicInteger(IDLE);
  private volatile boolean asleep;
  private volatile @Nullable WorkerPool pool;
  private volatile @Nullable Thread boss;
  private volatile int number;

  private Worker(int index) {
    super("rubato-worker-" + index);
    setDaemon(true);
  }

  /** Makes the pool so large, if it is smaller. */
  static void want(int count) {
    synchronized (FREE) {
      while (started < count) {
        Worker worker = new Worker(++started);
        worker.start();
        FREE.push(worker);
      }
    }
  }

  /** Offers work to as many of {@code wanted} workers as are free, and says to how many. */
  static int hire(WorkerPool pool, int wanted, Worker[] hired) {
    int count = 0;
    synchronized (FREE) {
      while (count < wanted && !FREE.isEmpty()) {
        hired[count++] = FREE.pop();
      }
    }
    for (int i = 0; i < count; i++) {
      hired[i].offer(pool, i + 1);
    }
    return count;
  }

  /** Waits for those that took the offer, and sets all free. */
  static void dismiss(Worker[] hired, int count) {
    for (int i = 0; i < count; i++) {
      hired[i].awaitIdle();
    }
    synchronized (FREE) {
      for (int i = 0; i < count; i++) {
        FREE.push(hired[i]);
      }
    }
  }

  private void offer(WorkerPool by, int as) {
    pool = by;
    boss = Thread.currentThread();
    number = as;
    state.set(OFFERED);
    if (asleep) {
      LockSupport.unpark(this);
    }
  }

  private void awaitIdle() {
    if (!state.compareAndSet(OFFERED, IDLE)) {
      for (int spin = 0; state.get() != IDLE; spin++) {
        if (spin < SPINS) {
          onSpinWait();
        } else {
          LockSupport.park(this);
        }
      }
    }
    pool = null;
    boss = null;
  }

  @Override
  public void run() {
    while (true) {
      awaitOffer();
      if (state.compareAndSet(OFFERED, WORKING)) {
        WorkerPool by =
            pool; // only now: an offer may be withdrawn, and another made, at any moment
        Thread waiting = boss;
        if (by != null) {
          by.join(number);
        }
        state.set(IDLE);
        LockSupport.unpark(waiting);
      }
    }
  }

  private void awaitOffer() {
    for (int spin = 0; state.get() != OFFERED; spin++) {
      if (spin < SPINS) {
        onSpinWait();
      } else {
        asleep = true;
        if (state.get() != OFFERED) {
          LockSupport.park(this);
        }
        asleep = false;
      }
    }
  }
}
