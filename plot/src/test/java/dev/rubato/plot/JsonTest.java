package dev.rubato.plot;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class JsonTest {

  @Test
  void numbersAreTheShortestDecimals() {
    assertThat(Json.line(List.of(0.1, 3e-4, 2e-3, 1e21, 5.0, 0.0, 12345678.0)))
        .isEqualTo("[0.1,3e-4,0.002,1e21,5,0,12345678]\n");
  }

  @Test
  void everyDoubleReadsBackTheSame() throws Exception {
    long seed = 5;
    Random random = new Random(seed);
    List<Double> numbers =
        new ArrayList<>(List.of(Double.MAX_VALUE, Double.MIN_NORMAL, Double.MIN_VALUE));
    while (numbers.size() < 1000) {
      double x = Double.longBitsToDouble(random.nextLong());
      if (Double.isFinite(x)) {
        numbers.add(x);
      }
    }
    JsonNode read = new ObjectMapper().readTree(Json.pretty(numbers));
    for (int i = 0; i < numbers.size(); i++) {
      assertThat(Double.parseDouble(read.get(i).asText()))
          .as("seed %d, %d", seed, i)
          .isEqualTo(numbers.get(i));
    }
  }

  @Test
  void whatIsNotFiniteIsNull() {
    List<Object> numbers = List.of(Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY);
    assertThat(Json.line(numbers)).isEqualTo("[null,null,null]\n");
  }

  @Test
  void mapsKeepTheirOrder() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("b", 1);
    map.put("a", List.of(Map.of("inner", 0.5)));
    map.put("yes", true);
    assertThat(Json.line(map)).isEqualTo("{\"b\":1,\"a\":[{\"inner\":0.5}],\"yes\":true}\n");
  }

  @Test
  void prettyIsTheSameValueOverSeveralLines() throws Exception {
    Map<String, Object> map = Map.of("a", List.of(1, 2.5));
    assertThat(Json.pretty(map)).contains("\n  ").endsWith("}\n");
    ObjectMapper mapper = new ObjectMapper();
    assertThat(mapper.readTree(Json.pretty(map))).isEqualTo(mapper.readTree(Json.line(map)));
  }

  @Test
  void hostileTextReadsBackTheSameAndMovesNoCursor() throws Exception {
    for (String text : Examples.HOSTILE) {
      String json = Json.line(List.of(text));
      assertThat(json).endsWith("]\n");
      assertThat(json.strip().chars()).noneMatch(c -> c < ' ');
      if (!text.contains("half ")) { // half a surrogate pair is no text
        assertThat(new ObjectMapper().readTree(json).get(0).asText()).isEqualTo(text);
      }
    }
  }
}
