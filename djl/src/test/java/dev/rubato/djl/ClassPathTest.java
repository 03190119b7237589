package dev.rubato.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A program that uses this module gets the core with it, and nothing else of Rubato. */
class ClassPathTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lab.Task",
        "lab.Study",
        "tasks.Tasks",
        "report.Findings",
        "report.Json",
        "cli.Main"
      })
  void noOtherModuleIsThere(String name) {
    assertThatThrownBy(() -> Class.forName("dev.rubato." + name))
        .isInstanceOf(ClassNotFoundException.class);
  }

  @Test
  void theCoreIs() throws Exception {
    assertThat(Class.forName("dev.rubato.finder.RangeTestFinding")).isNotNull();
  }
}
