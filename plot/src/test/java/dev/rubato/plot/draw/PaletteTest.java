package dev.rubato.plot.draw;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PaletteTest {

  /** Linear RGB as full protanopes, deuteranopes and tritanopes see it (Machado 2009, table 1). */
  private static final Map<String, double[][]> SIGHT =
      Map.of(
          "normal", new double[][] {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
          "protanopia",
              new double[][] {
                {0.152286, 1.052583, -0.204868},
                {0.114503, 0.786281, 0.099216},
                {-0.003882, -0.048116, 1.051998}
              },
          "deuteranopia",
              new double[][] {
                {0.367322, 0.860646, -0.227968},
                {0.280085, 0.672501, 0.047413},
                {-0.011820, 0.042940, 0.968881}
              },
          "tritanopia",
              new double[][] {
                {1.255528, -0.076749, -0.178779},
                {-0.078411, 0.930809, 0.147602},
                {0.004733, 0.691367, 0.303900}
              });

  private static double[] linear(String hex) {
    double[] rgb = new double[3];
    for (int i = 0; i < 3; i++) {
      double c = Integer.parseInt(hex.substring(1 + 2 * i, 3 + 2 * i), 16) / 255.0;
      rgb[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
    }
    return rgb;
  }

  private static double[] times(double[][] matrix, double[] v) {
    double[] out = new double[3];
    for (int i = 0; i < 3; i++) {
      out[i] = matrix[i][0] * v[0] + matrix[i][1] * v[1] + matrix[i][2] * v[2];
    }
    return out;
  }

  /** Oklab (Ottosson 2020): distances are about as large as they look. */
  private static double[] oklab(double[] rgb) {
    double[] lms =
        times(
            new double[][] {
              {0.4122214708, 0.5363325363, 0.0514459929},
              {0.2119034982, 0.6806995451, 0.1073969566},
              {0.0883024619, 0.2817188376, 0.6299787005}
            },
            rgb);
    for (int i = 0; i < 3; i++) {
      lms[i] = Math.cbrt(Math.max(0, lms[i]));
    }
    return times(
        new double[][] {
          {0.2104542553, 0.7936177850, -0.0040720468},
          {1.9779984951, -2.4285922050, 0.4505937099},
          {0.0259040371, 0.7827717662, -0.8086757660}
        },
        lms);
  }

  private static double luminance(String hex) {
    double[] rgb = linear(hex);
    return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
  }

  @Test
  void everyTwoColoursStayApartForEveryKindOfSight() {
    for (List<String> colours : List.of(Palette.LIGHT, Palette.DARK)) {
      assertThat(colours).hasSize(8);
      for (Map.Entry<String, double[][]> sight : SIGHT.entrySet()) {
        for (int i = 0; i < 8; i++) {
          for (int j = 0; j < i; j++) {
            double[] a = oklab(times(sight.getValue(), linear(colours.get(i))));
            double[] b = oklab(times(sight.getValue(), linear(colours.get(j))));
            double distance = Math.hypot(Math.hypot(a[0] - b[0], a[1] - b[1]), a[2] - b[2]);
            assertThat(distance)
                .as("%s, %s and %s", sight.getKey(), colours.get(i), colours.get(j))
                .isGreaterThan(0.075);
          }
        }
      }
    }
  }

  @Test
  void everyColourStandsOutFromItsPaper() {
    assertThat(Palette.LIGHT)
        .allSatisfy(c -> assertThat(1.05 / (luminance(c) + 0.05)).isGreaterThan(3.0));
    double dark = luminance(Palette.DARK_PAPER) + 0.05;
    assertThat(Palette.DARK)
        .allSatisfy(c -> assertThat((luminance(c) + 0.05) / dark).isGreaterThan(3.9));
  }

  @Test
  void afterEightTheColoursComeAgainDashed() {
    Set<String> strokes = new HashSet<>();
    for (int i = 0; i < 32; i++) {
      strokes.add(Palette.light(i) + Palette.dash(i));
      assertThat(Palette.dash(i).isEmpty()).isEqualTo(i < 8);
    }
    assertThat(strokes).hasSize(32);
  }
}
