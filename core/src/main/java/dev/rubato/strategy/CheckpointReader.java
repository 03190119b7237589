package dev.rubato.strategy;

import dev.rubato.schedule.Greedy;
import dev.rubato.schedule.Horizon;
import dev.rubato.schedule.Plateau;
import dev.rubato.schedule.WatchState;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;

/**
 * Reads what {@link CheckpointWriter} wrote, and believes nothing: a length is held against what is
 * left of the file before anything is made so long.
 */
final class CheckpointReader {
  private static final int BUFFER = 1 << 16;
  private static final int HEADER = Checkpoint.MAGIC.length + Integer.BYTES + Long.BYTES;

  private final Path file;
  private final long length;
  private final InputStream in;
  private final ByteBuffer buffer;
  private final CRC32C checksum = new CRC32C();
  private int version;
  private long left; // bytes before the checksum that were not read yet

  CheckpointReader(Path file, long length, InputStream in) {
    this.file = file;
    this.length = length;
    this.in = in;
    this.left = Math.max(0, length - Integer.BYTES);
    this.buffer =
        ByteBuffer.allocate((int) Math.min(BUFFER, Math.max(left, Double.BYTES)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .limit(0);
  }

  Snapshot read() throws IOException {
    checkHeader();
    Snapshot snapshot;
    try {
      snapshot = snapshot();
    } catch (IllegalArgumentException e) {
      throw damaged(); // a number that no horizon has
    }
    if (left > 0 || buffer.hasRemaining()) {
      throw damaged();
    }
    int computed = (int) checksum.getValue();
    byte[] end = in.readNBytes(Integer.BYTES + 1);
    if (end.length != Integer.BYTES
        || ByteBuffer.wrap(end).order(ByteOrder.LITTLE_ENDIAN).getInt() != computed) {
      throw damaged();
    }
    return snapshot;
  }

  private void checkHeader() throws IOException {
    if (length < HEADER + Integer.BYTES) {
      throw new CheckpointException(
          file, "this is no checkpoint of Rubato, or only its beginning: it has " + bytes(length));
    }
    byte[] magic = new byte[Checkpoint.MAGIC.length];
    take(magic.length).get(magic);
    if (!Arrays.equals(magic, Checkpoint.MAGIC)) {
      throw new CheckpointException(file, "this is no checkpoint of Rubato");
    }
    version = takeInt();
    if (version > Checkpoint.VERSION) {
      throw new CheckpointException(
          file,
          "the checkpoint is of version "
              + version
              + ", and this Rubato reads up to version "
              + Checkpoint.VERSION
              + ": use the Rubato that wrote it, or a newer one");
    }
    if (version < 1) {
      throw damaged();
    }
    long written = takeLong();
    if (length < written) {
      throw new CheckpointException(
          file, "the checkpoint is cut off: it has " + bytes(length) + " of " + bytes(written));
    }
    if (length > written) {
      throw damaged();
    }
  }

  private Snapshot snapshot() throws IOException {
    String strategy = takeText();
    List<String> groups = new ArrayList<>();
    for (int i = takeCount(Integer.BYTES); i > 0; i--) {
      groups.add(takeText());
    }
    Horizon horizon = new Horizon(takeLong(), takeLong());
    long t = takeLong();
    long skipped = takeLong();
    List<Snapshot.OfTensor> tensors = new ArrayList<>();
    for (int i = takeCount(4 * Integer.BYTES); i > 0; i--) {
      tensors.add(new Snapshot.OfTensor(takeText(), takeText(), takeFloats(), takeArrays()));
    }
    List<double[]> memories = new ArrayList<>();
    for (int i = takeCount(Integer.BYTES); i > 0; i--) {
      double[] memory = new double[takeCount(Double.BYTES)];
      for (int k = 0; k < memory.length; k++) {
        memory[k] = takeDouble();
      }
      memories.add(memory);
    }
    if (t < 0 || skipped < 0) {
      throw damaged();
    }
    return new Snapshot(strategy, groups, horizon, t, skipped, tensors, memories, takePhrases());
  }

  private Map<String, List<WatchState>> takePhrases() throws IOException {
    Map<String, List<WatchState>> phrases = new LinkedHashMap<>();
    for (int i = takeCount(2 * Integer.BYTES); i > 0; i--) {
      String name = takeText();
      List<WatchState> states = new ArrayList<>();
      for (int k = takeCount(2 * (Double.BYTES + Integer.BYTES)); k > 0; k--) {
        states.add(takeState());
      }
      phrases.put(name, states);
    }
    return phrases;
  }

  private WatchState takeState() throws IOException {
    int kind = version == 1 ? Checkpoint.PLATEAU : takeInt(); // at first there were no others
    if (kind == Checkpoint.PLATEAU) {
      return new Plateau.State(takeDouble(), takeDouble(), takeInt(), takeInt());
    }
    if (kind != Checkpoint.GREEDY) {
      throw damaged();
    }
    double changed = takeDouble();
    double best = takeDouble();
    int good = takeInt();
    int bad = takeInt();
    int resting = takeInt();
    int untilReset = takeInt();
    List<Double> recent = new ArrayList<>();
    for (int i = takeCount(Double.BYTES); i > 0; i--) {
      recent.add(takeDouble());
    }
    return new Greedy.State(changed, best, good, bad, resting, untilReset, recent);
  }

  private float[][] takeArrays() throws IOException {
    float[][] arrays = new float[takeCount(Integer.BYTES)][];
    for (int i = 0; i < arrays.length; i++) {
      arrays[i] = takeFloats();
    }
    return arrays;
  }

  private float[] takeFloats() throws IOException {
    float[] numbers = new float[takeCount(Float.BYTES)];
    int at = 0;
    while (at < numbers.length) {
      ByteBuffer ready = take(Float.BYTES);
      int count = Math.min(ready.remaining() / Float.BYTES, numbers.length - at);
      ready.asFloatBuffer().get(numbers, at, count);
      ready.position(ready.position() + count * Float.BYTES);
      at += count;
    }
    return numbers;
  }

  private String takeText() throws IOException {
    byte[] bytes = new byte[takeCount(1)];
    int at = 0;
    while (at < bytes.length) {
      ByteBuffer ready = take(1);
      int count = Math.min(ready.remaining(), bytes.length - at);
      ready.get(bytes, at, count);
      at += count;
    }
    return new String(bytes, StandardCharsets.UTF_8);
  }

  /** How many items follow, each of at least so many bytes. */
  private int takeCount(int itemBytes) throws IOException {
    int count = takeInt();
    if (count < 0 || count > (left + buffer.remaining()) / itemBytes) {
      throw damaged();
    }
    return count;
  }

  private int takeInt() throws IOException {
    return take(Integer.BYTES).getInt();
  }

  private long takeLong() throws IOException {
    return take(Long.BYTES).getLong();
  }

  private double takeDouble() throws IOException {
    return take(Double.BYTES).getDouble();
  }

  /** The buffer, with at least so many bytes in it. */
  private ByteBuffer take(int bytes) throws IOException {
    while (buffer.remaining() < bytes) {
      buffer.compact();
      int room = (int) Math.min(buffer.remaining(), left);
      int count = room == 0 ? -1 : in.read(buffer.array(), buffer.position(), room);
      if (count < 0) {
        throw damaged();
      }
      checksum.update(buffer.array(), buffer.position(), count);
      left -= count;
      buffer.position(buffer.position() + count).flip();
    }
    return buffer;
  }

  private CheckpointException damaged() {
    return new CheckpointException(
        file,
        "the checkpoint is damaged: its content does not match its checksum or its own lengths;"
            + " use an older one");
  }

  private static String bytes(long count) {
    return count == 1 ? "1 byte" : count + " bytes";
  }
}
