package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Once a process ends, as by Ctrl-C, it is silent about the executors that end with it. */
@Timeout(60)
class EndingTest {
  /** Ends, and hears of a lost executor before and meanwhile. */
  static final class Main {
    private Main() {}

    public static void main(String[] none) {
      ClusterNews news = new ClusterNews();
      news.tell(System.out::println);
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    lose(news, "meanwhile");
                    System.out.println("the last word");
                  }));
      lose(news, "before");
      System.exit(0);
    }

    private static void lose(ClusterNews news, String reason) {
      news.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "1", reason));
    }
  }

  @Test
  void whatSparkSaysWhileTheProcessEndsIsNotTold() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName())
            .redirectErrorStream(true)
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).isZero();
    assertThat(said.lines().toList())
        .isEqualTo(List.of("executor 1 is gone: before", "the last word"));
  }
}
