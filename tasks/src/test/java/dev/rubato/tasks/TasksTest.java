package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Task;
import dev.rubato.lab.Training;
import dev.rubato.notation.Notation;
import dev.rubato.schedule.Horizon;
import org.junit.jupiter.api.Test;

class TasksTest {

  @Test
  void everyTaskIsFoundByItsNameAndByNoOther() {
    assertThat(Tasks.all()).extracting(task -> task.about().name()).doesNotHaveDuplicates();
    for (Task task : Tasks.all()) {
      assertThat(Tasks.find(task.about().name())).isSameAs(task);
    }
    assertThat(Tasks.find("digit")).isNull();
    assertThat(Tasks.find("")).isNull();
  }

  @Test
  void everyTaskMeasuresWhatItIsJudgedByAndItsTarget() {
    for (Task task : Tasks.all()) {
      Task.About about = task.about();
      Horizon horizon = Horizon.ofEpochs(1, about.stepsPerEpoch());
      try (Training training =
          ((SteppedTask) task).start(Notation.strategy("sgd: 0.1"), horizon, 1)) {
        assertThat(training.rate()).isEqualTo(0.1);
        assertThat(training.step()).isFinite();
        assertThat(training.validate())
            .containsKeys(about.judged().name(), about.target().name(), "validation-loss");
        assertThat(training.test()).containsKey(about.target().name()).containsKey("loss");
      }
      assertThat(about.name()).matches("[a-z][a-z0-9-]*");
      assertThat(about.summary()).isNotBlank().doesNotContain("\n");
      assertThat(about.data()).isNotBlank().doesNotContain("\n");
      assertThat(about.epochs()).isPositive();
    }
  }
}
