package dev.rubato.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;

/**
 * A program in Python with PyTorch, in a process of its own that makes as many steps as each line
 * it is sent says, and answers with a line.
 */
final class PythonPeer implements AutoCloseable {
  private final Process process;
  private final BufferedReader answers;
  private final Writer orders;

  PythonPeer(List<String> program, String... arguments) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("/usr/bin/python3", "-c", String.join("\n", program)));
    command.addAll(List.of(arguments));
    process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
    answers = process.inputReader();
    orders = process.outputWriter();
  }

  String steps(int count) throws IOException {
    orders.write(count + "\n");
    orders.flush();
    String answer = answers.readLine();
    if (answer == null) {
      throw new IOException("the Python peer ended: it needs python3 with torch");
    }
    return answer;
  }

  @Override
  public void close() {
    process.destroy();
  }
}
