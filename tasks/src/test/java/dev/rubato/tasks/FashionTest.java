package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Files in the form of Fashion-MNIST's, and a server that has them or not. */
@Timeout(120)
class FashionTest {
  @TempDir private Path folder;

  private static byte[] zipped(ByteBuffer bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream zip = new GZIPOutputStream(out)) {
      byte[] all = new byte[bytes.position()];
      bytes.flip().get(all);
      zip.write(all);
    }
    return out.toByteArray();
  }

  private static byte[] images(int count, int told) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(16 + count * 784);
    bytes.putInt(0x803).putInt(told).putInt(28).putInt(28);
    for (int i = 0; i < count * 784; i++) {
      bytes.put((byte) (i % 251));
    }
    return zipped(bytes);
  }

  private static byte[] labels(int count, int told) throws IOException {
    ByteBuffer bytes = ByteBuffer.allocate(8 + count);
    bytes.putInt(0x801).putInt(told);
    for (int i = 0; i < count; i++) {
      bytes.put((byte) (i % 10));
    }
    return zipped(bytes);
  }

  private void write(int images, int toldImages, int labels, int toldLabels) throws IOException {
    for (String part : new String[] {"train", "t10k"}) {
      Files.write(folder.resolve(part + "-images-idx3-ubyte.gz"), images(images, toldImages));
      Files.write(folder.resolve(part + "-labels-idx1-ubyte.gz"), labels(labels, toldLabels));
    }
  }

  @Test
  void theFilesAreReadAsTheyAre() throws IOException {
    write(12_500, 12_500, 12_500, 12_500);
    Split split = Fashion.read(folder);
    assertThat(split.train().size()).isEqualTo(10_000);
    assertThat(split.validation().size()).isEqualTo(2_000);
    assertThat(split.test().size()).isEqualTo(12_500);
    assertThat(split.train().inputs()[5]).isEqualTo(5 / 255f);
    assertThat(split.validation().labels()[3]).isEqualTo(3);
  }

  @Test
  void filesThatAreCutOffOrOthersAreRefused() throws IOException {
    write(11_000, 12_500, 12_500, 12_500);
    assertThatThrownBy(() -> Fashion.read(folder)).hasMessageContaining("is cut off");
    write(12_500, 12_500, 12_500, 12_400);
    assertThatThrownBy(() -> Fashion.read(folder)).hasMessageContaining("labels");
    write(100, 100, 100, 100);
    assertThatThrownBy(() -> Fashion.read(folder))
        .hasMessageContaining("does not have Fashion-MNIST's size");
    write(12_500, 2_000_000_000, 12_500, 12_500);
    assertThatThrownBy(() -> Fashion.read(folder))
        .hasMessageContaining("does not have Fashion-MNIST's size");
    Path file = folder.resolve("train-images-idx3-ubyte.gz");
    Files.write(file, labels(100, 100));
    assertThatThrownBy(() -> Fashion.read(folder)).hasMessageContaining("is not a file of images");
    Files.writeString(file, "<html>not found</html>");
    assertThatThrownBy(() -> Fashion.read(folder)).hasMessageContaining("can't be read");
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  @Test
  void aDownloadIsCheckedAndWhatIsWrongIsNeverPutInPlace() throws Exception {
    byte[] good = "good".getBytes(StandardCharsets.UTF_8);
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    int[] asked = {0};
    server.createContext(
        "/",
        exchange -> {
          asked[0]++;
          boolean there = exchange.getRequestURI().getPath().equals("/file.gz");
          exchange.sendResponseHeaders(there ? 200 : 404, there ? good.length : -1);
          if (there) {
            exchange.getResponseBody().write(good);
          }
          exchange.close();
        });
    server.start();
    try {
      URI place = URI.create("http://localhost:" + server.getAddress().getPort() + "/");
      assertThatThrownBy(() -> Fashion.download(place, folder, Map.of("file.gz", "00")))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("SHA-256 differs");
      assertThatThrownBy(() -> Fashion.download(place, folder, Map.of("none.gz", "00")))
          .hasMessageContaining("answered 404");
      assertThat(folder).isEmptyDirectory();
      Map<String, String> right = Map.of("file.gz", sha256(good));
      Fashion.download(place, folder, right);
      assertThat(folder.resolve("file.gz")).hasBinaryContent(good);
      int before = asked[0];
      Fashion.download(place, folder, right);
      assertThat(asked[0]).as("a right file is left").isEqualTo(before);
    } finally {
      server.stop(0);
    }
    assertThatThrownBy(
            () -> Fashion.download(URI.create("http://localhost:1/"), folder, Map.of("x", "00")))
        .isInstanceOf(IOException.class);
  }
}
