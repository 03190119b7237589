package dev.rubato.spark.work;

import dev.rubato.lab.TrialResult.Evaluation;
import dev.rubato.strategy.Checkpoint;
import dev.rubato.strategy.CheckpointException;
import dev.rubato.strategy.Snapshot;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads what {@link WireOutput} wrote: the same values, bit by bit, in the same order. */
final class WireInput {
  private final ByteBuffer in;
  private final List<Snapshot> known = new ArrayList<>();
  private final Exchange exchange;

  WireInput(byte[] bytes) {
    this(bytes, Exchange.NONE);
  }

  /**
   * Reads a message.
   *
   * @param exchange that has its large snapshots
   */
  WireInput(byte[] bytes, Exchange exchange) {
    this.in = ByteBuffer.wrap(bytes);
    this.exchange = exchange;
  }

  boolean flag() {
    return in.get() != 0;
  }

  int number() {
    return in.getInt();
  }

  long longNumber() {
    return in.getLong();
  }

  String text() {
    return new String(block(), StandardCharsets.UTF_8);
  }

  byte[] block() {
    byte[] block = new byte[in.getInt()];
    in.get(block);
    return block;
  }

  double[] numbers() {
    byte[] block = block();
    double[] values = new double[block.length / Double.BYTES];
    ByteBuffer.wrap(block).asDoubleBuffer().get(values);
    return values;
  }

  /** Metrics, whose names are a few that come again and again, and which a driver has many of. */
  Map<String, Double> metrics() {
    int count = number();
    if (count == 1) {
      return Map.of(text().intern(), Double.longBitsToDouble(longNumber()));
    }
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (int i = 0; i < count; i++) {
      String name = text().intern();
      metrics.put(name, Double.longBitsToDouble(longNumber()));
    }
    return metrics;
  }

  List<Evaluation> evaluations() {
    List<Evaluation> evaluations = new ArrayList<>();
    int count = number();
    for (int i = 0; i < count; i++) {
      long t = longNumber();
      evaluations.add(new Evaluation(t, metrics()));
    }
    return evaluations;
  }

  @Nullable Snapshot snapshot() {
    int place = number();
    if (place < 0) {
      return null;
    }
    if (place == known.size()) {
      try {
        known.add(flag() ? exchange.get(text()) : Checkpoint.of(block()));
      } catch (CheckpointException e) {
        throw new IllegalStateException("a snapshot was damaged on its way", e);
      } catch (IOException e) {
        throw new UncheckedIOException("a snapshot can't be got from the exchange: " + e, e);
      }
    }
    return known.get(place);
  }
}
