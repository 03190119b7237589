package dev.rubato.spark.work;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.strategy.Checkpoint;
import dev.rubato.strategy.Snapshot;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes a message: numbers exactly, texts of any length, a snapshot once however often it is
 * meant.
 */
final class WireOutput {
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private final DataOutputStream out = new DataOutputStream(bytes);
  private final List<Snapshot> known = new ArrayList<>();
  private final Exchange exchange;

  /** A message whose snapshots, if it has any, are in it. */
  WireOutput() {
    this(Exchange.NONE);
  }

  /**
   * A message.
   *
   * @param exchange for large snapshots
   */
  WireOutput(Exchange exchange) {
    this.exchange = exchange;
  }

  /** What was written. */
  byte[] bytes() {
    return bytes.toByteArray();
  }

  private interface Write {
    void to(DataOutputStream out) throws IOException;
  }

  private WireOutput put(Write write) {
    try {
      write.to(out);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException("memory can't be written", e);
    }
  }

  WireOutput flag(boolean value) {
    return put(to -> to.writeBoolean(value));
  }

  WireOutput number(int value) {
    return put(to -> to.writeInt(value));
  }

  WireOutput number(long value) {
    return put(to -> to.writeLong(value));
  }

  WireOutput text(String text) {
    return block(text.getBytes(StandardCharsets.UTF_8));
  }

  WireOutput numbers(double[] values) {
    ByteBuffer block = ByteBuffer.allocate(Double.BYTES * values.length);
    block.asDoubleBuffer().put(values);
    return block(block.array());
  }

  WireOutput block(byte[] block) {
    return put(
        to -> {
          to.writeInt(block.length);
          to.write(block);
        });
  }

  WireOutput metrics(Map<String, Double> metrics) {
    number(metrics.size());
    metrics.forEach(
        (name, value) -> {
          text(name);
          put(to -> to.writeLong(Double.doubleToRawLongBits(value)));
        });
    return this;
  }

  WireOutput evaluations(List<Evaluation> evaluations) {
    number(evaluations.size());
    evaluations.forEach(each -> number(each.t()).metrics(each.metrics()));
    return this;
  }

  /**
   * The number of the snapshot in this message, or −1 for none; where it is new, its name in the
   * exchange or its bytes.
   */
  WireOutput snapshot(@Nullable Snapshot snapshot) {
    if (snapshot == null) {
      return number(-1);
    }
    for (int i = 0; i < known.size(); i++) {
      if (known.get(i).equals(snapshot)) { // a snapshot equals only itself
        return number(i);
      }
    }
    known.add(snapshot);
    number(known.size() - 1);
    String name = exchange.known(snapshot);
    if (name != null) {
      return flag(true).text(name);
    }
    byte[] content = Checkpoint.bytes(snapshot);
    try {
      name = exchange.put(snapshot, content);
    } catch (IOException e) {
      throw new UncheckedIOException("a snapshot can't be put into the exchange: " + e, e);
    }
    return name == null ? flag(false).block(content) : flag(true).text(name);
  }
}
