package dev.rubato.web.http;

import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Server-sent events, each client on its own thread: one that stalls holds nobody but itself, and
 * its connection is closed when it has taken nothing for twenty seconds. A client that returns says
 * the place that it knows, and is told what came after it.
 */
public final class EventStream {
  /** More clients than this are asked to come back later. */
  public static final int MOST_CLIENTS = 240;

  private static final byte[] STILL_HERE = ": still here\n\n".getBytes(StandardCharsets.UTF_8);

  private final AtomicInteger clients = new AtomicInteger();

  /** What happened, as it is sent. */
  public static final class Event {
    private final String place;
    private final byte[] bytes;

    /**
     * Something that happened.
     *
     * @param place that the client knows after it
     * @param json on one line
     */
    public Event(String place, String json) {
      this.place = place;
      this.bytes =
          ("id: " + place + "\ndata: " + json.strip() + "\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** What the client knows after it. */
    public String place() {
      return place;
    }

    /** All that is sent. */
    public String text() {
      return new String(bytes, StandardCharsets.UTF_8);
    }
  }

  /** What clients are told. */
  public interface Source {
    /**
     * What came after a place that a client knows; waits a few seconds for it.
     *
     * @param place of an earlier event, anything a client sends, or empty at the beginning
     * @return null if nothing came
     */
    @Nullable Event after(String place) throws InterruptedException;

    /** Whether there will be no more. */
    boolean isClosed();
  }

  /** Tells one client until it goes. */
  public void serve(Context context, Source source) throws IOException {
    if (clients.incrementAndGet() > MOST_CLIENTS) {
      clients.decrementAndGet();
      throw new BadRequest(503, "too many pages are open: close some");
    }
    try {
      context.disableCompression();
      context.res().setContentType("text/event-stream;charset=utf-8");
      context.res().setHeader("X-Accel-Buffering", "no");
      String known = context.header("Last-Event-ID");
      tell(context.res().getOutputStream(), source, known == null ? "" : known);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      clients.decrementAndGet();
    }
  }

  private static void tell(OutputStream out, Source source, String known)
      throws IOException, InterruptedException {
    String place = known;
    try {
      out.write("retry: 1000\n\n".getBytes(StandardCharsets.UTF_8));
      out.flush();
      while (!source.isClosed()) {
        Event event = source.after(place);
        if (event == null) {
          out.write(STILL_HERE);
        } else {
          place = event.place;
          out.write(event.bytes);
        }
        out.flush();
      }
    } catch (IOException e) {
      // the client has gone
    }
  }
}
