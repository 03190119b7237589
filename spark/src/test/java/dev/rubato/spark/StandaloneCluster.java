package dev.rubato.spark;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A real standalone cluster on the loopback: a master and workers of one core, from the jars here.
 */
final class StandaloneCluster implements AutoCloseable {
  private static final String HOST = "127.0.0.1";

  final List<Process> workers = new ArrayList<>();
  private final Path folder;
  private final Path home;
  private final int port;
  private Process master;

  StandaloneCluster(Path folder, int count) throws IOException, InterruptedException {
    this.folder = folder;
    this.home = Files.createDirectories(folder.resolve("home"));
    Path jars = Files.createDirectories(home.resolve("jars"));
    Files.createFile(home.resolve("RELEASE"));
    for (String part : classPath()) {
      Path jar = Path.of(part);
      Path link = jars.resolve(jar.getFileName());
      if (part.endsWith(".jar") && !part.contains("rubato") && !Files.exists(link)) {
        Files.createSymbolicLink(link, jar.toAbsolutePath());
      }
    }
    try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      this.port = free.getLocalPort();
    }
    startMaster();
    for (int i = 0; i < count; i++) {
      startWorker();
    }
  }

  String address() {
    return "spark://" + HOST + ":" + port;
  }

  /** What every driver of these tests asks for: its own classes, and to notice losses soon. */
  Map<String, String> options() {
    return Map.of(
        "spark.jars",
        "",
        "spark.executor.extraClassPath",
        System.getProperty("java.class.path"),
        "spark.executor.memory",
        "500m",
        "spark.executor.heartbeatInterval",
        "2s",
        "spark.network.timeout",
        "20s",
        "spark.network.timeoutInterval",
        "5s",
        "spark.driver.host",
        HOST,
        "spark.executor.extraJavaOptions",
        "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dslf4j.internal.verbosity=ERROR"
            + " -Dslf4j.provider=org.slf4j.nop.NOPServiceProvider -D"
            + HungryValley.MARK
            + "="
            + folder.resolve("mark"));
  }

  static List<String> classPath() {
    return List.of(
        System.getProperty("java.class.path").split(Pattern.quote(File.pathSeparator), -1));
  }

  void startMaster() throws IOException, InterruptedException {
    master =
        start(
            "master",
            List.of(
                "-Dspark.deploy.recoveryMode=FILESYSTEM",
                "-Dspark.deploy.recoveryDirectory=" + folder.resolve("recovery"),
                "-Dspark.worker.timeout=20"),
            "org.apache.spark.deploy.master.Master",
            "--host",
            HOST,
            "--port",
            Integer.toString(port),
            "--webui-port",
            "0");
    for (int i = 0; i < 600 && !answers(); i++) {
      Thread.sleep(100);
    }
  }

  private boolean answers() {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 100);
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  void startWorker() throws IOException {
    workers.add(
        start(
            "worker",
            List.of("-Dspark.worker.timeout=20"),
            "org.apache.spark.deploy.worker.Worker",
            "--host",
            HOST,
            "--webui-port",
            "0",
            "--cores",
            "1",
            "--memory",
            "600m",
            "--work-dir",
            folder.resolve("work").toString(),
            address()));
  }

  void killMaster() {
    master.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
  }

  /** The executors of a worker. */
  static List<ProcessHandle> executors(Process worker) {
    try (Stream<ProcessHandle> all = worker.descendants()) {
      return all.filter(ProcessHandle::isAlive).toList();
    }
  }

  /** Sends a signal, such as STOP or CONT. */
  static void signal(String name, long process) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-" + name, Long.toString(process)).inheritIO().start().waitFor();
  }

  private Process start(String name, List<String> settings, String type, String... arguments)
      throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx200m",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dslf4j.internal.verbosity=ERROR",
                "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider"));
    command.addAll(settings);
    command.addAll(List.of("-cp", home.resolve("jars") + File.separator + "*", type));
    command.addAll(List.of(arguments));
    return start(command, folder.resolve(name + "-" + workers.size() + ".log"));
  }

  private Process start(List<String> command, Path log) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("SPARK_HOME", home.toString());
    builder.environment().put("SPARK_SCALA_VERSION", "2.13");
    builder.environment().put("SPARK_LOCAL_IP", HOST);
    return builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
  }

  /**
   * Submits an application in client mode as Spark's script does: its jar and those that it needs
   * are sent by Spark alone.
   */
  Process submit(Class<?> main, List<String> arguments, Path log) throws IOException {
    List<String> jars = new ArrayList<>();
    for (String part : classPath()) {
      Path file = Path.of(part);
      if (Files.isDirectory(file)) {
        jars.add(FolderJar.of(file.toAbsolutePath()).toString());
      } else if (!Files.exists(home.resolve("jars").resolve(file.getFileName()))) {
        jars.add(file.toAbsolutePath().toString());
      }
    }
    List<String> command = new ArrayList<>(java());
    command.addAll(
        List.of(
            "-cp",
            home.resolve("jars") + File.separator + "*",
            "org.apache.spark.deploy.SparkSubmit",
            "--master",
            address(),
            "--class",
            main.getName(),
            "--jars",
            String.join(",", jars.subList(1, jars.size()))));
    options()
        .forEach(
            (name, value) -> {
              if (!name.equals("spark.jars") && !name.equals("spark.executor.extraClassPath")) {
                command.addAll(List.of("--conf", name + "=" + value));
              }
            });
    command.add(jars.get(0));
    command.addAll(arguments);
    return start(command, log);
  }

  private static List<String> java() {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    for (String opened :
        List.of(
            "java.lang", "java.lang.invoke", "java.nio", "java.util", "sun.nio.ch", "java.net")) {
      command.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    command.addAll(
        List.of(
            "-XX:TieredStopAtLevel=1",
            "-XX:+UseSerialGC",
            "-Dslf4j.internal.verbosity=ERROR",
            "-Dslf4j.provider=org.slf4j.nop.NOPServiceProvider"));
    return command;
  }

  /** A driver in a process of its own, with the class path of these tests. */
  static Process driver(Class<?> main, List<String> arguments, Path log) throws IOException {
    List<String> command = new ArrayList<>(java());
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath()), main.getName()));
    command.addAll(arguments);
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  @Override
  public void close() throws IOException {
    for (Process worker : workers) {
      executors(worker).forEach(ProcessHandle::destroyForcibly);
      worker.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    }
    killMaster();
    try (Stream<Path> links = Files.list(home.resolve("jars"))) {
      for (Path link : links.toList()) {
        Files.delete(link);
      }
    }
  }
}
