package dev.rubato.descend;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.rubato.descend.Descent.Row;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class DescentExportTest {

  private static String csv(Descent descent) throws IOException {
    StringBuilder out = new StringBuilder();
    DescentExport.csv(descent, out);
    return out.toString();
  }

  private static JsonNode json(Descent descent) throws IOException {
    StringBuilder out = new StringBuilder();
    DescentExport.json(descent, out);
    assertThat(out.toString()).endsWith("]}\n");
    return new ObjectMapper().readTree(out.toString());
  }

  @Test
  void csvIsExactlyThis() throws Exception {
    assertThat(csv(Ground.walk("sgd: 0.125", "quadratic", 2)))
        .isEqualTo(
            """
            step,x,y,loss,lr
            0,-4,2,28,0.125
            1,-3.5,-0.5,7.375,0.125
            2,-3.0625,0.125,4.767578125,0.125
            """);
  }

  @Test
  void everyNumberReadsBackToTheSameDouble() throws Exception {
    Descent descent = Ground.walk("adam: cosine(0.1 -> 0)", "rastrigin", 100);
    List<String> rows = csv(descent).lines().toList();
    assertThat(rows).hasSize(102);
    for (int i = 0; i <= 100; i++) {
      Row row = descent.rows().get(i);
      String[] cells = rows.get(i + 1).split(",", -1);
      assertThat(cells).hasSize(5);
      assertThat(Long.parseLong(cells[0])).isEqualTo(row.step());
      assertThat(Double.parseDouble(cells[1])).isEqualTo(row.at().x());
      assertThat(Double.parseDouble(cells[2])).isEqualTo(row.at().y());
      assertThat(Double.parseDouble(cells[3])).isEqualTo(row.loss());
      assertThat(Double.parseDouble(cells[4])).isEqualTo(row.rate());
    }
  }

  @Test
  void jsonHoldsTheSameAndHowItEnded() throws Exception {
    Descent descent = Ground.walk("adam: 0.01", "himmelblau", 30);
    JsonNode json = json(descent);
    assertThat(json.get("strategy").asText()).isEqualTo("adam: 0.01");
    assertThat(json.get("function").asText()).isEqualTo("himmelblau");
    assertThat(json.get("steps").asInt()).isEqualTo(30);
    assertThat(json.get("status").asText()).isEqualTo("done");
    assertThat(json.has("reason")).isFalse();
    assertThat(json.get("rows")).hasSize(31);
    for (int i = 0; i <= 30; i++) {
      Row row = descent.rows().get(i);
      JsonNode cells = json.at("/rows/" + i);
      assertThat(cells.get("step").asLong()).isEqualTo(row.step());
      assertThat(cells.get("x").asDouble()).isEqualTo(row.at().x());
      assertThat(cells.get("y").asDouble()).isEqualTo(row.at().y());
      assertThat(cells.get("loss").asDouble()).isEqualTo(row.loss());
      assertThat(cells.get("lr").asDouble()).isEqualTo(row.rate());
    }
  }

  @Test
  void jsonOfAWalkThatDivergedSaysSo() throws Exception {
    JsonNode json = json(Ground.walk("sgd: 0.01", "rosenbrock", 200));
    assertThat(json.get("status").asText()).isEqualTo("diverged");
    assertThat(json.get("reason").asText()).contains("not finite");
    assertThat(json.get("rows")).hasSize(7);
  }
}
