package dev.rubato.cli;

import dev.rubato.lab.Task;
import dev.rubato.tasks.Tasks;
import dev.rubato.web.Page;
import dev.rubato.web.PageSettings;
import dev.rubato.web.started.Offer;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code rubato serve}: the page. */
@Command(
    name = "serve",
    description = {
      "Serves a page to design strategies, to bend the rate of a training by hand, to start studies"
          + " of the bundled tasks, and to watch studies, also those of other processes.",
      "Studies can also be started on tasks that are named here, by --task or --command; --steps"
          + " is then their usual length. The page can start nothing else.",
      "Only this machine can open it, unless --host says another address; then it needs a token."
    },
    footer = {
      "",
      "Examples:",
      "  rubato serve --open",
      "  rubato serve --port 8080 --store runs",
      "  rubato serve --command 'python3 train.py' --steps 2000"
    })
final class ServeCommand implements Callable<Integer> {
  private static final String LOCAL = "127.0.0.1";
  private static final Duration SNAPSHOT_EVERY = Duration.ofMillis(50);
  private static final int TOKEN_BYTES = 16;

  private final Terminal terminal;

  @Mixin private TaskOptions training = new TaskOptions();
  @Mixin private LengthOptions length = new LengthOptions();

  @Option(
      names = "--port",
      defaultValue = "0",
      paramLabel = "N",
      description = "Port to listen at. Default: a free one.")
  private int port;

  @Option(
      names = "--host",
      defaultValue = LOCAL,
      paramLabel = "ADDRESS",
      description =
          "Address to listen at. Default: 127.0.0.1, this machine alone. Whoever opens another must"
              + " know the token in the address that is printed.")
  private String host = LOCAL;

  @Option(
      names = "--token",
      paramLabel = "TEXT",
      description = "The token, 16 or more letters and digits. Default: a random one with --host.")
  private @Nullable String token;

  @Option(names = "--open", description = "Opens the page in the browser.")
  private boolean open;

  @Option(
      names = "--store",
      paramLabel = "FOLDER",
      description = "Folder of the store. Default: .rubato in the current folder.")
  private @Nullable String store;

  ServeCommand(Terminal terminal) {
    this.terminal = terminal;
  }

  @Override
  public Integer call() throws IOException {
    PageSettings settings;
    List<Offer> offers = offers();
    try {
      settings =
          new PageSettings(
                  host, port, token(), StoreOptions.folder(store), Tasks.all(), SNAPSHOT_EVERY)
              .with(OwnProcess::start, offers);
    } catch (IllegalArgumentException e) {
      throw new BadInput(String.valueOf(e.getMessage()));
    }
    try (Page page = Page.start(settings)) {
      terminal.out().println(reachable(page.address()));
      terminal.out().flush();
      terminal.err().println("rubato: serving the page; Ctrl-C ends it");
      if (open) {
        open(reachable(page.address()));
      }
      page.join();
      return 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return 0;
    }
  }

  /** The bundled tasks and those that are named. */
  private List<Offer> offers() {
    Map<String, Offer> offers = new LinkedHashMap<>();
    if (training.isNamed()) {
      for (OpenedTask task : training.tasks(length::program)) {
        List<String> words = new ArrayList<>(task.words());
        words.addAll(length.epochWords());
        long steps = task.checked(length.horizon(task.task())).steps();
        Task.About about = task.about();
        offers.put(about.name(), new Offer(about.name(), about.summary(), steps, words));
      }
    }
    for (Task task : Tasks.all()) {
      offers.putIfAbsent(task.about().name(), Offer.of(task));
    }
    return List.copyOf(offers.values());
  }

  private String token() {
    if (token != null) {
      return token;
    }
    if (host.equals(LOCAL) || host.equals("localhost") || host.equals("::1")) {
      return "";
    }
    byte[] random = new byte[TOKEN_BYTES];
    new SecureRandom().nextBytes(random);
    return HexFormat.of().formatHex(random);
  }

  /** An address at which others find this machine, where it listens at all that it has. */
  private URI reachable(URI address) throws IOException {
    if (!host.equals("0.0.0.0") && !host.equals("::")) {
      return address;
    }
    for (NetworkInterface each : Collections.list(NetworkInterface.getNetworkInterfaces())) {
      for (InetAddress one : Collections.list(each.getInetAddresses())) {
        if (one instanceof Inet4Address && !one.isLoopbackAddress() && !one.isLinkLocalAddress()) {
          String own = one.getHostAddress() + ":" + address.getPort();
          return URI.create("http://" + own + "/?" + address.getQuery());
        }
      }
    }
    return URI.create("http://127.0.0.1:" + address.getPort() + "/?" + address.getQuery());
  }

  private void open(URI address) {
    String system = System.getProperty("os.name", "");
    String opener =
        system.startsWith("Mac") ? "open" : system.startsWith("Windows") ? "explorer" : "xdg-open";
    try {
      new ProcessBuilder(List.of(opener, address.toString()))
          .redirectErrorStream(true)
          .redirectOutput(ProcessBuilder.Redirect.DISCARD)
          .start();
    } catch (IOException e) {
      terminal
          .err()
          .println("rubato: no browser can be opened from here: open the address yourself");
    }
  }
}
