package dev.rubato.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import org.jspecify.annotations.Nullable;

/** The masters of a standalone cluster, as far as a connection to them tells. */
final class Standalone {
  private static final String PREFIX = "spark://";
  private static final int MILLIS = 5000;

  private Standalone() {}

  /** Whether an address is that of masters of a standalone cluster. */
  static boolean isAt(String address) {
    return address.startsWith(PREFIX);
  }

  /**
   * Checks that something listens at one of the masters, before Spark spends a minute on a wrong
   * address.
   *
   * @param address checked by {@link ClusterAddress}
   * @throws IllegalArgumentException if not
   */
  static void check(String address) {
    if (!isAt(address)) {
      return;
    }
    IOException refused = refusal(address);
    if (refused != null) {
      throw new IllegalArgumentException(
          "no Spark master answers at "
              + address
              + " ("
              + refused.getMessage()
              + "): is it up? Its web page and its log say its address",
          refused);
    }
  }

  /** Why none of the masters can be reached, or null if one can. */
  static @Nullable IOException refusal(String address) {
    IOException refused = null;
    for (String each : address.substring(PREFIX.length()).split(",", -1)) {
      int colon = each.lastIndexOf(':');
      String host = each.substring(0, colon);
      int port = Integer.parseInt(each.substring(colon + 1));
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(host, port), MILLIS);
        return null;
      } catch (IOException e) {
        refused = e;
      }
    }
    return refused;
  }
}
