package dev.rubato.argument;

import org.jspecify.annotations.Nullable;

/**
 * Where a {@code ?} without a range is searched, by what its parameter takes: a share around the
 * middle, a coefficient of a running average near 1, others around their default.
 */
final class UsualRange {
  private static final double AROUND = 10;
  private static final double MOST_COUNTED = 3; // times the default
  private static final Value.Open AVERAGE = new Value.Open(0.5, 0.99);
  private static final Value.Open LONG_AVERAGE = new Value.Open(0.9, 0.9999);
  private static final Value.Open SHARE = new Value.Open(0.1, 0.9);
  private static final Value.Open DECAY = new Value.Open(1e-5, 0.1);

  private UsualRange() {}

  /** The range for a parameter's number, or null where none suits: then it must be given. */
  static Value.@Nullable Open of(Parameter parameter) {
    Domain domain = parameter.domain();
    double usual = parameter.fallback() instanceof Value.Known known ? known.number() : Double.NaN;
    if (domain.whole()) {
      return counted(domain, usual);
    }
    if (domain.equals(Domain.AVERAGE)) {
      return usual > AVERAGE.high() ? LONG_AVERAGE : AVERAGE;
    }
    if (domain.low() == 0 && domain.high() == 1) {
      return SHARE;
    }
    if (parameter.name().equals("weight-decay")) {
      return DECAY;
    }
    if (!(usual > 0 && Double.isFinite(usual))) {
      return null;
    }
    double low = Math.max(usual / AROUND, domain.withLow() ? domain.low() : 0);
    double high = Math.min(usual * AROUND, domain.withHigh() ? domain.high() : Double.MAX_VALUE);
    Value.Open range = low < high ? new Value.Open(Numbers.round(low, 3), high) : null;
    return range != null && domain.contains(range.low()) && domain.contains(high) ? range : null;
  }

  private static Value.@Nullable Open counted(Domain domain, double usual) {
    if (Double.isNaN(usual)) {
      return null;
    }
    double low = Math.max(Math.max(1, domain.low()), Math.rint(usual / AROUND));
    double high = Math.min(Math.max(AROUND, MOST_COUNTED * usual), domain.high());
    return low < high ? new Value.Open(low, high, true) : null;
  }
}
