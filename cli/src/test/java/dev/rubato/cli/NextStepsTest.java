package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands to paste after a result work on the store that the result is in. */
class NextStepsTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "compare 0.1 0.2 --seeds=4 --report=page.html",
        "tune sgd:? --budget=20 --seeds=2",
        "find --budget=6"
      })
  void eachNamesTheStoreThatWasNamed(String command) {
    String store = folder.resolve("of mine").toString();
    List<String> words = new ArrayList<>(List.of(command.split(" ")));
    words.replaceAll(word -> word.replace("page.html", folder.resolve("page.html").toString()));
    words.addAll(List.of("--task=convex", "--steps=30", "--store", store));
    String told = Cli.run(words.toArray(String[]::new)).succeeds().err();
    List<String> next = told.lines().filter(line -> line.matches(" +\\d\\. .* rubato .*")).toList();
    assertThat(next).isNotEmpty().allMatch(line -> line.contains("--store '" + store + "'"));
  }

  @Test
  void theAdviceAfterADivergenceDoesToo() {
    String store = folder.resolve("other").toString();
    Cli.Outcome outcome =
        Cli.run("train", "sgd: 1000", "--task=convex", "--epochs=2", "--store", store);
    assertThat(outcome.err()).containsPattern("rubato find .*--store " + store);
  }
}
