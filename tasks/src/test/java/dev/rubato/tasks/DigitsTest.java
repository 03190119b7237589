package dev.rubato.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

class DigitsTest {
  private static final Split SPLIT = Digits.split();

  private static byte[] resource(String name) throws IOException {
    try (InputStream in = DigitsTest.class.getResourceAsStream(name)) {
      return Objects.requireNonNull(in, name).readAllBytes();
    }
  }

  private static String sha256(byte[] bytes) throws Exception {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
  }

  /** The rows of the file, read anew: 64 pixels from 0 to 16 and the label. */
  private static List<List<Integer>> file() throws IOException {
    byte[] zipped = resource("digits.csv.gz");
    byte[] csv = new GZIPInputStream(new ByteArrayInputStream(zipped)).readAllBytes();
    List<List<Integer>> rows = new ArrayList<>();
    for (String line : new String(csv, StandardCharsets.US_ASCII).lines().toList()) {
      rows.add(Stream.of(line.split(",", -1)).map(cell -> (int) Double.parseDouble(cell)).toList());
    }
    return rows;
  }

  private static List<Examples> parts() {
    return List.of(SPLIT.train(), SPLIT.validation(), SPLIT.test());
  }

  private static float[] image(Examples part, int e) {
    return Arrays.copyOfRange(part.inputs(), e * 64, e * 64 + 64);
  }

  private static int[] perClass(Examples part) {
    int[] counts = new int[10];
    for (float label : part.labels()) {
      counts[(int) label]++;
    }
    return counts;
  }

  @Test
  void theBundledFilesAreThoseThatProvenanceNames() throws Exception {
    String provenance = new String(resource("PROVENANCE.md"), StandardCharsets.UTF_8);
    List<String> names = new ArrayList<>();
    Matcher line = Pattern.compile("([0-9a-f]{64})  (\\S+)").matcher(provenance);
    while (line.find()) {
      assertThat(sha256(resource(line.group(2)))).as(line.group(2)).isEqualTo(line.group(1));
      names.add(line.group(2));
    }
    assertThat(names)
        .contains(
            "digits.csv.gz",
            "diabetes_data_raw.csv.gz",
            "diabetes_target.csv.gz",
            "northanger-abbey.txt.gz");
  }

  @Test
  void theSizesAreThoseThatTheTaskTells() {
    String told = Digits.dense().about().data();
    assertThat(SPLIT.train().size() + SPLIT.validation().size() + SPLIT.test().size())
        .isEqualTo(1797);
    assertThat(told)
        .contains("1,797")
        .contains("%,d to train".formatted(SPLIT.train().size()))
        .contains("%d to validate".formatted(SPLIT.validation().size()))
        .contains("%d to test".formatted(SPLIT.test().size()));
    assertThat(Digits.dense().about().stepsPerEpoch()).isEqualTo(SPLIT.train().size() / 32);
  }

  @Test
  void everyRowOfTheFileIsInOnePartOnce() throws IOException {
    List<String> expected = new ArrayList<>();
    file().forEach(row -> expected.add(row.toString()));
    List<String> found = new ArrayList<>();
    for (Examples part : parts()) {
      for (int e = 0; e < part.size(); e++) {
        List<Integer> row = new ArrayList<>();
        for (float pixel : image(part, e)) {
          assertThat(pixel).isBetween(0f, 1f);
          row.add(Math.round(pixel * 16));
        }
        row.add((int) part.labels()[e]);
        found.add(row.toString());
      }
    }
    assertThat(found).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void noImageIsInTwoParts() {
    // the data hold no image twice, so that none was learned that is tested
    List<String> images = new ArrayList<>();
    for (Examples part : parts()) {
      for (int e = 0; e < part.size(); e++) {
        images.add(Arrays.toString(image(part, e)));
      }
    }
    assertThat(images).doesNotHaveDuplicates();
  }

  @Test
  void everyPartHasItsShareOfEveryClass() {
    int[] train = perClass(SPLIT.train());
    int[] validation = perClass(SPLIT.validation());
    int[] test = perClass(SPLIT.test());
    for (int label = 0; label < 10; label++) {
      double all = train[label] + validation[label] + test[label];
      assertThat(Math.abs(train[label] - 0.6 * all)).isLessThan(1);
      assertThat(Math.abs(validation[label] - 0.2 * all)).isLessThan(1);
      assertThat(Math.abs(test[label] - 0.2 * all)).isLessThan(1);
    }
  }

  @Test
  void theSplitIsTheSameAtEveryCall() throws IOException {
    List<List<Integer>> rows = file();
    float[][] inputs = new float[rows.size()][1];
    int[] labels = new int[rows.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i][0] = i;
      labels[i] = rows.get(i).get(64);
    }
    Examples all = Examples.ofClasses(inputs, labels, 1);
    assertThat(indices(Split.stratified(all, 10))).isEqualTo(indices(Split.stratified(all, 10)));
    // and as in the task itself
    int first = indices(Split.stratified(all, 10)).get(0);
    assertThat(Math.round(SPLIT.train().inputs()[20] * 16)).isEqualTo(rows.get(first).get(20));
  }

  private static List<Integer> indices(Split split) {
    return Stream.of(split.train(), split.validation(), split.test())
        .flatMap(part -> IntStream.range(0, part.size()).mapToObj(e -> (int) part.inputs()[e]))
        .toList();
  }

  @Test
  void theSplitIsTheSameOnEveryJavaVersion() throws Exception {
    ByteBuffer bytes = ByteBuffer.allocate(1797 * 65 * Float.BYTES);
    for (Examples part : parts()) {
      for (int e = 0; e < part.size(); e++) {
        for (float pixel : image(part, e)) {
          bytes.putFloat(pixel);
        }
        bytes.putInt((int) part.labels()[e]);
      }
    }
    // a change here makes every published figure of this task another
    assertThat(sha256(bytes.array()))
        .isEqualTo("56f3fb9f37499d44a84b5ffd4fd624a04a5bf3a3e8d7b73b7d882f30770783c7");
  }
}
