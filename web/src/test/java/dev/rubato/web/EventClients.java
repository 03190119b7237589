package dev.rubato.web;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Many listeners to a page's events on one thread; only what they must say of it is kept. */
final class EventClients implements AutoCloseable {
  private static final Pattern MADE = Pattern.compile("[a-z0-9]+;\\d+;1:(\\d+):\\d+");

  private final Selector selector = Selector.open();
  private final URI address;
  private final ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
  private final List<Client> clients = new ArrayList<>();

  /** One listener. */
  static final class Client {
    private final SocketChannel channel;
    private final StringBuilder line = new StringBuilder();
    private String place = "";
    private int steps;
    private boolean begins;
    private boolean gap;
    private boolean ended;

    private Client(SocketChannel channel) {
      this.channel = channel;
    }

    String place() {
      return place;
    }

    /** The steps of the first training that it knows. */
    int steps() {
      return steps;
    }

    /** Whether something was told twice or not at all. */
    boolean hasGap() {
      return gap;
    }

    boolean hasEnded() {
      return ended;
    }

    void leave() throws IOException {
      ended = true;
      channel.close();
    }
  }

  EventClients(URI address) throws IOException {
    this.address = address;
  }

  private SocketChannel connect(String known, int receiveBytes) throws IOException {
    SocketChannel channel = SocketChannel.open();
    if (receiveBytes > 0) {
      channel.setOption(StandardSocketOptions.SO_RCVBUF, receiveBytes);
    }
    channel.connect(new InetSocketAddress(address.getHost(), address.getPort()));
    String asked =
        "GET /api/trainings/events HTTP/1.1\r\nHost: "
            + address.getAuthority()
            + (known.isEmpty() ? "" : "\r\nLast-Event-ID: " + known)
            + "\r\n\r\n";
    channel.write(ByteBuffer.wrap(asked.getBytes(StandardCharsets.ISO_8859_1)));
    return channel;
  }

  /** One more, which knows a place, and how many steps it had heard of there. */
  Client join(String known, int steps) throws IOException {
    Client client = new Client(connect(known, 0));
    client.place = known;
    client.begins = known.isEmpty();
    client.steps = steps;
    client.channel.configureBlocking(false);
    client.channel.register(selector, SelectionKey.OP_READ, client);
    clients.add(client);
    return client;
  }

  /** One that never reads. */
  SocketChannel stall() throws IOException {
    return connect("", 4096);
  }

  /**
   * What was on its way to each that never read, -1 where it doesn't end in time. A sender whose
   * receiver was full asks more and more seldom whether it takes something again: after a minute,
   * once in two.
   */
  static List<Long> readToTheirEnds(List<SocketChannel> stalled, long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    ByteBuffer buffer = ByteBuffer.allocate(1 << 16);
    long[] taken = new long[stalled.size()];
    List<Long> ended = new ArrayList<>(Collections.nCopies(stalled.size(), -1L));
    try (Selector selector = Selector.open()) {
      for (int i = 0; i < taken.length; i++) {
        stalled.get(i).configureBlocking(false);
        stalled.get(i).register(selector, SelectionKey.OP_READ, i);
      }
      while (ended.contains(-1L) && System.nanoTime() < end) {
        selector.select(
            key -> {
              int i = (int) key.attachment();
              int read = read(stalled.get(i), buffer);
              if (read < 0) {
                key.cancel();
                ended.set(i, taken[i]);
              } else {
                taken[i] += read;
              }
            },
            1000);
      }
    }
    for (SocketChannel each : stalled) {
      each.close();
    }
    return ended;
  }

  /** How many bytes came; -1 at the end, of which a reset is one. */
  private static int read(SocketChannel channel, ByteBuffer buffer) {
    try {
      return channel.read(buffer.clear());
    } catch (IOException e) {
      return -1;
    }
  }

  List<Client> all() {
    return clients;
  }

  /** Listens for a while. */
  void listen(long millis) throws IOException {
    long end = System.nanoTime() + millis * 1_000_000;
    for (long left = millis; left > 0; left = (end - System.nanoTime()) / 1_000_000) {
      selector.select(
          key -> {
            Client client = (Client) key.attachment();
            try {
              read(client);
            } catch (IOException e) {
              client.ended = true;
              key.cancel();
            }
          },
          left);
    }
  }

  private void read(Client client) throws IOException {
    buffer.clear();
    if (client.channel.read(buffer) < 0) {
      throw new IOException("ended");
    }
    buffer.flip();
    while (buffer.hasRemaining()) {
      char each = (char) buffer.get();
      if (each == '\n') {
        hear(client, client.line.toString());
        client.line.setLength(0);
      } else if (client.line.length() < 200) { // of the data itself the beginning is enough
        client.line.append(each);
      }
    }
  }

  private static void hear(Client client, String line) {
    if (line.startsWith("id: ")) {
      client.place = line.substring(4);
      Matcher made = MADE.matcher(client.place);
      if (made.find()) {
        int now = Integer.parseInt(made.group(1));
        client.gap |= now < client.steps;
        client.steps = now;
      }
    } else if (line.startsWith("data: ")) {
      client.gap |= line.contains("\"fresh\":true") != client.begins;
      client.begins = false;
    }
  }

  @Override
  public void close() throws IOException {
    for (Client each : clients) {
      each.channel.close();
    }
    selector.close();
  }
}
