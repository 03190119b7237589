package dev.rubato.web;

import dev.rubato.web.bend.BendRoutes;
import dev.rubato.web.bend.Forest;
import dev.rubato.web.design.DesignRoutes;
import dev.rubato.web.design.TakeRoutes;
import dev.rubato.web.design.WalkRoutes;
import dev.rubato.web.http.Assets;
import dev.rubato.web.http.BadRequest;
import dev.rubato.web.http.EventStream;
import dev.rubato.web.http.Guard;
import dev.rubato.web.http.PlainErrors;
import dev.rubato.web.http.Replies;
import dev.rubato.web.started.StartedRoutes;
import dev.rubato.web.started.StartedStudies;
import dev.rubato.web.studies.StudyRoutes;
import io.javalin.Javalin;
import io.javalin.config.JavalinConfig;
import io.javalin.http.HttpResponseException;
import io.javalin.util.JavalinBindException;
import io.javalin.util.JavalinLogger;
import java.io.IOException;
import java.net.URI;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The page's server while it runs.
 *
 * <pre>{@code
 * try (Page page = Page.start(PageSettings.local(Path.of(".rubato"), tasks))) {
 *   System.out.println(page.address());
 *   page.join();
 * }
 * }</pre>
 */
public final class Page implements AutoCloseable {
  /** A thread for each event stream and each body that may come at a time, and some beside them. */
  private static final int MOST_THREADS = EventStream.MOST_CLIENTS + Replies.MOST_BODIES + 60;

  private static final int FEWEST_THREADS = 4;
  private static final int IDLE_MILLIS = 60_000;

  /** Whoever takes nothing for so long is gone. */
  private static final int STALLED_MILLIS = 20_000;

  /** What the system keeps for a client that does not take it; left alone it keeps megabytes. */
  private static final int SEND_BYTES = 16 * 1024;

  private final PageSettings settings;
  private final Javalin server;
  private final Forest forest;
  private final Guard guard;
  private final StartedStudies started;

  private Page(PageSettings settings) {
    this.settings = settings;
    this.forest = new Forest(settings.tasks(), settings.snapshotEvery());
    this.guard = new Guard(settings.host(), settings.isLocal(), settings.token());
    this.started = new StartedStudies(settings.store(), settings.offers(), settings.starter());
    this.server = Javalin.create(this::configure);
  }

  /**
   * Starts it.
   *
   * @throws IOException if the port is taken, or the host is not this machine's
   */
  public static Page start(PageSettings settings) throws IOException {
    JavalinLogger.startupInfo = false;
    Page page = new Page(settings);
    try {
      page.server.start(settings.host(), settings.port());
    } catch (JavalinBindException e) {
      page.close();
      throw new IOException(
          "the page can't be served at "
              + settings.host()
              + ":"
              + settings.port()
              + ", which is taken or not this machine's: choose another with --port and --host",
          e);
    }
    page.bound();
    page.guard.serves(page.server.port());
    page.started.resume();
    return page;
  }

  /** Bounds what a client that takes nothing can hold. */
  private void bound() {
    for (Connector each : server.jettyServer().server().getConnectors()) {
      if (each instanceof ServerConnector connector) {
        connector.setIdleTimeout(STALLED_MILLIS);
        connector.setAcceptedSendBufferSize(SEND_BYTES);
      }
    }
  }

  private void configure(JavalinConfig config) {
    config.startup.showJavalinBanner = false;
    config.startup.showOldJavalinVersionWarning = false;
    config.http.maxRequestSize = Replies.MOST_BYTES;
    config.http.strictContentTypes = true;
    config.jetty.threadPool = new QueuedThreadPool(MOST_THREADS, FEWEST_THREADS, IDLE_MILLIS);
    config.jetty.modifyServer(jetty -> jetty.setErrorHandler(new PlainErrors()));
    config.jetty.modifyServletContextHandler(context -> context.setErrorHandler(new PlainErrors()));
    config.jetty.modifyHttpConfiguration(http -> http.setSendServerVersion(false));
    config.routes.before(guard::check);
    new Assets().addTo(config.routes);
    new DesignRoutes().addTo(config.routes);
    new WalkRoutes().addTo(config.routes);
    new TakeRoutes().addTo(config.routes);
    new BendRoutes(forest).addTo(config.routes);
    new StudyRoutes(settings.store()).addTo(config.routes);
    new StartedRoutes(started).addTo(config.routes);
    config.routes.exception(BadRequest.class, (e, context) -> Replies.refuse(context, e));
    config.routes.exception(
        HttpResponseException.class,
        (e, context) -> Replies.refuse(context, e.getStatus(), String.valueOf(e.getMessage())));
    config.routes.exception(
        Exception.class, (e, context) -> Replies.refuse(context, 500, "this failed: " + e));
    config.routes.error(404, context -> Replies.refuse(context, 404, "there is nothing here"));
  }

  /** What to open in a browser. */
  public URI address() {
    String host = settings.host().contains(":") ? "[" + settings.host() + "]" : settings.host();
    String token = settings.token().isEmpty() ? "" : "?token=" + settings.token();
    return URI.create("http://" + host + ":" + server.port() + "/" + token);
  }

  /** Waits until the server ends. */
  public void join() throws InterruptedException {
    server.jettyServer().server().join();
  }

  /** Ends the server and the trainings that it runs. */
  @Override
  public void close() {
    started.close();
    forest.close();
    server.stop();
  }
}
