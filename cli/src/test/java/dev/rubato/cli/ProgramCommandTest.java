package dev.rubato.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.rubato.lab.program.PythonHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The helper for programs in Python, as the command writes it. */
class ProgramCommandTest {
  @TempDir Path folder;

  @Test
  void theHelperIsWrittenAndReplacedButNoFileOfSomebodyElse() throws IOException {
    Path file = folder.resolve("rubato.py");
    String out = "--out=" + file;
    assertThat(Cli.run("program", "--python", out).succeeds().err()).contains("wrote " + file);
    assertThat(file).content().isEqualTo(PythonHelper.text());
    Files.writeString(file, PythonHelper.text() + "# an old one\n");
    Cli.run("program", "--python", out).succeeds();
    assertThat(file).content().isEqualTo(PythonHelper.text());
    Files.writeString(file, "print('mine')\n");
    Cli.Outcome refused = Cli.run("program", "--python", out);
    assertThat(refused.status()).isEqualTo(2);
    assertThat(refused.err()).contains("is a file of yours").contains("--out");
    assertThat(file).content().isEqualTo("print('mine')\n");
    assertThat(Cli.run("program").status()).isEqualTo(2);
  }
}
