package dev.rubato.spark;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.apache.spark.scheduler.SparkListenerExecutorRemoved;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a person is told of executors that end, in the words of each kind of cluster. */
class ClusterNewsTest {
  private final List<String> told = new ArrayList<>();
  private final ClusterNews news = new ClusterNews();

  private void gone(String reason) {
    news.onExecutorRemoved(new SparkListenerExecutorRemoved(0, "3", reason));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Command exited with code 137                           | killed
          Container from a bad node: c_1. Exit status: 137. Diag | killed
          exited with exit code 137(SIGKILL, possible OOM)       | killed
          Command exited with code 52                            | Java's memory
          Command exited with code 143                           | asked to end
          Command exited with code 1                             |
          Command exited with code 1370                          |
          worker lost: Not receiving heartbeat for 20 seconds    |
          """)
  void aStatusIsExplainedWithWhatToDo(String reason, String meaning) {
    news.tell(told::add);
    gone(reason + "\nand a stack trace");
    assertThat(told).hasSize(1);
    assertThat(told.get(0)).startsWith("executor 3 is gone: " + reason);
    String rest = told.get(0).substring(("executor 3 is gone: " + reason).length());
    if (meaning == null) {
      assertThat(rest).isEmpty();
    } else {
      assertThat(rest).startsWith(" (").contains(meaning);
      assertThat(rest.contains("--runner-option spark.executor.memoryOverhead=2g"))
          .isEqualTo(meaning.equals("killed"));
      assertThat(rest.contains("--runner-option spark.executor.memory=4g"))
          .isEqualTo(meaning.equals("Java's memory"));
    }
  }

  @Test
  void afterTheStudyNobodyIsTold() {
    news.tell(told::add);
    gone("first");
    news.hush();
    gone("second");
    assertThat(told).containsExactly("executor 3 is gone: first");
  }
}
