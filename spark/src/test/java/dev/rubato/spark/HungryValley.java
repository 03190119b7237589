package dev.rubato.spark;

import dev.rubato.lab.Training;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The valley whose first training, on whatever executor, asks for more memory than there is. */
public final class HungryValley extends Valley {
  /** Names the file that the first training makes. */
  static final String MARK = "rubato.test.mark";

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    String mark = System.getProperty(MARK);
    if (mark != null && isFirst(Path.of(mark))) {
      Object[] all = {};
      while (true) {
        all = new Object[] {all, new byte[1 << 25]};
      }
    }
    return super.start(strategy, horizon, seed);
  }

  private static boolean isFirst(Path mark) {
    try {
      Files.createFile(mark);
      return true;
    } catch (FileAlreadyExistsException e) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
