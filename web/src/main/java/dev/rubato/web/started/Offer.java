package dev.rubato.web.started;

import dev.rubato.lab.Task;
import java.util.List;

/**
 * A task on which studies may be started from the page.
 *
 * @param name by which the page asks for it
 * @param summary one line about it
 * @param steps how long a training usually is
 * @param words of a command that name it, such as {@code --task digits}; the page can't change them
 */
public record Offer(String name, String summary, long steps, List<String> words) {
  public Offer {
    words = List.copyOf(words);
  }

  /** A bundled task. */
  public static Offer of(Task task) {
    Task.About about = task.about();
    return new Offer(
        about.name(),
        about.summary(),
        about.epochs() * about.stepsPerEpoch(),
        List.of("--task", about.name()));
  }
}
