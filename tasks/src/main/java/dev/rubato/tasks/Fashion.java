package dev.rubato.tasks;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.core.Linear;
import ai.djl.nn.pooling.Pool;
import dev.rubato.argument.Sha256;
import dev.rubato.file.FileFailure;
import dev.rubato.file.SafeFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Fashion-MNIST, 70,000 pictures of clothes, 28×28 (Xiao, Rasul and Vollgraf 2017, MIT licence),
 * told apart by a convolutional network.
 *
 * <p>The data are not bundled. They are looked for in the folder in the environment variable {@code
 * RUBATO_FASHION_MNIST}, where Debian's package {@code dataset-fashion-mnist} puts them, and in
 * {@code ~/.cache/rubato/fashion-mnist}, where {@link #download} puts them unless told otherwise.
 */
public final class Fashion {
  private static final int SIDE = 28;
  private static final int CLASSES = 10;
  private static final int BATCH = 50;
  private static final int TRAINING = 10_000;
  private static final int VALIDATION = 2_000;
  private static final float BRIGHTEST = 255;
  private static final int IMAGES = 0x803; // the first four bytes of a file of images
  private static final int LABELS = 0x801;
  private static final long LARGEST = 40L << 20;
  private static final URI PUBLISHED =
      URI.create("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/");

  private static final String TRAIN_IMAGES = "train-images-idx3-ubyte.gz";
  private static final String TRAIN_LABELS = "train-labels-idx1-ubyte.gz";
  private static final String TEST_IMAGES = "t10k-images-idx3-ubyte.gz";
  private static final String TEST_LABELS = "t10k-labels-idx1-ubyte.gz";

  private Fashion() {}

  static DjlTask task() {
    return DjlTask.named("fashion")
        .summary("pictures of clothes, 28×28 pixels, a network with two convolutions")
        .source(
            "Fashion-MNIST (Xiao, Rasul, Vollgraf 2017): 10,000 of the 60,000 to train, 2,000"
                + " others to validate, 10,000 to test; not bundled")
        .network(Fashion::network)
        .data(() -> read(folder()))
        .batch(BATCH)
        .stepsPerEpoch(TRAINING / BATCH)
        .epochs(3)
        .target("accuracy", false, 0.82)
        .build();
  }

  private static SequentialBlock network() {
    return new SequentialBlock()
        .add(images -> new NDList(images.get(0).reshape(-1, 1, SIDE, SIDE)))
        .add(convolution(8))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(convolution(16))
        .add(Activation::relu)
        .add(Pool.maxPool2dBlock(new Shape(2, 2), new Shape(2, 2)))
        .add(Blocks.batchFlattenBlock())
        .add(Linear.builder().setUnits(CLASSES).build());
  }

  private static Conv2d convolution(int channels) {
    return Conv2d.builder().setKernelShape(new Shape(5, 5)).setFilters(channels).build();
  }

  /** Where downloaded data go by default. */
  public static Path downloads() {
    return Path.of(System.getProperty("user.home"), ".cache", "rubato", "fashion-mnist");
  }

  /** The first of the usual folders that has the data. */
  private static Path folder() {
    String named = System.getenv("RUBATO_FASHION_MNIST");
    List<Path> folders =
        named == null
            ? List.of(Path.of("/usr/share/datasets/fashion-mnist"), downloads())
            : List.of(Path.of(named));
    for (Path folder : folders) {
      if (Files.isRegularFile(folder.resolve(TRAIN_IMAGES))) {
        return folder;
      }
    }
    throw new MissingDataException(
        "Fashion-MNIST is not in "
            + folders
            + ": install Debian's package dataset-fashion-mnist, or set RUBATO_FASHION_MNIST to its"
            + " folder, or download it");
  }

  static Split read(Path folder) {
    try {
      return new Split(
          examples(folder, TRAIN_IMAGES, TRAIN_LABELS, 0, TRAINING),
          examples(folder, TRAIN_IMAGES, TRAIN_LABELS, TRAINING, TRAINING + VALIDATION),
          examples(folder, TEST_IMAGES, TEST_LABELS, 0, Integer.MAX_VALUE));
    } catch (IOException e) {
      throw new IllegalStateException("Fashion-MNIST can't be read: " + FileFailure.words(e), e);
    }
  }

  private static Examples examples(Path folder, String images, String labels, int from, int to)
      throws IOException {
    byte[][] pixels = rows(folder.resolve(images), IMAGES, from, to);
    byte[][] classes = rows(folder.resolve(labels), LABELS, from, to);
    if (pixels.length != classes.length) {
      throw new IOException(
          String.format(
              Locale.ROOT,
              "%s has %d images, but %s %d labels",
              images,
              pixels.length,
              labels,
              classes.length));
    }
    float[][] inputs = new float[pixels.length][SIDE * SIDE];
    int[] answers = new int[pixels.length];
    for (int row = 0; row < answers.length; row++) {
      for (int i = 0; i < SIDE * SIDE; i++) {
        inputs[row][i] = (pixels[row][i] & 0xff) / BRIGHTEST;
      }
      answers[row] = classes[row][0];
      if (answers[row] < 0 || answers[row] >= CLASSES) {
        throw new IOException(
            String.format(Locale.ROOT, "%s has the label %d", labels, answers[row]));
      }
    }
    return Examples.ofClasses(inputs, answers, SIDE * SIDE);
  }

  /**
   * Some rows of a file in the IDX format: a number of four bytes for each dimension, then bytes.
   */
  private static byte[][] rows(Path file, int magic, int from, int to) throws IOException {
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
      int width = magic == IMAGES ? SIDE * SIDE : 1;
      int dimensions = magic == IMAGES ? 3 : 1;
      byte[] header = in.readNBytes(Integer.BYTES * (1 + dimensions));
      if (header.length < Integer.BYTES * (1 + dimensions)
          || ByteBuffer.wrap(header).getInt() != magic) {
        throw new IOException(
            file + " is not a file of " + (magic == IMAGES ? "images" : "labels"));
      }
      int count = ByteBuffer.wrap(header).getInt(Integer.BYTES);
      boolean square = true;
      for (int dimension = 1; dimension < dimensions; dimension++) {
        square &= ByteBuffer.wrap(header).getInt(Integer.BYTES * (1 + dimension)) == SIDE;
      }
      int end = Math.min(count, to);
      if (!square || count < 0 || count > 100_000 || from >= end) {
        throw new IOException(file + " does not have Fashion-MNIST's size");
      }
      in.skipNBytes((long) from * width);
      byte[][] rows = new byte[end - from][];
      for (int row = 0; row < rows.length; row++) {
        rows[row] = in.readNBytes(width);
        if (rows[row].length < width) {
          throw new IOException(file + " is cut off");
        }
      }
      return rows;
    }
  }

  /** The published files with their SHA-256. */
  private static Map<String, String> sums() {
    Map<String, String> sums = new LinkedHashMap<>();
    sums.put(TRAIN_IMAGES, "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84");
    sums.put(TRAIN_LABELS, "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845");
    sums.put(TEST_IMAGES, "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073");
    sums.put(TEST_LABELS, "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5");
    return sums;
  }

  /**
   * Downloads the published files, 30 MB, and verifies each: a file that is already there and
   * correct is kept, an incorrect one is never put in place.
   *
   * @param folder where to, or null for {@link #downloads}
   * @throws IOException if one can't be had, or is not what was published
   */
  public static Path download(@Nullable Path folder) throws IOException, InterruptedException {
    Path target = folder == null ? downloads() : folder;
    download(PUBLISHED, target, sums());
    return target;
  }

  static void download(URI place, Path folder, Map<String, String> sums)
      throws IOException, InterruptedException {
    Files.createDirectories(folder);
    HttpClient client =
        HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(30))
            .followRedirects(HttpClient.Redirect.NORMAL)
            .build();
    for (Map.Entry<String, String> each : sums.entrySet()) {
      Path file = folder.resolve(each.getKey());
      if (Files.isRegularFile(file) && sum(file).equals(each.getValue())) {
        continue;
      }
      URI source = place.resolve(each.getKey());
      HttpRequest request = HttpRequest.newBuilder(source).timeout(Duration.ofMinutes(10)).build();
      HttpResponse<InputStream> response =
          client.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new IOException(source + " answered " + response.statusCode());
        }
        SafeFile.replace(file, out -> copy(source, body, each.getValue(), out));
      }
    }
  }

  /** Copies what a server sends, unless it is not what it should be. */
  private static void copy(URI source, InputStream body, String sum, OutputStream out)
      throws IOException {
    MessageDigest digest = Sha256.digest();
    byte[] buffer = new byte[1 << 16];
    long length = 0;
    for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
      length += read;
      if (length > LARGEST) {
        throw new IOException("more than " + LARGEST + " bytes arrived, so it is not the file");
      }
      digest.update(buffer, 0, read);
      out.write(buffer, 0, read);
    }
    if (!Sha256.hex(digest).equals(sum)) {
      throw new IOException(source + " is not the published file: its SHA-256 differs");
    }
  }

  private static String sum(Path file) throws IOException {
    MessageDigest digest = Sha256.digest();
    digest.update(Files.readAllBytes(file));
    return Sha256.hex(digest);
  }
}
