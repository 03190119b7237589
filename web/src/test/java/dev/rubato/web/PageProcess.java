package dev.rubato.web;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

/** A page's server in a process of its own, so that what it costs can be measured. */
final class PageProcess implements AutoCloseable {
  private static final int MEGABYTE = 1 << 20;

  private final Process process;
  private final BufferedReader in;
  private final URI address;

  /**
   * What it has cost so far.
   *
   * @param cpuSeconds of all its threads
   * @param megabytes of live objects
   * @param threads that it has now
   */
  record Cost(double cpuSeconds, long megabytes, int threads) {}

  /** Starts it on a store, with a valley whose steps take so long. */
  PageProcess(Path store, long stepMillis, int port) throws IOException {
    process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-Xmx256m",
                    "-XX:+UseSerialGC",
                    "-cp",
                    System.getProperty("java.class.path"),
                    PageProcess.class.getName(),
                    store.toString(),
                    Long.toString(stepMillis),
                    Integer.toString(port)))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    in =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    address = URI.create(line());
  }

  private String line() throws IOException {
    String line = in.readLine();
    if (line == null) {
      throw new IOException("the server's process has ended");
    }
    return line;
  }

  URI address() {
    return address;
  }

  private String ask(String line) throws IOException {
    process.getOutputStream().write((line + "\n").getBytes(StandardCharsets.UTF_8));
    process.getOutputStream().flush();
    return line();
  }

  /**
   * Lets it watch a study of itself, or none.
   *
   * @return how often it has looked before
   */
  int watch(long study, long everyMillis) throws IOException {
    return Integer.parseInt(ask(study + " " + everyMillis));
  }

  /** Asks it what it has cost. */
  Cost cost() throws IOException {
    String[] words = ask("").split(" ", -1);
    return new Cost(
        Double.parseDouble(words[0]), Long.parseLong(words[1]), Integer.parseInt(words[2]));
  }

  /** Kills it, as a power cut would. */
  @Override
  public void close() {
    process.destroyForcibly().onExit().join();
  }

  /** The process: serves, and for each line that it reads prints what it has cost. */
  public static void main(String[] arguments) throws Exception {
    PageSettings local = PageSettings.local(Path.of(arguments[0]), List.of());
    PageSettings settings =
        new PageSettings(
            local.host(),
            Integer.parseInt(arguments[2]),
            "",
            local.store(),
            List.of(new Valley(Long.parseLong(arguments[1]))),
            local.snapshotEvery());
    try (Page page = Page.start(settings)) {
      System.out.println(page.address());
      BufferedReader asked =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      int looks = 0;
      Watcher watcher = null;
      for (String line = asked.readLine(); line != null; line = asked.readLine()) {
        if (line.isEmpty()) {
          System.out.println(ownCost());
          continue;
        }
        if (watcher != null) {
          watcher.close();
          looks += watcher.looks();
        }
        String[] words = line.split(" ", -1);
        watcher =
            words[0].equals("0")
                ? null
                : new Watcher(page.address(), Long.parseLong(words[0]), Long.parseLong(words[1]));
        System.out.println(looks);
      }
    }
  }

  private static String ownCost() {
    System.gc();
    Runtime runtime = Runtime.getRuntime();
    return String.format(
        Locale.ROOT,
        "%.3f %d %d",
        ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos() / 1e9,
        (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE,
        ManagementFactory.getThreadMXBean().getThreadCount());
  }
}
