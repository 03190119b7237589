package dev.rubato.tasks;

import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import dev.rubato.lab.Metric;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.Training;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/**
 * Handwritten digits: 1,797 images of 8×8 (Alpaydin and Kaynak 1998), told apart by a network with
 * one hidden layer.
 */
final class DigitsTask implements SteppedTask {
  private static final int PIXELS = 64;
  private static final int CLASSES = 10;
  private static final int HIDDEN = 64;
  private static final int BATCH = 32;
  private static final float BRIGHTEST = 16;

  /** Read when the first training starts, and shared by all. */
  private static final class Data {
    static final Split SPLIT = Split.stratified(read(), CLASSES);
  }

  @Override
  public About about() {
    return new About(
        "digits",
        "handwritten digits, 8×8 pixels, a network with one hidden layer of 64",
        "1,797 real images (Alpaydin and Kaynak 1998): 1,078 to train, 360 to validate, 359 to test",
        1078 / BATCH,
        12,
        new Metric("validation-loss", true),
        new Metric("accuracy", false),
        0.95);
  }

  @Override
  public String fingerprint() {
    return "digits 1";
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    SequentialBlock network =
        new SequentialBlock()
            .add(Linear.builder().setUnits(HIDDEN).build())
            .add(Activation::relu)
            .add(Linear.builder().setUnits(CLASSES).build());
    return new Classification(network, Data.SPLIT, BATCH, strategy, horizon, seed);
  }

  static Split split() {
    return Data.SPLIT;
  }

  private static Examples read() {
    List<float[]> inputs = new ArrayList<>();
    List<Integer> labels = new ArrayList<>();
    try (InputStream file =
            Objects.requireNonNull(DigitsTask.class.getResourceAsStream("digits.csv.gz"));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        String[] cells = line.split(",", -1);
        float[] pixels = new float[PIXELS];
        for (int i = 0; i < PIXELS; i++) {
          pixels[i] = Float.parseFloat(cells[i]) / BRIGHTEST;
        }
        inputs.add(pixels);
        labels.add((int) Float.parseFloat(cells[PIXELS]));
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the bundled digits can't be read", e);
    }
    return new Examples(
        inputs.toArray(new float[0][]), labels.stream().mapToInt(Integer::intValue).toArray());
  }
}
