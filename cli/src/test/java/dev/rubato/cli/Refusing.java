package dev.rubato.cli;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/** A server that lets nobody in. */
final class Refusing implements AutoCloseable {
  private static final int FORBIDDEN = 403;

  private final HttpServer server =
      HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);

  Refusing() throws IOException {
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(FORBIDDEN, -1);
          exchange.close();
        });
    server.start();
  }

  String address() {
    return "http://127.0.0.1:" + server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
