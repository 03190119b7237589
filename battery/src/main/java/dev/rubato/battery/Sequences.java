package dev.rubato.battery;

import java.util.function.Supplier;

/** Makes data of sequences and of pairs, always the same for a name. */
final class Sequences {
  private Sequences() {}

  /** Numbers of which two are marked: the answer is their sum (Hochreiter and Schmidhuber 1997). */
  static Supplier<Dataset> adding(String name, int length, int train, int held) {
    return Generators.of(
        name,
        2 * length,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int first = dice.below(length / 2);
          int second = length / 2 + dice.below(length - length / 2);
          for (int t = 0; t < length; t++) {
            x[2 * t] = (float) (2 * dice.uniform() - 1);
            x[2 * t + 1] = t == first || t == second ? 1 : 0;
          }
          y[0] = x[2 * first] + x[2 * second];
        });
  }

  /** Symbols, of which the first is the answer. */
  static Supplier<Dataset> remembering(
      String name, int symbols, int length, double wrong, int train, int held) {
    return Generators.of(
        name,
        symbols * length,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          for (int t = length - 1; t >= 0; t--) {
            int symbol = dice.below(symbols);
            x[t * symbols + symbol] = 1;
            y[0] = symbol;
          }
          if (dice.uniform() < wrong) {
            y[0] = dice.below(symbols);
          }
        });
  }

  /** Tokens of a mark and a number: the answer is the number that is marked. */
  static Supplier<Dataset> pointing(String name, int length, double noise, int train, int held) {
    return Generators.of(
        name,
        2 * length,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int marked = dice.below(length);
          for (int t = 0; t < length; t++) {
            x[2 * t] = t == marked ? 1 : 0;
            x[2 * t + 1] = (float) dice.normal();
          }
          y[0] = (float) (x[2 * marked + 1] + noise * dice.normal());
        });
  }

  /** Pairs of words, most of them rare: 1 if they stood together, which those of a topic do. */
  static Supplier<Dataset> words(String name, int words, int topics, int train, int held) {
    return Generators.of(
        name,
        2,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int word = dice.zipf(words);
          int other = dice.zipf(words);
          boolean together = dice.uniform() < 0.5;
          if (together && dice.uniform() < 0.9) {
            other = Math.min(words - 1, other - other % topics + word % topics);
          }
          x[0] = word;
          x[1] = other;
          y[0] = together ? 1 : 0;
        });
  }

  /** Ratings that users give things, most of them rare. */
  static Supplier<Dataset> ratings(
      String name, int users, int things, int rank, double noise, int train, int held) {
    float[] tastes = Generators.normal(name + " tastes", users * rank, 1);
    float[] traits = Generators.normal(name + " traits", things * rank, 1 / Math.sqrt(rank));
    return Generators.of(
        name,
        2,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          int user = dice.zipf(users);
          int thing = dice.zipf(things);
          double sum = noise * dice.normal();
          for (int k = 0; k < rank; k++) {
            sum += tastes[user * rank + k] * traits[thing * rank + k];
          }
          x[0] = user;
          x[1] = thing;
          y[0] = (float) sum;
        });
  }

  /** What each of some choices pays in a situation. */
  static Supplier<Dataset> rewards(
      String name, int width, int choices, double noise, int train, int held) {
    float[] weights = Generators.normal(name + " pays", width * choices, 1 / Math.sqrt(width));
    return Generators.of(
        name,
        width,
        choices,
        train,
        held,
        (dice, x, y, isHeld) -> {
          for (int i = 0; i < width; i++) {
            x[i] = (float) dice.normal();
          }
          for (int k = 0; k < choices; k++) {
            double sum = noise * dice.normal();
            for (int i = 0; i < width; i++) {
              sum += weights[i * choices + k] * x[i];
            }
            y[k] = (float) sum;
          }
        });
  }

  /** A function of the product of the inputs with hidden weights. */
  static Supplier<Dataset> curved(
      String name, int width, double size, double noise, boolean sine, int train, int held) {
    float[] weights = Generators.normal(name + " weights", width, size);
    return Generators.of(
        name,
        width,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          double sum = 0;
          for (int i = 0; i < width; i++) {
            x[i] = (float) dice.normal();
            sum += weights[i] * x[i];
          }
          y[0] = (float) ((sine ? StrictMath.sin(sum) : sum * sum) + noise * dice.normal());
        });
  }

  /** Numbers whose spread depends on the input: the answer to tell a mean and a spread of. */
  static Supplier<Dataset> spreads(
      String name, int width, double least, double slope, int train, int held) {
    float[] weights = Generators.normal(name + " weights", width, 1 / Math.sqrt(width));
    return Generators.of(
        name,
        width,
        1,
        train,
        held,
        (dice, x, y, isHeld) -> {
          double sum = 0;
          for (int i = 0; i < width; i++) {
            x[i] = (float) dice.normal();
            sum += weights[i] * x[i];
          }
          double spread = least * StrictMath.exp(slope * x[0]);
          y[0] = (float) (sum + spread * dice.normal());
        });
  }
}
