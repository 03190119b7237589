package dev.rubato.spark;

import dev.rubato.spark.work.Exchange;
import dev.rubato.strategy.Checkpoint;
import dev.rubato.strategy.CheckpointException;
import dev.rubato.strategy.Snapshot;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.Serializable;
import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.WeakHashMap;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FSDataOutputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.SparkEnv;
import org.apache.spark.deploy.SparkHadoopUtil;
import org.jspecify.annotations.Nullable;

/**
 * An exchange in a folder of any Hadoop file system. A snapshot is written under a temporary name
 * and renamed, so that whoever reads it reads it whole, and is checked by its length and checksum.
 * The driver makes a folder of its own in the one that it is given, deletes a snapshot that it has
 * forgotten, and at the end that folder; nothing else is touched.
 */
final class FolderExchange implements Exchange, AutoCloseable {
  private static final String MARK = "rubato-exchange";
  private static final int TRIES = 50;
  private static final long PAUSE = 200; // ms; where folders are shared, names may come late

  private static final Map<Place, FolderExchange> JOINED = new ConcurrentHashMap<>();

  private final FileSystem files;
  private final Path folder;
  private final long from;
  private final boolean owns;
  private final Map<Snapshot, String> names = new WeakHashMap<>(); // a snapshot equals only itself
  private final Map<String, Known> known = new HashMap<>();
  private final ReferenceQueue<Snapshot> forgotten = new ReferenceQueue<>();

  /**
   * Where an exchange is.
   *
   * @param folder with its file system
   * @param from how many bytes on a snapshot goes by it
   */
  record Place(String folder, long from) implements Serializable {}

  /** A snapshot that may be forgotten, with its name. */
  private static final class Known extends WeakReference<Snapshot> {
    private final String name;

    Known(Snapshot snapshot, String name, ReferenceQueue<Snapshot> forgotten) {
      super(snapshot, forgotten);
      this.name = name;
    }
  }

  private FolderExchange(FileSystem files, Path folder, long from, boolean owns) {
    this.files = files;
    this.folder = folder;
    this.from = from;
    this.owns = owns;
  }

  /**
   * At the driver: a new exchange in a folder.
   *
   * @param from how many bytes on a snapshot goes by it
   * @throws IOException if it can't be made
   */
  static FolderExchange make(String folder, long from, Configuration conf) throws IOException {
    Path parent = new Path(folder);
    FileSystem files = files(parent, conf);
    Path own = new Path(files.makeQualified(parent), "rubato-" + UUID.randomUUID());
    if (!files.mkdirs(own)) {
      throw new IOException("no folder can be made in it");
    }
    files.deleteOnExit(own); // also where the study is interrupted
    files.create(new Path(own, MARK), false).close();
    return new FolderExchange(files, own, from, true);
  }

  private static FileSystem files(Path folder, Configuration conf) throws IOException {
    try {
      return folder.getFileSystem(conf);
    } catch (UnsupportedOperationException e) {
      throw new IOException(
          "Spark's Hadoop can't do it on Java "
              + Runtime.version().feature()
              + " ("
              + e.getMessage()
              + "): use Java 17 or 21 here and on the workers",
          e);
    }
  }

  /**
   * On an executor: the exchange at a place.
   *
   * @throws IOException if this machine doesn't see it
   */
  static FolderExchange at(Place place) throws IOException {
    FolderExchange joined = JOINED.get(place);
    if (joined == null) {
      Path folder = new Path(place.folder());
      Configuration conf = SparkHadoopUtil.get().newConfiguration(SparkEnv.get().conf());
      FileSystem files = files(folder, conf);
      if (!files.exists(new Path(folder, MARK))) {
        throw new FileNotFoundException(
            RubatoPlugin.worker()
                + " doesn't see "
                + folder
                + ": --exchange must name a folder that all machines share");
      }
      joined = new FolderExchange(files, folder, place.from(), false);
      JOINED.put(place, joined);
    }
    return joined;
  }

  Place place() {
    return new Place(folder.toString(), from);
  }

  @Override
  public synchronized @Nullable String known(Snapshot snapshot) {
    return names.get(snapshot);
  }

  @Override
  public @Nullable String put(Snapshot snapshot, byte[] bytes) throws IOException {
    if (bytes.length < from) {
      return null;
    }
    forget();
    String name = UUID.randomUUID() + "-" + bytes.length;
    Path part = new Path(folder, "part-" + name);
    try (FSDataOutputStream out = // never makes the folder anew, which may have been deleted
        files.createNonRecursive(
            part,
            false,
            1 << 16,
            files.getDefaultReplication(part),
            files.getDefaultBlockSize(part),
            null)) {
      out.write(bytes);
    }
    if (!files.rename(part, new Path(folder, name))) {
      throw new IOException(part + " can't be renamed to " + name);
    }
    know(snapshot, name);
    return name;
  }

  @Override
  public Snapshot get(String name) throws IOException {
    forget();
    synchronized (this) {
      Known before = known.get(name);
      Snapshot snapshot = before == null ? null : before.get();
      if (snapshot != null) {
        return snapshot;
      }
    }
    Snapshot snapshot;
    try {
      snapshot = Checkpoint.of(read(new Path(folder, name)));
    } catch (CheckpointException e) {
      throw new IOException(folder + "/" + name + " is damaged", e);
    }
    know(snapshot, name);
    return snapshot;
  }

  private byte[] read(Path file) throws IOException {
    int length = Integer.parseInt(file.getName().substring(file.getName().lastIndexOf('-') + 1));
    for (int i = 1; ; i++) {
      try (FSDataInputStream in = files.open(file)) {
        long found = files.getFileStatus(file).getLen();
        if (found != length) {
          throw new IOException(file + " has " + found + " bytes instead of " + length);
        }
        byte[] bytes = new byte[length];
        in.readFully(0, bytes);
        return bytes;
      } catch (FileNotFoundException e) {
        if (i == TRIES) {
          throw e;
        }
      }
      try {
        Thread.sleep(PAUSE);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new IOException("interrupted while waiting for " + file, e);
      }
    }
  }

  private synchronized void know(Snapshot snapshot, String name) {
    names.put(snapshot, name);
    known.put(name, new Known(snapshot, name, forgotten));
  }

  /** Deletes what the driver has forgotten: nothing can begin there any more. */
  private void forget() throws IOException {
    for (Reference<? extends Snapshot> each = forgotten.poll();
        each != null;
        each = forgotten.poll()) {
      if (each instanceof Known one) {
        synchronized (this) {
          known.remove(one.name, one);
        }
        if (owns) {
          files.delete(new Path(folder, one.name), false);
        }
      }
    }
  }

  @Override
  public void close() {
    if (owns) {
      try {
        files.delete(folder, true);
        files.cancelDeleteOnExit(folder);
      } catch (IOException e) {
        // it is tried again when this process exits
      }
    }
  }
}
