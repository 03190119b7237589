package dev.rubato.strategy;

import dev.rubato.schedule.Greedy;
import dev.rubato.schedule.Plateau;
import dev.rubato.schedule.WatchState;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/** Writes a snapshot in the form that {@link Checkpoint} describes. */
final class CheckpointWriter {
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);
  private final CRC32C checksum = new CRC32C();
  private final @Nullable OutputStream out; // null while only counting
  private long written;

  private CheckpointWriter(@Nullable OutputStream out) {
    this.out = out;
  }

  static void write(Snapshot snapshot, OutputStream out) throws IOException {
    CheckpointWriter counter = new CheckpointWriter(null);
    counter.all(snapshot, 0);
    new CheckpointWriter(out).all(snapshot, counter.written);
  }

  private void all(Snapshot snapshot, long length) throws IOException {
    for (byte each : Checkpoint.MAGIC) {
      room(1).put(each);
    }
    putInt(Checkpoint.VERSION);
    putLong(length);
    putText(snapshot.strategy());
    putInt(snapshot.groups().size());
    for (String group : snapshot.groups()) {
      putText(group);
    }
    putLong(snapshot.horizon().steps());
    putLong(snapshot.horizon().stepsPerEpoch());
    putLong(snapshot.t());
    putLong(snapshot.skipped());
    putInt(snapshot.tensors().size());
    for (Snapshot.OfTensor tensor : snapshot.tensors()) {
      putText(tensor.name());
      putText(tensor.optimizer());
      putFloats(tensor.values());
      putInt(tensor.arrays().length);
      for (float[] array : tensor.arrays()) {
        putFloats(array);
      }
    }
    putInt(snapshot.memories().size());
    for (double[] memory : snapshot.memories()) {
      putInt(memory.length);
      for (double number : memory) {
        putDouble(number);
      }
    }
    putPhrases(snapshot.phrases());
    flush();
    room(Integer.BYTES).putInt((int) checksum.getValue());
    flush();
  }

  private void putPhrases(Map<String, List<WatchState>> phrases) throws IOException {
    putInt(phrases.size());
    for (Map.Entry<String, List<WatchState>> entry : phrases.entrySet()) {
      putText(entry.getKey());
      putInt(entry.getValue().size());
      for (WatchState state : entry.getValue()) {
        if (state instanceof Plateau.State plateau) {
          putInt(Checkpoint.PLATEAU);
          put(plateau);
        } else if (state instanceof Greedy.State greedy) {
          putInt(Checkpoint.GREEDY);
          put(greedy);
        }
      }
    }
  }

  private void put(Plateau.State state) throws IOException {
    putDouble(state.reduced());
    putDouble(state.best());
    putInt(state.bad());
    putInt(state.cooldown());
  }

  private void put(Greedy.State state) throws IOException {
    putDouble(state.changed());
    putDouble(state.best());
    putInt(state.good());
    putInt(state.bad());
    putInt(state.resting());
    putInt(state.untilReset());
    putInt(state.recent().size());
    for (double value : state.recent()) {
      putDouble(value);
    }
  }

  private void putDouble(double number) throws IOException {
    room(Double.BYTES).putDouble(number);
  }

  private void putInt(int number) throws IOException {
    room(Integer.BYTES).putInt(number);
  }

  private void putLong(long number) throws IOException {
    room(Long.BYTES).putLong(number);
  }

  private void putText(String text) throws IOException {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    putInt(bytes.length);
    for (byte each : bytes) {
      room(1).put(each);
    }
  }

  private void putFloats(float[] numbers) throws IOException {
    putInt(numbers.length);
    int at = 0;
    while (at < numbers.length) {
      ByteBuffer space = room(Float.BYTES);
      int count = Math.min(space.remaining() / Float.BYTES, numbers.length - at);
      space.asFloatBuffer().put(numbers, at, count);
      space.position(space.position() + count * Float.BYTES);
      at += count;
    }
  }

  /** The buffer, with room for so many bytes. */
  private ByteBuffer room(int bytes) throws IOException {
    if (buffer.remaining() < bytes) {
      flush();
    }
    return buffer;
  }

  private void flush() throws IOException {
    written += buffer.position();
    if (out != null) {
      checksum.update(buffer.array(), 0, buffer.position());
      out.write(buffer.array(), 0, buffer.position());
    }
    buffer.clear();
  }
}
