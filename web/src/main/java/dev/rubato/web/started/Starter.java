package dev.rubato.web.started;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/** Starts a command of Rubato in a process of its own, which a page's end does not harm. */
public interface Starter {
  /**
   * Starts it.
   *
   * @param words the command's, without {@code rubato}; each is one argument, never a shell's text
   * @param log the file that gets what it says
   */
  Process start(List<String> words, Path log) throws IOException;
}
