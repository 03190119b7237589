package dev.rubato.lab.store;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.rubato.lab.TrialResult.Evaluation;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The curves of a trial as the store keeps them: numbers of each step as deflated little-endian
 * doubles, evaluations as JSON.
 */
final class CurveCodec {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int BUFFER = 1 << 13;

  /** Deflating makes nothing smaller than this. */
  private static final int SMALLEST = 1100;

  private CurveCodec() {}

  static byte[] pack(double[] numbers) {
    ByteBuffer bytes =
        ByteBuffer.allocate(Double.BYTES * numbers.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asDoubleBuffer().put(numbers);
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(bytes.array());
      deflater.finish();
      ByteArrayOutputStream packed = new ByteArrayOutputStream();
      byte[] buffer = new byte[BUFFER];
      while (!deflater.finished()) {
        packed.write(buffer, 0, deflater.deflate(buffer));
      }
      return packed.toByteArray();
    } finally {
      deflater.end();
    }
  }

  /**
   * Unpacks numbers.
   *
   * @throws StoreException if there are not this many
   */
  static double[] unpack(byte[] packed, int count) {
    if (count < 0 || count > (long) packed.length * SMALLEST / Double.BYTES) {
      throw new StoreException(
          String.format(Locale.ROOT, "its curve should have %d numbers", count));
    }
    ByteBuffer bytes = ByteBuffer.allocate(Double.BYTES * count).order(ByteOrder.LITTLE_ENDIAN);
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(packed);
      int length = 0;
      while (length < bytes.capacity() && !inflater.finished() && !inflater.needsInput()) {
        length += inflater.inflate(bytes.array(), length, bytes.capacity() - length);
      }
      boolean more = inflater.inflate(new byte[1]) > 0; // its check sum comes after the last number
      if (length < bytes.capacity() || more || !inflater.finished()) {
        throw new StoreException(
            String.format(Locale.ROOT, "its curve should have %d numbers", count));
      }
    } catch (DataFormatException e) {
      throw new StoreException("its curve can't be unpacked", e);
    } finally {
      inflater.end();
    }
    double[] numbers = new double[count];
    bytes.asDoubleBuffer().get(numbers);
    return numbers;
  }

  static String write(List<Evaluation> evaluations) {
    ArrayNode array = JSON.createArrayNode();
    for (Evaluation evaluation : evaluations) {
      ObjectNode node = array.addObject();
      node.put("step", evaluation.t());
      put(node, evaluation.metrics());
    }
    return array.toString();
  }

  static String write(Map<String, Double> metrics) {
    ObjectNode node = JSON.createObjectNode();
    put(node, metrics);
    return node.toString();
  }

  /** JSON has no non-finite numbers: they are stored as text. */
  private static void put(ObjectNode node, Map<String, Double> metrics) {
    metrics.forEach(
        (name, value) -> {
          if (Double.isFinite(value)) {
            node.put(name, value);
          } else {
            node.put(name, value.toString());
          }
        });
  }

  /**
   * Reads evaluations.
   *
   * @param made updates made at the last one, at most
   */
  static List<Evaluation> readEvaluations(String text, int made) {
    List<Evaluation> evaluations = new ArrayList<>();
    long before = 0;
    for (JsonNode node : read(text)) {
      Map<String, Double> metrics = metrics(node);
      metrics.remove("step");
      long step = node.path("step").asLong(-1);
      if (step < before || step > made) {
        throw new StoreException("one of its evaluations is at a step that was never made");
      }
      evaluations.add(new Evaluation(step, metrics));
      before = step;
    }
    return evaluations;
  }

  static Map<String, Double> readMetrics(String text) {
    return metrics(read(text));
  }

  private static Map<String, Double> metrics(JsonNode node) {
    Map<String, Double> metrics = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> each : node.properties()) {
      JsonNode value = each.getValue();
      metrics.put(each.getKey(), number(value));
    }
    return metrics;
  }

  private static double number(JsonNode value) {
    if (!value.isNumber() && !value.isTextual()) {
      throw new StoreException("one of its metrics is not a number");
    }
    try {
      return value.isNumber() ? value.doubleValue() : Double.parseDouble(value.textValue());
    } catch (NumberFormatException e) {
      throw new StoreException("one of its metrics is not a number", e);
    }
  }

  private static JsonNode read(String text) {
    try {
      return JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new StoreException("its evaluations are not JSON", e);
    }
  }
}
