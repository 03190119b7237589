package dev.rubato.lab.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The usual line, read without a parser: the same numbers, and nothing that JSON refuses. */
class LossLineTest {
  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void theUsualLinesAreReadAsTheyAre() throws ReportLine.Malformed {
    for (String loss : new String[] {"0.1", "-1", "0", "1e-7", "12.50E+3", "5e300", "1e999"}) {
      for (String form :
          new String[] {"{\"step\": 120, \"loss\": %s}", "{\"step\":120,\"loss\":%s}"}) {
        byte[] line = bytes(form.formatted(loss));
        ReportLine expected = new ReportLine(120L, Double.valueOf(loss), Map.of(), Map.of());
        assertThat(LossLine.of(line)).isEqualTo(expected);
        assertThat(ReportLine.parse(line)).isEqualTo(expected);
      }
    }
  }

  @Test
  void everyLossIsTheNumberThatJavaReads() {
    SplittableRandom random = new SplittableRandom(7);
    for (int i = 0; i < 50_000; i++) {
      long bits = random.nextLong();
      check(Double.toString(Double.longBitsToDouble(bits)));
      check(Double.toString(random.nextDouble(-10, 10)));
      check(bits + "e" + random.nextInt(-345, 320));
      // halfway between two whole numbers beyond 2^53, and a little beside
      long whole = (1L << 53) + random.nextLong(1L << 53);
      check(whole + "e" + random.nextInt(-5, 3));
      check(2 * whole + 1 + ".0" + random.nextInt(2));
      check((random.nextLong(1L << 53) | 1L << 52) + ".5");
    }
    for (String edge :
        new String[] {
          "4.9E-324",
          "2.2250738585072011e-308",
          "1.7976931348623157e308",
          "-0.0",
          "0e5",
          "1e23",
          "8.5e22",
          "9007199254740993",
          "123456789012345678.5",
          "5e-324"
        }) {
      check(edge);
    }
  }

  private static void check(String loss) {
    if (loss.matches("-?(NaN|Infinity)")) {
      return;
    }
    ReportLine read = LossLine.of(bytes("{\"step\": 1, \"loss\": " + loss + "}"));
    if (read == null || !Double.valueOf(loss).equals(read.loss())) {
      throw new AssertionError(loss + " is read as " + read);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\": 01, \"loss\": 1}",
        "{\"step\": 1, \"loss\": 01}",
        "{\"step\": 1, \"loss\": .5}",
        "{\"step\": 1, \"loss\": 5.}",
        "{\"step\": 1, \"loss\": +5}",
        "{\"step\": 1, \"loss\": 1e}",
        "{\"step\": 1, \"loss\": 1f}",
        "{\"step\": 1, \"loss\": 0x1p3}",
        "{\"step\": 1, \"loss\": 1} x",
        "{\"step\": 1 \"loss\": 1}",
        "{\"s tep\": 1, \"loss\": 1}",
        "{\"step\": 1, \"loss\": 1",
        "{\"step\": , \"loss\": 1}"
      })
  void whatIsNotJsonIsLeftToTheParserWhichRefusesIt(String line) {
    assertThat(LossLine.of(bytes(line))).isNull();
    assertThatThrownBy(() -> ReportLine.parse(bytes(line)))
        .isInstanceOf(ReportLine.Malformed.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"step\": 1, \"loss\": NaN}",
        "{\"loss\": 1, \"step\": 1}",
        "{\"step\": 1, \"loss\": 1, \"accuracy\": 2}",
        "{\"step\": 1.0, \"loss\": 1}",
        "{\"step\": 1, \"accuracy\": 2}"
      })
  void otherFormsAreLeftToTheParser(String line) throws ReportLine.Malformed {
    assertThat(LossLine.of(bytes(line))).isNull();
    assertThat(ReportLine.parse(bytes(line)).step()).isEqualTo(1);
  }
}
