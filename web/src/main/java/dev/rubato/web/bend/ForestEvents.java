package dev.rubato.web.bend;

import dev.rubato.plot.Json;
import dev.rubato.web.http.EventStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What happens in a forest, told so that a page that returns goes on where it was. A page's place
 * is the version that it knows and, for each training, how many steps and evaluations. Nothing is
 * kept for a page: whatever its place, what it lacks is read from the trainings, some at a time.
 * Pages wake together, and those that know the same are told the same bytes, made once.
 */
final class ForestEvents implements EventStream.Source {
  private static final long PATIENCE_MILLIS = 10_000;

  /** Steps come many at a time, since no eye sees more pictures a second. */
  private static final long PAUSE_MILLIS = 80;

  /** Steps and evaluations told at once; a page that lacks more is told the rest next. */
  private static final int MOST_POINTS = 20_000;

  private static final int LONGEST_PLACE = 8000;
  private static final int MOST_KEPT = 8;
  private static final Pattern PLACE =
      Pattern.compile("[a-z0-9]{1,16};\\d{1,18}(;\\d{1,18}:\\d{1,9}:\\d{1,9})*");

  private final Forest forest;
  private final String run = Long.toString(System.nanoTime() & Long.MAX_VALUE, 36);
  private final Map<String, EventStream.Event> kept = new LinkedHashMap<>();
  private long keptTick;

  ForestEvents(Forest forest) {
    this.forest = forest;
  }

  /**
   * Some news.
   *
   * @param fresh whether the page must forget what it knew
   * @param ids all trainings that there are
   */
  private record News(boolean fresh, List<Long> ids, List<BranchNews> branches) {}

  private record Known(int steps, int evaluations) {}

  @Override
  public EventStream.@Nullable Event after(String place) throws InterruptedException {
    Map<Long, Known> known = new HashMap<>();
    long version = read(place, known);
    forest.await(version, PATIENCE_MILLIS);
    if (forest.version() == version) {
      return null;
    }
    if (version > 0) {
      Thread.sleep(PAUSE_MILLIS - millis() % PAUSE_MILLIS);
    }
    return shared(place, version, known);
  }

  private static long millis() {
    return System.nanoTime() / 1_000_000;
  }

  /** What pages that know the same are told at the same time. */
  private synchronized EventStream.Event shared(
      String place, long version, Map<Long, Known> known) {
    long tick = millis() / PAUSE_MILLIS;
    if (tick != keptTick || kept.size() >= MOST_KEPT) {
      kept.clear();
      keptTick = tick;
    }
    EventStream.Event told = kept.get(place);
    if (told == null) {
      told = news(version, known);
      kept.put(place, told);
    }
    return told;
  }

  /** What a page knows; −1 if it knows nothing, or of an earlier server. */
  private long read(String place, Map<Long, Known> known) {
    if (place.length() > LONGEST_PLACE || !PLACE.matcher(place).matches()) {
      return -1;
    }
    List<String> parts = List.of(place.split(";", -1));
    if (!parts.get(0).equals(run)) {
      return -1;
    }
    for (String part : parts.subList(2, parts.size())) {
      String[] numbers = part.split(":", -1);
      known.put(
          Long.parseLong(numbers[0]),
          new Known(Integer.parseInt(numbers[1]), Integer.parseInt(numbers[2])));
    }
    return Long.parseLong(parts.get(1));
  }

  private EventStream.Event news(long version, Map<Long, Known> known) {
    List<Long> ids = new ArrayList<>();
    List<BranchNews> news = new ArrayList<>();
    StringBuilder counts = new StringBuilder();
    boolean all = true;
    long now;
    synchronized (forest) { // only copies: trainings wait for this lock
      int room = MOST_POINTS;
      now = forest.version();
      for (Branch branch : forest.all()) {
        ids.add(branch.id);
        Known own = known.getOrDefault(branch.id, new Known(0, 0));
        int steps = Math.min(own.steps, branch.made());
        int evaluations = Math.min(own.evaluations, branch.evaluated());
        if (branch.version() > version) {
          BranchNews told = branch.news(steps, evaluations, room);
          news.add(told);
          steps += told.losses().length;
          evaluations += told.evaluations().size();
          room -= told.losses().length + told.evaluations().size();
          all &= steps == branch.made() && evaluations == branch.evaluated();
        }
        counts.append(';').append(branch.id).append(':').append(steps);
        counts.append(':').append(evaluations);
      }
    }
    String place = run + ";" + (all ? now : Math.max(0, version)) + counts;
    return new EventStream.Event(place, Json.line(new News(version < 0, ids, news)));
  }

  @Override
  public boolean isClosed() {
    return forest.isClosed();
  }
}
