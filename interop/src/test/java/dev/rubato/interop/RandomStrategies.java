package dev.rubato.interop;

import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Strategies of random forms and numbers, as text; the same seed gives the same. */
final class RandomStrategies {
  private static final List<String> HYPERPARAMETERS =
      List.of(
          "",
          "sgd(momentum=0.9): ",
          "sgd(momentum=linear(0.85 -> 0.95), nesterov=true, weight-decay=1e-4): ",
          "adam(beta1=0.8): ",
          "adamw(weight-decay=0.1): ",
          "adamw(beta2=cosine(0.99 -> 0.999)): ",
          "rmsprop(alpha=0.9, centered=true): ",
          "lion: ",
          "muon: ",
          "adadelta: ");

  private final Random random;

  RandomStrategies(long seed) {
    this.random = new Random(seed);
  }

  String next() {
    return HYPERPARAMETERS.get(random.nextInt(HYPERPARAMETERS.size())) + sequence();
  }

  private String sequence() {
    StringBuilder text = new StringBuilder();
    int phrases = random.nextInt(3);
    for (int i = 0; i < phrases; i++) {
      text.append(term(i > 0)).append(" for ").append(1 + random.nextInt(30)).append("% then ");
    }
    return text.append(term(phrases > 0)).toString();
  }

  private String term(boolean follows) {
    int kind = random.nextInt(10);
    return switch (kind) {
      case 0 -> call(false) + " * " + call(false);
      case 1 -> "max(" + call(false) + ", " + number(1e-5, 1e-3) + ")";
      case 2 -> call(false) + " + " + number(1e-5, 1e-2);
      case 3 -> "repeat(" + call(false) + ", every=" + (2 + random.nextInt(30)) + ")";
      default -> call(follows);
    };
  }

  private String call(boolean follows) {
    String ramp =
        (follows && random.nextBoolean() ? "" : number(1e-4, 1) + " ") + "-> " + number(1e-5, 1);
    String a = number(1e-4, 1);
    return switch (random.nextInt(20)) {
      case 0 -> a;
      case 1 -> "linear(" + ramp + ")";
      case 2 -> "cosine(" + ramp + ")";
      case 3 -> "polynomial(" + ramp + ", power=" + number(0.5, 3) + ")";
      case 4 -> "exponential(" + ramp + ")";
      case 5 -> "exponential(" + a + ", gamma=" + number(0.8, 0.999) + ")";
      case 6 -> "exponential(" + a + ", rate=" + number(1e-3, 0.1) + ", every=7, staircase=true)";
      case 7 -> "step(" + a + ", every=" + (1 + random.nextInt(60)) + ", gamma=0.5)";
      case 8 -> "multistep(" + a + ", at=[10, 30%, 150], gamma=0.3)";
      case 9 -> "time-decay(" + a + ", rate=" + number(1e-3, 1) + ", power=0.75)";
      case 10 -> "inverse-sqrt(" + a + ", timescale=" + (1 + random.nextInt(50)) + ")";
      case 11 ->
          "cooldown("
              + ramp
              + ", shape="
              + List.of("sqrt", "linear", "square").get(random.nextInt(3))
              + ")";
      case 12 -> "cooldown(" + ramp + ", power=0.6)";
      case 13 -> "rex(" + ramp + ")";
      case 14 -> "tanh(" + ramp + ")";
      case 15 -> "logarithmic(" + ramp + ")";
      case 16 -> "saturating(" + ramp + ", timescale=20)";
      case 17 -> "cyclic(" + number(1e-4, 1e-2) + " -> " + a + ", up=13, down=8, mode=triangular2)";
      case 18 -> "one-cycle(" + a + ", up=" + (10 + random.nextInt(40)) + "%)";
      default ->
          "cosine-restarts("
              + number(1e-3, 1)
              + " -> 0, first=20, multiply="
              + (1 + random.nextInt(2))
              + ", decay=0.8)";
    };
  }

  private String number(double low, double high) {
    return String.format(Locale.ROOT, "%.3g", low * Math.pow(high / low, random.nextDouble()))
        .replaceFirst("e([+-])0*", "e$1")
        .replace("e+", "e");
  }
}
