package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What shells complete the command's words by, and its manual pages. */
class CompletionTest {
  @TempDir private Path folder;

  private static boolean exists(String program) {
    return Stream.of(System.getenv("PATH").split(":"))
        .anyMatch(each -> Files.isExecutable(Path.of(each, program)));
  }

  private String run(String... command) throws Exception {
    Process process =
        new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(out).isZero();
    return out;
  }

  @Test
  void bashCompletesCommandsAndTheirOptions() throws Exception {
    assumeThat(exists("bash")).as("there is a bash").isTrue();
    Files.writeString(folder.resolve("rubato.bash"), script("bash"));
    assertThat(completed("comp")).contains("compare", "completion");
    assertThat(completed("curve --ste")).contains("--steps", "--steps-per-epoch");
    assertThat(completed("studies sh")).contains("show");
    assertThat(completed("descend --function h")).contains("himmelblau");
    assertThat(completed("compare --task dig")).contains("digits", "digits-cnn");
  }

  /** What bash offers after {@code rubato} and these words, the last of which is unfinished. */
  private List<String> completed(String words) throws Exception {
    int count = words.split(" ").length;
    String ask =
        "shopt -s progcomp; . ./rubato.bash; COMP_WORDS=(rubato "
            + words
            + "); COMP_CWORD="
            + count
            + "; _complete_rubato; printf '%s\\n' \"${COMPREPLY[@]}\"";
    return run("bash", "-c", ask).lines().map(String::strip).toList();
  }

  private static String script(String shell) {
    return Cli.run("completion", shell).succeeds().out();
  }

  @Test
  void zshFirstLearnsToCompleteAsBashDoes() throws Exception {
    assertThat(script("zsh")).startsWith("autoload -Uz compinit").contains("bashcompinit");
    if (exists("zsh")) {
      Files.writeString(folder.resolve("_rubato"), script("zsh"));
      run("zsh", "-n", "_rubato");
    }
  }

  @Test
  void fishKnowsEveryCommandAndOption() throws Exception {
    assertThat(script("fish").lines())
        .allMatch(line -> line.startsWith("complete -c rubato ") || line.startsWith("# "))
        .contains(
            "complete -c rubato -n '__fish_seen_subcommand_from curve' -l steps -x -d"
                + " 'The planned length in optimizer updates.'")
        .anyMatch(line -> line.contains("-a compare -d '"))
        .anyMatch(line -> line.contains("-l report -r -F"))
        .anyMatch(line -> line.matches(".*from descend' -l function -x -a '.*himmelblau.*"))
        .anyMatch(line -> line.matches(".*from export' -l to -x -a '.*pytorch.*"))
        .anyMatch(line -> line.matches(".*from strategies' -f -a '.*one-cycle.*adamw.*"))
        .anyMatch(line -> line.matches(".*from completion' -f -a 'bash zsh fish'"))
        .anyMatch(line -> line.matches(".*studies; and not .* show.*' -f -a show -d .*"))
        .noneMatch(line -> line.contains("man-pages"));
    if (exists("fish")) {
      Files.writeString(folder.resolve("rubato.fish"), script("fish"));
      run("fish", "--no-execute", "rubato.fish");
    }
  }

  @Test
  void eachCommandHasAManualPage() throws Exception {
    Cli.run("man-pages", folder.toString()).succeeds();
    List<Path> pages;
    try (Stream<Path> all = Files.list(folder)) {
      pages = all.sorted().toList();
    }
    assertThat(pages)
        .contains(
            folder.resolve("rubato.1"),
            folder.resolve("rubato-compare.1"),
            folder.resolve("rubato-studies-export.1"))
        .doesNotContain(folder.resolve("rubato-man-pages.1"));
    for (Path page : pages) {
      String name = page.getFileName().toString().replaceFirst("\\.1$", "");
      List<String> lines = Files.readAllLines(page);
      assertThat(lines.get(0)).startsWith(".TH " + name.toUpperCase(Locale.ROOT) + " 1 ");
      assertThat(lines)
          .contains(".SH NAME", ".SH SYNOPSIS", ".SH DESCRIPTION", ".SH OPTIONS")
          .noneMatch(line -> line.startsWith("'"))
          .allMatch(l -> !l.startsWith(".") || l.matches("\\.(TH|SH|TP|B|BR|PP|nf|fi)( .*)?"));
    }
    assertThat(folder.resolve("rubato-compare.1")).content().contains("\n.B \\-\\-seeds=N\n");
    if (exists("groff")) {
      assertThat(run("groff", "-man", "-ww", "-z", "rubato-compare.1")).isEmpty();
    }
  }
}
