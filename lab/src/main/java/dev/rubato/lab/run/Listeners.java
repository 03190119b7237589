package dev.rubato.lab.run;

import dev.rubato.lab.StudyListener;
import dev.rubato.lab.Trial;
import dev.rubato.lab.TrialEvent;
import dev.rubato.lab.TrialListener;
import dev.rubato.lab.TrialResult;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Listeners that can't harm what they listen to: one that throws is dropped. */
final class Listeners implements StudyListener {
  private final List<TrialListener> listeners;

  Listeners(List<? extends TrialListener> listeners) {
    this.listeners = new ArrayList<>(listeners);
  }

  private void tell(Consumer<TrialListener> call) {
    for (TrialListener listener : List.copyOf(listeners)) {
      try {
        if (listeners.contains(listener)) {
          call.accept(listener);
        }
      } catch (RuntimeException | Error e) {
        listeners.remove(listener);
        dropped(listener, e);
      }
    }
  }

  private void tellOfStudy(Consumer<StudyListener> call) {
    tell(
        listener -> {
          if (listener instanceof StudyListener study) {
            call.accept(study);
          }
        });
  }

  @Override
  public void phase(String name, List<Trial> trials, long steps) {
    tellOfStudy(listener -> listener.phase(name, trials, steps));
  }

  @Override
  public void found(TrialResult result) {
    tellOfStudy(listener -> listener.found(result));
  }

  @Override
  public void resumed(TrialResult soFar) {
    tellOfStudy(listener -> listener.resumed(soFar));
  }

  @Override
  public void spared(long steps) {
    tellOfStudy(listener -> listener.spared(steps));
  }

  @Override
  public void leftOut(String optimizer, String reason) {
    tellOfStudy(listener -> listener.leftOut(optimizer, reason));
  }

  @Override
  public void dropped(TrialListener dropped, Throwable reason) {
    tellOfStudy(listener -> listener.dropped(dropped, reason));
  }

  @Override
  public void hear(TrialEvent event) {
    tell(listener -> listener.hear(event));
  }
}
