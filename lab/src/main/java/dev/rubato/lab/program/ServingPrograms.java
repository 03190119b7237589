package dev.rubato.lab.program;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/**
 * The programs that serve many trials, kept from one trial to the next, and ended when there was
 * none for a while. A program is known by its command and by what its files held.
 */
final class ServingPrograms {
  private static final long LONGEST = TimeUnit.SECONDS.toNanos(30);
  private static final long LOOK = 1000; // ms
  private static final int PROTOCOL = 2;
  private static final Set<String> SERVING = ConcurrentHashMap.newKeySet();
  private static final Map<String, Deque<Idle>> IDLE = new HashMap<>(); // guarded by itself
  private static boolean watched; // guarded by IDLE

  /**
   * One that waits.
   *
   * @param since in the time of {@link System#nanoTime}
   */
  private record Idle(ServingProgram program, long since) {}

  private ServingPrograms() {}

  /** Whether a run of the program has said that it serves. */
  static boolean serves(String key) {
    return SERVING.contains(key);
  }

  /** A run of the program says which protocol it knows. */
  static void announce(String key, ServeLine line) {
    if (line.protocol() == PROTOCOL) {
      SERVING.add(key);
    }
  }

  /** One that waits, or a new one. */
  static ServingProgram take(String key, String command, Limits limits) throws IOException {
    while (true) {
      Idle idle;
      synchronized (IDLE) {
        Deque<Idle> waiting = IDLE.getOrDefault(key, new ArrayDeque<>());
        idle = waiting.pollLast();
      }
      if (idle == null) {
        return ServingProgram.start(command, limits);
      }
      if (idle.program().program().process().isAlive()) {
        return idle.program();
      }
      idle.program().close();
    }
  }

  /** Keeps a program for the next trial. */
  static void give(String key, ServingProgram program) {
    synchronized (IDLE) {
      IDLE.computeIfAbsent(key, k -> new ArrayDeque<>())
          .addLast(new Idle(program, System.nanoTime()));
      if (!watched) {
        watched = true;
        Thread thread = new Thread(ServingPrograms::endThoseThatWait, "rubato-idle-programs");
        thread.setDaemon(true);
        thread.start();
      }
    }
  }

  private static void endThoseThatWait() {
    try {
      while (true) {
        Thread.sleep(LOOK);
        end(LONGEST);
        synchronized (IDLE) {
          if (IDLE.isEmpty()) {
            watched = false;
            return;
          }
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // nobody does
    }
  }

  /** Ends those that have waited for longer than this. */
  static void end(long nanoseconds) {
    List<ServingProgram> late = new ArrayList<>();
    synchronized (IDLE) {
      for (Iterator<Deque<Idle>> all = IDLE.values().iterator(); all.hasNext(); ) {
        Deque<Idle> waiting = all.next();
        while (!waiting.isEmpty()
            && System.nanoTime() - waiting.getFirst().since() >= nanoseconds) {
          late.add(waiting.removeFirst().program());
        }
        if (waiting.isEmpty()) {
          all.remove();
        }
      }
    }
    late.forEach(ServingProgram::close);
  }
}
