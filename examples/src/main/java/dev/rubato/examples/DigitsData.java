package dev.rubato.examples;

import ai.djl.ndarray.NDManager;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Sampler;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.zip.GZIPInputStream;

/** The handwritten digits that Rubato's tasks bring along, as DJL data sets. */
final class DigitsData {
  /** Examples to train on; the rest is for validation. */
  static final int TRAINING = 1280;

  private DigitsData() {}

  static ArrayDataset training(NDManager manager, Sampler sampler) throws IOException {
    return dataset(manager, lines().subList(0, TRAINING)).setSampling(sampler).build();
  }

  static ArrayDataset validation(NDManager manager) throws IOException {
    List<String> all = lines();
    return dataset(manager, all.subList(TRAINING, all.size())).setSampling(32, false).build();
  }

  private static ArrayDataset.Builder dataset(NDManager manager, List<String> lines) {
    float[][] pixels = new float[lines.size()][64];
    int[] labels = new int[lines.size()];
    for (int row = 0; row < pixels.length; row++) {
      String[] cells = lines.get(row).split(",", -1);
      for (int i = 0; i < 64; i++) {
        pixels[row][i] = Float.parseFloat(cells[i]) / 16;
      }
      labels[row] = (int) Float.parseFloat(cells[64]);
    }
    return new ArrayDataset.Builder()
        .setData(manager.create(pixels))
        .optLabels(manager.create(labels));
  }

  private static List<String> lines() throws IOException {
    try (InputStream file =
            Objects.requireNonNull(
                DigitsData.class.getResourceAsStream("/dev/rubato/tasks/digits.csv.gz"));
        BufferedReader lines =
            new BufferedReader(
                new InputStreamReader(new GZIPInputStream(file), StandardCharsets.US_ASCII))) {
      return lines.lines().toList();
    }
  }
}
