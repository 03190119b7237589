package dev.rubato.lab.sink;

import dev.rubato.file.SafeFile;
import dev.rubato.lab.TrialResult;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Event files for TensorBoard: a folder a run, and in it a file for each time that it began or went
 * on. What was written beyond the step from which a run goes on is cut away, and readers that have
 * seen it are told to forget it. Whatever other programs write there stays as it is.
 */
final class TensorBoard implements CurveSink {
  private static final String PREFIX = "events.out.tfevents.";
  private static final String OURS = ".rubato";
  private static final int LONGEST_TASK = 80;
  private static final long MILLISECONDS = 1000;

  private final Path folder;
  private final Map<SinkRun, EventFile> open = new HashMap<>();

  /** A file that grows: as long as what was written whole, whatever failed. */
  private record EventFile(Path path, long length) {}

  TensorBoard(Path folder) {
    this.folder = folder;
  }

  @Override
  public String place() {
    return "TensorBoard's files in " + folder;
  }

  @Override
  public Duration tries() {
    return Duration.ofSeconds(1);
  }

  private Path folder(SinkRun run) {
    return folder.resolve(SinkRun.word(run.task(), LONGEST_TASK)).resolve(run.name());
  }

  @Override
  public Known begin(SinkRun run, long made, boolean ended) throws IOException {
    Path place = folder(run);
    SafeFile.createFolder(place);
    List<Path> files = files(place);
    EventProgress progress = new EventProgress(made, ended);
    for (Path file : files) {
      progress.read(file);
    }
    Known known = progress.known();
    if (known.ended()) {
      return known;
    }
    long time = System.currentTimeMillis();
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    head.writeBytes(EventRecords.of(EventMessages.version(time)));
    if (!files.isEmpty()) {
      head.writeBytes(EventRecords.of(EventMessages.restart(time, made + 1)));
    }
    if (!progress.hasStart()) {
      head.writeBytes(EventRecords.of(EventMessages.start(run, time)));
    }
    EventFile file = new EventFile(place.resolve(name(files, time / MILLISECONDS)), 0);
    open.put(run, appended(file, head.toByteArray()));
    return known;
  }

  /** Our files of a run, the oldest first. */
  private static List<Path> files(Path place) throws IOException {
    try (Stream<Path> all = Files.list(place)) {
      return new ArrayList<>(
          all.filter(
                  file -> {
                    String name = String.valueOf(file.getFileName());
                    return name.startsWith(PREFIX) && name.endsWith(OURS);
                  })
              .sorted()
              .toList());
    }
  }

  /** A name that comes after those that are there: readers go by the order of the names. */
  private static String name(List<Path> there, long seconds) {
    String next = String.format(Locale.ROOT, "%s%010d.000%s", PREFIX, seconds, OURS);
    if (there.isEmpty()) {
      return next;
    }
    String last = String.valueOf(there.get(there.size() - 1).getFileName());
    return next.compareTo(last) > 0
        ? next
        : last.substring(0, last.length() - OURS.length()) + "1" + OURS;
  }

  @Override
  public void write(SinkRun run, List<CurveRow> rows) throws IOException {
    ByteArrayOutputStream all = new ByteArrayOutputStream();
    rows.forEach(row -> all.writeBytes(EventRecords.of(EventMessages.scalars(row))));
    append(run, all.toByteArray());
  }

  @Override
  public void end(SinkRun run, TrialResult result) throws IOException {
    append(run, EventRecords.of(EventMessages.end(result, System.currentTimeMillis())));
    open.remove(run);
  }

  private void append(SinkRun run, byte[] records) throws IOException {
    EventFile file = open.get(run);
    if (file == null) {
      throw new IllegalStateException("the run " + run.name() + " has not begun");
    }
    open.put(run, appended(file, records));
  }

  private static EventFile appended(EventFile file, byte[] records) throws IOException {
    try (FileChannel channel =
        SafeFile.open(file.path(), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
      channel.truncate(file.length());
      channel.position(file.length());
      try {
        ByteBuffer rest = ByteBuffer.wrap(records);
        while (rest.hasRemaining()) {
          channel.write(rest);
        }
      } catch (IOException e) {
        channel.truncate(file.length()); // what a full disk took of it
        throw e;
      }
    }
    return new EventFile(file.path(), file.length() + records.length);
  }

  @Override
  public void finish() {
    // every write is whole
  }
}
