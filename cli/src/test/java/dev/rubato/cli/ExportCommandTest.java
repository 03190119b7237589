package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Strategies to other libraries and from them, as the commands say them. */
class ExportCommandTest {
  @TempDir Path folder;

  @Test
  void codeIsWrittenAndReadAgain() {
    Path file = folder.resolve("rates.py");
    String strategy = "adamw: linear(0 -> 3e-4) for 5% then cosine(-> 0)";
    Cli.run("export", strategy, "--steps=100", "--to=pytorch", "--out=" + file).succeeds();
    assertThat(file).content().startsWith("# Strategy: " + strategy).contains("torch.optim.AdamW(");
    Cli.Outcome read = Cli.run("import", "--file=" + file).succeeds();
    assertThat(read.out().strip()).isEqualTo(strategy);
    assertThat(read.err()).contains("taken from the comment at its top");
  }

  @Test
  void ratesAreReadWithHowNearTheyAre() {
    Path file = folder.resolve("rates.csv");
    Cli.run("export", "cosine(0.1 -> 0)", "--steps=100", "--to=csv", "--out=" + file).succeeds();
    Cli.Outcome read = Cli.run("import", "--file=" + file).succeeds();
    assertThat(read.out().strip()).isEqualTo("cosine(0.1 -> 0)");
    assertThat(read.err())
        .contains("over its 100 steps it differs from the given rates by at most");
  }

  @Test
  void whatCantBeSaidIsBadInputWithTheReason() throws Exception {
    Cli.Outcome plateau = Cli.run("export", "plateau(0.1)", "--steps=10", "--to=keras");
    assertThat(plateau.status()).isEqualTo(2);
    assertThat(plateau.err()).contains("\"plateau(0.1)\" can't be said in keras: it watches");
    assertThat(Cli.run("export", "?", "--steps=10", "--to=keras").status()).isEqualTo(2);
    Cli.Outcome code = Cli.run("import", "LambdaLR(optimizer, f)", "--lr=1");
    assertThat(code.status()).isEqualTo(2);
    assertThat(code.err()).contains("can't be said in the notation: LambdaLR runs code");
    assertThat(Cli.run("import").status()).isEqualTo(2);
    assertThat(Cli.run("import", "x", "--file=y").status()).isEqualTo(2);
    Path utf16 = Files.write(folder.resolve("utf16.json"), new byte[] {-1, -2, '{', 0, '}', 0});
    Cli.Outcome unread = Cli.run("import", "--file=" + utf16);
    assertThat(unread.status()).isEqualTo(2);
    assertThat(unread.err()).contains("utf16.json: it is not text in UTF-8");
  }

  @Test
  void aCommandLineOfOthersIsAText() {
    Cli.Outcome read =
        Cli.run("import", "--learning_rate 5e-5 --warmup_steps 7 --max_grad_norm 0.5").succeeds();
    assertThat(read.out().strip())
        .isEqualTo(
            "adamw(weight-decay=0, clip-norm=0.5): linear(0 -> 5e-5) for 7 then linear(5e-5 -> 0)");
    assertThat(read.err()).isEmpty();
    Cli.Outcome misspelt = Cli.run("import", "--flie", "rates.csv");
    assertThat(misspelt.status()).isEqualTo(2);
    assertThat(misspelt.err()).contains("did you mean \"--file\"?");
  }

  @Test
  void aSchedulerIsSaidInTheNotation() {
    assertThat(
            Cli.run("import", "StepLR(o, 30)", "--lr=0.5", "--per-epoch").succeeds().out().strip())
        .isEqualTo("step(0.5, every=30) per epoch");
  }
}
