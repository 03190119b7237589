package dev.rubato.spark.work;

import dev.rubato.strategy.Snapshot;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A place that all machines see, for snapshots that are too large for messages. */
public interface Exchange {
  /** None: all snapshots go with the messages. */
  Exchange NONE =
      new Exchange() {
        @Override
        public @Nullable String known(Snapshot snapshot) {
          return null;
        }

        @Override
        public @Nullable String put(Snapshot snapshot, byte[] bytes) {
          return null;
        }

        @Override
        public Snapshot get(String name) throws IOException {
          throw new IOException("there is no exchange that could have the snapshot " + name);
        }
      };

  /** The name of a snapshot that was put or got here before, or null. */
  @Nullable String known(Snapshot snapshot);

  /**
   * Puts a snapshot there, if it is large.
   *
   * @return the name by which others get it; null if it is to go with the message
   */
  @Nullable String put(Snapshot snapshot, byte[] bytes) throws IOException;

  /**
   * The snapshot of a name.
   *
   * @throws IOException if it is not there, or not whole
   */
  Snapshot get(String name) throws IOException;
}
