package dev.rubato.spark;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The address of a standalone cluster, checked before Spark spends a minute on a wrong one. */
final class Standalone {
  private static final Pattern ADDRESS = Pattern.compile("spark://(.+)");
  private static final Pattern MASTER = Pattern.compile("(.+):([0-9]{1,5})");
  private static final int MILLIS = 5000;

  private Standalone() {}

  /**
   * Checks that something listens at one of the masters.
   *
   * @throws IllegalArgumentException if not
   */
  static void check(String address) {
    Matcher parts = ADDRESS.matcher(address);
    if (!parts.matches()) {
      return;
    }
    IOException refused = null;
    for (String each : parts.group(1).split(",", -1)) {
      Matcher master = MASTER.matcher(each);
      if (!master.matches()) {
        throw new IllegalArgumentException(
            "the address of a Spark master is like spark://host:7077, was \"" + address + "\"");
      }
      int port = Integer.parseInt(master.group(2));
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(master.group(1), Math.min(port, 65535)), MILLIS);
        return;
      } catch (IOException e) {
        refused = e;
      }
    }
    throw new IllegalArgumentException(
        "no Spark master answers at "
            + address
            + " ("
            + (refused == null ? "" : refused.getMessage())
            + "): its web page says its address",
        refused);
  }
}
