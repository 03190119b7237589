package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher in a small checkout of its own, where building, which would take a minute, is to
 * copy a jar that starts the command from the classes under test.
 */
@Timeout(120)
@EnabledOnOs(OS.LINUX)
class LauncherTest {
  /** What the launcher and that build call. */
  private static final List<String> TOOLS =
      List.of(
          "cat",
          "cksum",
          "cp",
          "dirname",
          "find",
          "flock",
          "grep",
          "locale",
          "mkdir",
          "perl",
          "printf",
          "readlink",
          "rm",
          "sed",
          "sh",
          "sleep",
          "sort",
          "stty",
          "tail");

  @TempDir private Path folder;
  private Path root;
  private Path bin;
  private Map<String, String> java = Map.of();

  @BeforeEach
  void checkOut() throws IOException {
    root = Files.createDirectory(folder.resolve("checkout"));
    Files.copy(Path.of("../rubato"), root.resolve("rubato"), StandardCopyOption.COPY_ATTRIBUTES);
    for (String source : List.of("pom.xml", "cli/pom.xml", "cli/src/main/A.java", "core/pom.xml")) {
      Files.createDirectories(root.resolve(source).getParent());
      Files.writeString(root.resolve(source), source);
    }
    Manifest manifest = new Manifest();
    manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
    manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Main.class.getName());
    manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED"); // as the real jar
    manifest
        .getMainAttributes()
        .put(
            Attributes.Name.CLASS_PATH,
            Pattern.compile(":")
                .splitAsStream(System.getProperty("java.class.path"))
                .map(each -> Path.of(each).toUri().toString())
                .collect(Collectors.joining(" ")));
    try (OutputStream out = Files.newOutputStream(root.resolve("made.jar"))) {
      new JarOutputStream(out, manifest).close();
    }
    bin = Files.createDirectory(folder.resolve("bin"));
    Path mvn = bin.resolve("mvn");
    Files.writeString(
        mvn,
        """
        #!/bin/sh
        echo begun >>builds
        sleep ${SECONDS_TO_BUILD:-0} 9>&- & wait $!
        case "$*" in *"-pl cli"*) cp made.jar cli/target/rubato-cli.jar ;; esac
        case "$*" in *spark*) cp made.jar spark/target/rubato-spark.jar ;; esac
        case "$*" in *spark-home*) mkdir -p spark/target/home/jars ;; esac
        echo ended >>builds
        """);
    assertThat(mvn.toFile().setExecutable(true)).isTrue();
    for (String tool : TOOLS) {
      for (String place : List.of("/usr/bin", "/bin")) {
        Path real = Path.of(place, tool);
        if (Files.exists(real) && !Files.exists(bin.resolve(tool))) {
          Files.createSymbolicLink(bin.resolve(tool), real);
        }
      }
    }
  }

  private Process start(Path at, Map<String, String> environment, String... args)
      throws IOException {
    List<String> command = new ArrayList<>(List.of(root.resolve("rubato").toString()));
    command.addAll(List.of(args));
    return start(at, environment, command);
  }

  private Process start(Path at, Map<String, String> environment, List<String> command)
      throws IOException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(at.toFile());
    builder.environment().put("PATH", bin.toString());
    builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
    builder.environment().put("RUBATO_JAVA_OPTS", "-XX:TieredStopAtLevel=1");
    builder.environment().putAll(environment);
    return builder
        .redirectInput(ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
        .start();
  }

  private static Cli.Outcome end(Process process) throws Exception {
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Cli.Outcome(process.waitFor(), out, err);
  }

  private Cli.Outcome run() throws Exception {
    return end(start(folder, java, "--version")).succeeds();
  }

  /** From now on a Java that ends at once: where the question is what is built, not what runs. */
  private void takeAnInstantJava() throws IOException {
    Path home = Files.createDirectories(folder.resolve("jdk/bin")).getParent();
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"17.0.1\"\n");
    for (String name : List.of("bin/java", "bin/javac")) {
      Files.writeString(home.resolve(name), "#!/bin/sh\necho instant\n");
      assertThat(home.resolve(name).toFile().setExecutable(true)).isTrue();
    }
    java = Map.of("JAVA_HOME", home.toString());
  }

  private List<String> builds() throws IOException {
    Path builds = root.resolve("builds");
    return Files.exists(builds) ? Files.readAllLines(builds) : List.of();
  }

  private int built() throws IOException {
    List<String> builds = builds();
    for (int i = 0; i < builds.size(); i++) {
      assertThat(builds.get(i))
          .as("one build at a time: %s", builds)
          .isEqualTo(i % 2 == 0 ? "begun" : "ended");
    }
    return builds.size() / 2;
  }

  private void awaitBuilds(int lines) throws Exception {
    while (builds().size() < lines) {
      Thread.sleep(20);
    }
  }

  @Test
  void whatIsBuiltGoesByTheContentsOfSourcesNotByTheirTimes() throws Exception {
    Path source = root.resolve("cli/src/main/A.java");
    FileTime tomorrow = FileTime.from(Instant.now().plus(Duration.ofDays(1)));
    Files.setLastModifiedTime(source, tomorrow);
    assertThat(run().out()).startsWith("rubato ");
    takeAnInstantJava();
    assertThat(run()).isEqualTo(new Cli.Outcome(0, "instant\n", ""));
    assertThat(built()).isEqualTo(1);

    Files.setLastModifiedTime(source, FileTime.from(Instant.now()));
    assertThat(run().err()).as("touched").isEmpty();

    Files.writeString(source, "changed");
    Files.setLastModifiedTime(source, FileTime.from(Instant.EPOCH));
    assertThat(run().err()).contains("building");
    assertThat(built()).as("changed, with a time of long ago").isEqualTo(2);

    Files.writeString(root.resolve("core/pom.xml"), "changed");
    Files.setLastModifiedTime(root.resolve("core/pom.xml"), tomorrow);
    run();
    assertThat(run().err()).isEmpty();
    assertThat(built()).isEqualTo(3);

    Files.delete(source);
    run();
    assertThat(run().err()).isEmpty();
    assertThat(built()).as("a source is gone").isEqualTo(4);
  }

  @Test
  @Tag("long")
  void forARunnerSparkIsFetchedOnceWhichIsSaidUnlessThereIsOne() throws Exception {
    run();
    String[] onSpark = {"compare", "--runner=spark://host:7077", "--help"};
    Cli.Outcome first = end(start(folder, Map.of("SPARK_HOME", ""), onSpark)).succeeds();
    assertThat(first.err()).contains("SPARK_HOME is not set").contains("once");
    assertThat(first.out()).contains("--runner-option");
    assertThat(end(start(folder, Map.of("SPARK_HOME", ""), onSpark)).succeeds().err()).isEmpty();
    assertThat(run().err()).isEmpty();
    assertThat(built()).isEqualTo(2);

    Files.createDirectories(folder.resolve("own/jars"));
    Map<String, String> own = Map.of("SPARK_HOME", folder.resolve("own").toString());
    assertThat(end(start(folder, own, onSpark)).succeeds().err()).isEmpty();
    Map<String, String> none = Map.of("SPARK_HOME", folder.resolve("none").toString());
    Cli.Outcome wrong = end(start(folder, none, onSpark));
    assertThat(wrong.status()).isEqualTo(1);
    assertThat(wrong.err()).contains("there is no folder jars in it");
  }

  @Test
  void whatCanBeNoAddressIsToldBeforeSparkIsFetched() throws Exception {
    for (String address : List.of("spark:/head:7077", "spark://head", "local-cluster[2]", "x")) {
      Cli.Outcome outcome = end(start(folder, java, "compare", "--runner", address));
      assertThat(outcome.status()).as(address).isEqualTo(2);
      assertThat(outcome.err()).contains("spark://HOST:PORT").contains("was \"" + address + "\"");
    }
    assertThat(built()).isEqualTo(0);
  }

  @Test
  @Tag("long")
  void whileSparkIsFetchedOtherCommandsGoOn() throws Exception {
    run();
    Map<String, String> slow = Map.of("SPARK_HOME", "", "SECONDS_TO_BUILD", "5");
    Process fetching = start(folder, slow, "compare", "--runner=spark", "--help");
    awaitBuilds(2);
    assertThat(run().err()).isEmpty();
    assertThat(fetching.isAlive()).isTrue();
    end(fetching).succeeds();
    assertThat(built()).isEqualTo(2);
  }

  @Test
  @Tag("long")
  void whatEarlierProcessesLeftIsNoLock() throws Exception {
    Files.createDirectories(root.resolve("target"));
    Files.writeString(root.resolve("target/rubato.lock"), "1");
    assertThat(run().err()).doesNotContain("waiting");
    assertThat(built()).isEqualTo(1);
  }

  @Test
  void ofTwoAtOnceOneBuilds() throws Exception {
    Map<String, String> slow = Map.of("SECONDS_TO_BUILD", "2");
    Process first = start(folder, slow, "--version");
    awaitBuilds(1);
    Process second = start(folder, slow, "--version");
    assertThat(end(second).succeeds().err()).contains("waiting for another rubato to build");
    end(first).succeeds();
    assertThat(built()).isEqualTo(1);
  }

  @Test
  @Tag("long")
  void whoWaitsSaysSoOnceAMinute() throws Exception {
    Path sleep = bin.resolve("sleep");
    Path real = sleep.toRealPath();
    Files.delete(sleep);
    Files.writeString(sleep, "#!/bin/sh\n[ $1 = 1 ] || exec %s $1\n".formatted(real)); // no second
    assertThat(sleep.toFile().setExecutable(true)).isTrue();
    Process first = start(folder, Map.of("SECONDS_TO_BUILD", "60"), "--version");
    awaitBuilds(1);
    Process second = start(folder, Map.of(), "--version");
    BufferedReader said = second.errorReader(StandardCharsets.UTF_8);
    assertThat(said.readLine()).startsWith("rubato: waiting for another rubato to build");
    assertThat(said.readLine()).startsWith("rubato: still waiting, for 1 min now (process ");
    first.destroy();
    assertThat(second.waitFor()).isZero();
    first.waitFor();
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"flock", "perl"})
  void theBuildOfAKilledLauncherEndsBeforeTheNextBegins(String locker) throws Exception {
    Files.deleteIfExists(bin.resolve(locker.equals("flock") ? "perl" : "flock"));
    if (!Files.exists(bin.resolve(locker))) {
      return; // not on this machine
    }
    Process killed = start(folder, Map.of("SECONDS_TO_BUILD", "2"), "--version");
    awaitBuilds(1);
    killed.destroyForcibly().waitFor();
    Cli.Outcome next = run();
    assertThat(next.err()).contains("waiting for another rubato to build").contains("building");
    assertThat(built()).isEqualTo(2);
  }

  @Test
  @Tag("long")
  void anInterruptedLauncherEndsItsBuild() throws Exception {
    List<String> command =
        List.of("/usr/bin/env", "--default-signal=INT", root.resolve("rubato").toString());
    Process interrupted = start(folder, Map.of("SECONDS_TO_BUILD", "60"), command);
    awaitBuilds(1);
    new ProcessBuilder("kill", "-INT", Long.toString(interrupted.pid())).start().waitFor();
    assertThat(interrupted.waitFor(30, TimeUnit.SECONDS)).isTrue();
    assertThat(interrupted.exitValue()).isEqualTo(130);
    Files.delete(root.resolve("builds"));
    assertThat(run().err()).doesNotContain("waiting");
    assertThat(built()).isEqualTo(1);
  }

  @Test
  @Tag("long")
  void aFolderWithAChineseNameIsItselfUnderEveryLocale() throws Exception {
    run();
    // named by the shell, as this test's own locale may be unable to
    String script =
        "at=$(printf '\\346\\225\\260\\346\\215\\256') && mkdir -p \"$at\" && cd \"$at\" && \"$@\"";
    Path place = Files.createDirectory(folder.resolve("place"));
    String rubato = root.resolve("rubato").toString();
    for (String locale : List.of("C", "POSIX", "no_NO.such", "C.UTF-8")) {
      Map<String, String> environment = Map.of("LC_ALL", locale);
      List<String> train =
          List.of(
              "/bin/sh",
              "-c",
              script,
              "sh",
              rubato,
              "train",
              "sgd: 0.01",
              "--task=diabetes",
              "--steps=20",
              "--quiet");
      List<String> studies = List.of("/bin/sh", "-c", script, "sh", rubato, "studies");
      assertThat(end(start(place, environment, train)).succeeds().err()).isEmpty();
      assertThat(end(start(place, environment, studies)).succeeds().out())
          .contains("1 of 1")
          .hasLineCount(3);
    }
    try (var there = Files.list(place)) {
      assertThat(there).hasSize(1);
    }
    // and what can't be shown isn't
    String drawn =
        end(start(folder, Map.of("LC_ALL", "C"), "curve", "cosine(1 -> 0)", "--steps=9"))
            .succeeds()
            .out();
    assertThat(drawn).contains("cosine(1 -> 0)").matches("[\\x20-\\x7e\\n]+");
  }
}
