package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.rubato.schedule.Horizon;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files a command is found to run, and when it counts as another. */
@Timeout(60)
@DisabledOnOs(OS.WINDOWS)
class CommandFilesTest {
  @TempDir private Path folder;

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private List<String> found(String command) {
    return CommandFiles.of(command, folder, Map.of("HERE", folder.toString())).stream()
        .map(file -> folder.relativize(file).toString().replace('\\', '/'))
        .sorted()
        .toList();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "sh 'my train.sh' | my train.sh",
        "sh \"my train.sh\" | my train.sh",
        "sh my\\ train.sh | my train.sh",
        "sh 'my'' train'.sh | my train.sh",
        "sh $HERE/a.txt | a.txt",
        "sh \"${HERE}/my train.sh\" | my train.sh",
        "sh '$HERE/a.txt' | ``",
        "x --options=a.txt | a.txt",
        "sh -c 'cat a.txt' | a.txt",
        "cd sub && cat b.txt; cat b.txt | sub/b.txt",
        "cat < a.txt > sub/b.txt | a.txt",
        "(cat a.txt)&& cat | a.txt",
        "x # a.txt | ``",
        "DATA=a.txt x $DATA | a.txt",
        "x 'unclosed a.txt | a.txt",
      })
  void wordsAreSplitAsTheShellDoes(String command, String file) throws IOException {
    write("my train.sh", "exit");
    write("a.txt", "a");
    write("sub/b.txt", "b");
    assertThat(found(command))
        .containsExactlyElementsOf(
            Arrays.asList(file.split(";", -1)).stream().filter(s -> !s.isEmpty()).toList());
  }

  @Test
  void whatACommandWritesIsNoFileOfIts() throws IOException {
    write("a.txt", "a");
    write("out.log", "b");
    for (String end : List.of("| tee -a out.log", "2>&1 | /usr/bin/tee out.log", ">| out.log")) {
      assertThat(found("cat a.txt " + end)).as(end).containsExactly("a.txt");
    }
    assertThat(found("tee a.txt; cat out.log | tee b")).containsExactly("out.log");
  }

  @Test
  void aPythonProgramsOwnImportsAreFound() throws IOException {
    write(
        "train.py",
        """
        import os, net as n, numpy
        from data.load import (  # a comment
            batches,
            more)
        if True:
            from tools import clip, \\
                odd
        """);
    write("net.py", "from . import nothing\nimport train\n");
    write("data/__init__.py", "");
    write("data/load.py", "from ..data import deep\nfrom .deep import x\n");
    write("data/deep.py", "");
    write("tools/odd.py", "");
    write("tools/other.py", "");
    write("alone.py", "");
    List<String> all =
        List.of(
            "data/__init__.py",
            "data/deep.py",
            "data/load.py",
            "net.py",
            "tools/odd.py",
            "train.py");
    assertThat(found("python3 -u train.py --lr 1")).isEqualTo(all);
    write("run.sh", "#!/bin/sh\nexec python3 train.py \"$@\"\n");
    assertThat(found("./run.sh")).containsAll(all).contains("run.sh");
  }

  @Test
  void aPythonModuleIsFoundAsPythonFindsIt() throws IOException {
    write("pkg/__init__.py", "");
    write("pkg/__main__.py", "from .net import f\n");
    write("pkg/net.py", "import pkg.deep.more\n");
    write("pkg/deep/more.py", "");
    write("src/lib/__init__.py", "");
    write("src/lib/go.py", "import lib.util\n");
    write("src/lib/util.py", "");
    assertThat(found("python -m pkg"))
        .containsExactly("pkg/__init__.py", "pkg/__main__.py", "pkg/deep/more.py", "pkg/net.py");
    assertThat(found("PYTHONPATH=src python3 -m lib.go"))
        .containsExactly("src/lib/__init__.py", "src/lib/go.py", "src/lib/util.py");
    assertThat(found("python3 -c 'import pkg.net'"))
        .containsExactly("pkg/__init__.py", "pkg/deep/more.py", "pkg/net.py");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "import json, os; import m",
        "import json.a as D; import m as q",
        "if True: import m",
        "with open(x) as q: import m",
        "try: import m",
        "from os import a as b; from m import c",
        "x = 1; from m import (a,\n  b)",
        "from .import m",
        "from . import m",
        "import \\\r\n  m\r\n",
        "import importlib; M = importlib.import_module('m')",
        "M = __import__(\"m\")",
        "def f(): import m; return m",
      })
  void anImportIsFoundWhereverItStands(String text) throws IOException {
    write("train.py", text + "\n");
    write("m.py", "");
    assertThat(found("python3 train.py")).containsExactly("m.py", "train.py");
  }

  @Test
  void aModuleThatAScriptNamesByAVariableIsReadAsOneThatIsNamed() throws IOException {
    write("pkg/__init__.py", "");
    write("pkg/__main__.py", "from .net import f\nimport beside\n");
    write("pkg/net.py", "");
    write("lib/far.py", "");
    write("beside.py", "import far\n");
    write(
        "go.sh",
        "MODE=pkg\nexport PYTHONPATH=lib\nfor i in 1; do\n  python3 -um \"$MODE\"\ndone\n");
    List<String> all =
        List.of("beside.py", "lib/far.py", "pkg/__init__.py", "pkg/__main__.py", "pkg/net.py");
    assertThat(found("env PYTHONPATH=lib python3 -mpkg")).isEqualTo(all);
    assertThat(found("bash go.sh")).containsAll(all).contains("go.sh");
  }

  @Test
  void aClassPathIsFound() throws IOException {
    write("classes/a/B.class", "b");
    write("classes/.hidden/C.class", "c");
    jar("lib.jar", "x", 1);
    assertThat(found("java -cp classes:lib.jar a.B"))
        .containsExactly("classes/a/B.class", "lib.jar");
  }

  @Test
  void textThatMeansHarmEnds() throws IOException {
    assertThat(found("'".repeat(10_001) + "\\")).isEmpty();
    assertThat(found("a ".repeat(20_000) + "$(".repeat(20_000) + "\"".repeat(7))).isEmpty();
    for (int i = 0; i < 3000; i++) {
      write("m" + i + ".py", "import m" + (i + 1) + "\n");
    }
    assertThat(found("python3 m0.py")).hasSize(3000);
    write("long.py", "import a." + "b.".repeat(20_000) + "c\n");
    assertThat(found("python3 long.py")).containsExactly("long.py");
  }

  private String fingerprint(String command, String... watched) {
    return new ProgramTask(command, Horizon.ofSteps(10)).watching(List.of(watched)).fingerprint();
  }

  @Test
  void whatRubatoWritesItselfIsNoPartOfTheProgram() throws IOException {
    write("net.py", "a = 1\n");
    String before = fingerprint("true", folder.toString());
    write("rubato-compare-echo.html", "page");
    write("st/rubato.db", "store");
    write("st/lock", "1");
    assertThat(fingerprint("true", folder.toString())).isEqualTo(before);
    write("page.html", "of the program");
    assertThat(fingerprint("true", folder.toString())).isNotEqualTo(before);
  }

  @Test
  void anEditOfAnImportedOrWatchedFileMakesAnotherTask() throws IOException {
    Path program = write("my net/train.py", "import net\n");
    Path net = write("my net/net.py", "a = 1\n");
    Path data = write("data/part 1", "1");
    String command = "python3 '" + program + "'";
    String before = fingerprint(command);
    assertThat(fingerprint(command)).isEqualTo(before);
    Files.writeString(net, "a = 2\n");
    String edited = fingerprint(command);
    assertThat(edited).isNotEqualTo(before);
    String watched = fingerprint(command, data.getParent().toString());
    assertThat(watched).isNotEqualTo(edited);
    ProgramTask task =
        new ProgramTask(command, Horizon.ofSteps(10)).watching(List.of(data.toString()));
    assertThat(task.watched().files()).containsExactly(data, net, program);
    Files.writeString(data, "2");
    assertThat(fingerprint(command, data.getParent().toString())).isNotEqualTo(watched);
    FileWatch watch = new FileWatch(task.watched(), Duration.ofDays(1));
    assertThat(watch.look()).containsExactly(data);
    assertThat(watch.different()).containsExactly(data);
    assertThat(watch.look()).isEmpty();
    Files.delete(data);
    assertThat(watch.look()).containsExactly(data);
    Files.writeString(data, "1");
    assertThat(watch.look()).containsExactly(data);
    assertThat(watch.different()).isEmpty();
    Files.writeString(data, "1");
    assertThat(watch.look()).as("touched").isEmpty();
    Files.delete(data);
    assertThatThrownBy(() -> fingerprint(command, data.toString()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("there is no file or folder \"" + data + "\" to watch");
  }

  @Test
  void aHugeFileIsNotReadWhole() throws IOException {
    Path huge = folder.resolve("data.bin");
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.setLength(1L << 40); // a terabyte, of which nothing takes room
    }
    Files.setLastModifiedTime(huge, FileTime.fromMillis(1_000_000));
    String before = fingerprint("train " + huge);
    assertThat(fingerprint("train " + huge)).isEqualTo(before);
    ProgramTask task = new ProgramTask("train " + huge, Horizon.ofSteps(10));
    assertThat(task.watched().sampled()).containsExactly(huge);
    Files.setLastModifiedTime(huge, FileTime.fromMillis(2_000_000));
    assertThat(fingerprint("train " + huge)).isNotEqualTo(before);
    try (RandomAccessFile file = new RandomAccessFile(huge.toFile(), "rw")) {
      file.seek((1L << 40) - 10);
      file.write(1);
    }
    Files.setLastModifiedTime(huge, FileTime.fromMillis(1_000_000));
    assertThat(fingerprint("train " + huge)).as("of its end").isNotEqualTo(before);
  }

  private Path jar(String name, String text, long time) throws IOException {
    Path file = folder.resolve(name);
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      ZipEntry entry = new ZipEntry("a/B.class");
      entry.setTime(time);
      out.putNextEntry(entry);
      out.write(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }
    return file;
  }

  @Test
  void aJarBuiltAgainFromTheSameClassesIsTheSame() throws IOException {
    String before = FileHash.of(jar("a.jar", "x", 1_000_000_000_000L));
    assertThat(FileHash.of(jar("a.jar", "x", 1_500_000_000_000L))).isEqualTo(before);
    assertThat(FileHash.of(jar("a.jar", "y", 1_000_000_000_000L))).isNotEqualTo(before);
    write("b.jar", "no jar");
    assertThat(FileHash.of(folder.resolve("b.jar"))).isNotEqualTo(before);
  }
}
