package dev.rubato.finder;

import java.util.Arrays;

/** How a learning rate is read off the smoothed losses of a range test. */
public enum Rule {
  /**
   * Where the loss falls fastest over the logarithm of the rate, in the fall that ends at its
   * minimum and begins where it has fallen by a seventh: the default. A noise dip at low rates,
   * from which the loss recovers, is not that fall.
   *
   * <p>A training is longer than the fall in a range test, which is over in a dozen steps, and the
   * best constant rate is usually somewhat higher than the steepest point: so the suggestion is 1.5
   * times that. The factor was measured once, on the bundled tasks.
   */
  STEEPEST {
    @Override
    int at(double[] losses) {
      int lowest = lowest(losses);
      int from = begin(losses);
      int steepest = -1;
      double least = 0;
      for (int i = Math.max(1, from - 1); i < lowest; i++) {
        // rates are evenly spaced in their logarithm
        double slope = losses[i + 1] - losses[i - 1];
        if (slope < least) {
          least = slope;
          steepest = i;
        }
      }
      return steepest;
    }

    @Override
    double factor() {
      return 1.5;
    }
  },

  /**
   * The middle of the longest falling subsequence of the running average, which is taken as
   * contiguous, ending where it ends (fastai's valley, 2021).
   */
  VALLEY {
    @Override
    int at(double[] average) {
      int[] length = new int[average.length];
      int end = 0;
      for (int i = 0; i < average.length; i++) {
        length[i] = 1;
        for (int j = 0; j < i; j++) {
          if (average[i] < average[j]) {
            length[i] = Math.max(length[i], length[j] + 1);
          }
        }
        end = length[i] > length[end] ? i : end;
      }
      // half of it in two roundings, as there
      return length[end] < 3 ? -1 : end - length[end] + length[end] / 3 + length[end] / 6;
    }

    @Override
    boolean readsAverage() {
      return true;
    }
  },

  /**
   * The left end of a window that slides down from the highest rate until the slopes of the running
   * average at both its ends are alike (fastai's slide, 2021).
   */
  SLIDE {
    private static final int WINDOW = 15;
    private static final double ALIKE = 0.005;

    @Override
    int at(double[] average) {
      int right = average.length - 1;
      int found = right - WINDOW;
      while (right - WINDOW >= 0
          && Math.abs(slope(average, right) - slope(average, right - WINDOW)) > ALIKE) {
        found = right - WINDOW;
        right--;
      }
      return found;
    }

    @Override
    boolean readsAverage() {
      return true;
    }
  },

  /** A tenth of the rate at which the loss is lowest. */
  MINIMUM_TENTH {
    @Override
    int at(double[] losses) {
      return lowest(losses);
    }

    @Override
    double factor() {
      return 0.1;
    }
  };

  /** This many losses at the lowest rates give the level before any fall. */
  static final int FIRST = 10;

  private static final double BEGUN = 1 / 7.0;
  private static final double KEEPS = 0.98;
  private static final int CUT = 5;

  /** The index in the curve, or -1 for none. */
  abstract int at(double[] losses);

  double factor() {
    return 1;
  }

  /**
   * Whether it reads, as its authors' library does, the running average of the losses without the
   * first tenth and the last five, instead of the smoothed losses.
   */
  boolean readsAverage() {
    return false;
  }

  /** The rate that the rule suggests, or NaN. */
  double suggestion(RangeTest test, double[] losses, double[] smoothed) {
    if (!readsAverage()) {
      int index = at(smoothed);
      return index < 0 ? Double.NaN : factor() * test.rate(index);
    }
    int from = test.steps() / 10;
    int to = losses.length - CUT;
    if (to - from < 3) {
      return Double.NaN;
    }
    int index = at(Arrays.copyOfRange(Smoothing.average(losses, KEEPS), from, to));
    return index < 0 ? Double.NaN : factor() * test.rate(from + index);
  }

  /** The loss before any fall. */
  static double level(double[] losses) {
    return Smoothing.median(Arrays.copyOf(losses, Math.min(FIRST, losses.length)));
  }

  /** The place from which on all losses up to the lowest are lower than a seventh of the fall. */
  static int begin(double[] losses) {
    int begin = lowest(losses);
    double level = level(losses);
    double begun = level - BEGUN * (level - losses[begin]);
    while (begin > 1 && losses[begin - 1] < begun) {
      begin--;
    }
    return begin;
  }

  static int lowest(double[] losses) {
    int lowest = 0;
    for (int i = 1; i < losses.length; i++) {
      if (losses[i] < losses[lowest]) {
        lowest = i;
      }
    }
    return lowest;
  }

  private static double slope(double[] x, int i) {
    return i == 0 ? x[1] - x[0] : i == x.length - 1 ? x[i] - x[i - 1] : (x[i + 1] - x[i - 1]) / 2;
  }
}
