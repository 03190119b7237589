package dev.rubato.battery;

import static dev.rubato.battery.Activation.RELU;
import static dev.rubato.battery.Activation.TANH;
import static dev.rubato.battery.Architectures.convolution;
import static dev.rubato.battery.Architectures.dropping;
import static dev.rubato.battery.Architectures.layers;
import static dev.rubato.battery.Architectures.pairs;
import static dev.rubato.battery.Architectures.products;
import static dev.rubato.battery.Architectures.recurrent;
import static dev.rubato.battery.Architectures.sleepy;

import dev.rubato.battery.Bowl.Form;
import dev.rubato.battery.LossOp.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The tasks of the families by which methods are chosen. */
final class ChooseTasks {
  private final List<BatteryTask> tasks = new ArrayList<>();

  private ChooseTasks() {}

  static List<BatteryTask> all() {
    ChooseTasks made = new ChooseTasks();
    made.quadratics();
    made.saddlesAndOverfitting();
    made.nets();
    made.sequencesAndEmbeddings();
    made.troubles();
    return List.copyOf(made.tasks);
  }

  private void add(Family family, String name, long perEpoch, long epochs, Form form) {
    tasks.add(BatteryTask.of(family, name, perEpoch, epochs, form));
  }

  private void add(Family family, String name, long perEpoch, long epochs, NetworkPlan plan) {
    tasks.add(BatteryTask.of(family, name, perEpoch, epochs, plan));
  }

  private void quadratics() {
    Family plain = Family.QUADRATIC;
    add(plain, "quadratic-1", 10, 5, Form.of(10, 1, 1));
    add(plain, "quadratic-10", 20, 5, Form.of(10, 10, 30));
    add(plain, "quadratic-1e3", 200, 5, Form.of(20, 1e3, 1));
    add(plain, "quadratic-1e5", 10_000, 1, Form.of(20, 1e5, 1e-3));
    Family noisy = Family.NOISY_QUADRATIC;
    add(noisy, "noisy-quadratic-mild", 40, 5, Form.of(20, 10, 1).noisy(0.3, 0));
    add(noisy, "noisy-quadratic-strong", 200, 5, Form.of(20, 100, 1).noisy(3, 0));
    add(
        noisy,
        "noisy-quadratic-rough",
        100,
        5,
        Form.of(10, 30, 5).noisy(1, 0).measuredRoughly(0.3));
    Family student = Family.STUDENT_NOISE;
    add(student, "student-noise-2", 100, 4, Form.of(10, 10, 1).noisy(0.5, 2));
    add(student, "student-noise-3", 200, 10, Form.of(16, 100, 2).noisy(1, 3));
  }

  private void saddlesAndOverfitting() {
    Family saddle = Family.FACTORIZATION;
    String name = "factorization-near";
    Supplier<Dataset> square = Generators.linear(name, 8, 1, 0.1, 0, 32, 64);
    add(saddle, name, 60, 5, NetworkPlan.of(square, 0, Kind.SQUARE, products(0.01, 4, 1)));
    name = "factorization-nearest";
    Supplier<Dataset> rows = Generators.sheets(name, 10, 3, 0, 40, 64);
    add(saddle, name, 150, 4, NetworkPlan.of(rows, 0, Kind.SQUARE, products(1e-4, 4, 10)));
    name = "factorization-sampled";
    Supplier<Dataset> many = Generators.sheets(name, 12, 4, 0.1, 400, 100);
    add(saddle, name, 100, 4, NetworkPlan.of(many, 8, Kind.SQUARE, products(0.03, 8, 12)));
    Family overfit = Family.OVERFIT_LOGISTIC;
    name = "overfit-logistic-few";
    Supplier<Dataset> few = Generators.clouds(name, 2, 30, 3, 0.1, 30, 200);
    add(overfit, name, 50, 10, NetworkPlan.of(few, 0, Kind.LOGISTIC, layers(TANH, 1)));
    name = "overfit-logistic-wide";
    Supplier<Dataset> wide = Generators.clouds(name, 2, 60, 4, 0.1, 40, 200);
    add(overfit, name, 400, 5, NetworkPlan.of(wide, 8, Kind.LOGISTIC, layers(TANH, 1)));
    name = "overfit-logistic-long";
    Supplier<Dataset> lasting = Generators.clouds(name, 2, 20, 3, 0.2, 40, 200);
    add(overfit, name, 5000, 1, NetworkPlan.of(lasting, 10, Kind.LOGISTIC, layers(TANH, 1)));
  }

  private void nets() {
    Family classifier = Family.CLASSIFIER;
    String name = "classifier-spirals";
    Supplier<Dataset> spirals = Generators.spirals(name, 3, 0.2, 0.05, 400, 150);
    add(classifier, name, 150, 4, NetworkPlan.of(spirals, 16, Kind.SOFTMAX, layers(TANH, 24, 3)));
    name = "classifier-accuracy";
    Supplier<Dataset> clouds = Generators.clouds(name, 5, 8, 1, 0.05, 300, 200);
    NetworkPlan plan = NetworkPlan.of(clouds, 16, Kind.SOFTMAX, layers(RELU, 24, 5));
    tasks.add(BatteryTask.of(classifier, name, 60, 5, plan).maximizing("accuracy"));
    name = "classifier-rough";
    Supplier<Dataset> signals = Generators.signals(name, 4, 16, 0.5, 0.2, 300, 300);
    plan = NetworkPlan.of(signals, 16, Kind.SOFTMAX, layers(RELU, 16, 4)).validatedOn(24);
    add(classifier, name, 50, 8, plan);
    Family dropout = Family.DROPOUT;
    name = "dropout-half";
    Supplier<Dataset> drop = Generators.clouds(name, 4, 12, 1.5, 0.1, 120, 150);
    add(dropout, name, 100, 5, NetworkPlan.of(drop, 12, Kind.SOFTMAX, dropping(0.5, 48, 4)));
    name = "dropout-light";
    Supplier<Dataset> light = Generators.signals(name, 3, 16, 0.7, 0.1, 150, 200);
    plan = NetworkPlan.of(light, 8, Kind.SOFTMAX, dropping(0.2, 24, 24, 3));
    tasks.add(BatteryTask.of(dropout, name, 60, 5, plan).maximizing("accuracy"));
    Family wide = Family.WIDE;
    name = "wide-256";
    Supplier<Dataset> taught = Generators.taught(name, 6, 8, 1, 0.1, 300, 100);
    add(wide, name, 40, 5, NetworkPlan.of(taught, 8, Kind.SQUARE, layers(RELU, 256, 1)));
    name = "wide-128";
    Supplier<Dataset> sorted = Generators.spirals(name, 2, 0.3, 0, 200, 100);
    add(wide, name, 100, 3, NetworkPlan.of(sorted, 8, Kind.SOFTMAX, layers(TANH, 128, 2)));
    Family encoder = Family.AUTOENCODER;
    name = "autoencoder-linear";
    Supplier<Dataset> sheets = Generators.sheets(name, 12, 3, 0, 300, 100);
    add(encoder, name, 100, 4, NetworkPlan.of(sheets, 16, Kind.SQUARE, products(0.2, 3, 12)));
    name = "autoencoder-bent";
    Supplier<Dataset> bent = Generators.sheets(name, 16, 2, 0, 300, 100);
    add(encoder, name, 150, 4, NetworkPlan.of(bent, 8, Kind.SQUARE, layers(TANH, 8, 2, 8, 16)));
    Family conv = Family.CONVOLUTION;
    name = "convolution-small";
    Supplier<Dataset> seen = Generators.signals(name, 3, 14, 0.4, 0, 300, 100);
    add(conv, name, 75, 4, NetworkPlan.of(seen, 8, Kind.SOFTMAX, convolution(5, 8, 3)));
    name = "convolution-mislabelled";
    Supplier<Dataset> poor = Generators.signals(name, 4, 16, 0.5, 0.3, 200, 100);
    add(conv, name, 50, 8, NetworkPlan.of(poor, 8, Kind.SOFTMAX, convolution(7, 8, 4)));
  }

  private void sequencesAndEmbeddings() {
    Family recurrent = Family.RECURRENT;
    String name = "recurrent-adding";
    Supplier<Dataset> adding = Sequences.adding(name, 8, 500, 100);
    add(recurrent, name, 100, 5, NetworkPlan.of(adding, 8, Kind.SQUARE, recurrent(2, 12, 1)));
    name = "recurrent-remembering";
    Supplier<Dataset> first = Sequences.remembering(name, 3, 6, 0.05, 400, 100);
    add(recurrent, name, 100, 4, NetworkPlan.of(first, 8, Kind.SOFTMAX, recurrent(3, 10, 3)));
    Family words = Family.WORDS;
    name = "words-100";
    Supplier<Dataset> hundred = Sequences.words(name, 100, 5, 1500, 200);
    add(words, name, 200, 5, NetworkPlan.of(hundred, 16, Kind.LOGISTIC, pairs(100, 100, 6, 0.3)));
    name = "words-600";
    Supplier<Dataset> lots = Sequences.words(name, 600, 4, 4000, 300);
    add(words, name, 500, 4, NetworkPlan.of(lots, 8, Kind.LOGISTIC, pairs(600, 600, 4, 0.1)));
  }

  private void troubles() {
    Family dead = Family.DEAD_UNITS;
    String name = "dead-units-few";
    Supplier<Dataset> taught = Generators.taught(name, 3, 4, 1, 0.05, 200, 100);
    add(dead, name, 100, 4, NetworkPlan.of(taught, 8, Kind.SQUARE, sleepy(-0.7, 4, 1)));
    name = "dead-units-deep";
    Supplier<Dataset> deep = Generators.clouds(name, 3, 4, 0.5, 0, 200, 100);
    add(dead, name, 100, 5, NetworkPlan.of(deep, 8, Kind.SOFTMAX, sleepy(-0.1, 4, 4, 4, 4, 3)));
    Family likelihood = Family.LIKELIHOOD;
    name = "likelihood-narrow";
    Supplier<Dataset> narrow = Sequences.spreads(name, 4, 0.02, 0, 300, 100);
    NetworkPlan plan = NetworkPlan.of(narrow, 16, Kind.NORMAL, layers(TANH, 2));
    tasks.add(BatteryTask.of(likelihood, name, 100, 5, plan).boundedBy(-3.41));
    name = "likelihood-bent";
    Supplier<Dataset> bent = Sequences.spreads(name, 3, 0.1, 0.7, 400, 100);
    plan = NetworkPlan.of(bent, 16, Kind.NORMAL, layers(TANH, 8, 2));
    tasks.add(BatteryTask.of(likelihood, name, 200, 5, plan).boundedBy(-1.8));
    Family tiny = Family.TINY;
    name = "tiny-regression";
    Supplier<Dataset> small = Generators.linear(name, 8, 10, 0.3, 0, 100, 64);
    plan = NetworkPlan.of(small, 8, Kind.SQUARE, layers(TANH, 1)).scaled(100, 1e-8, 0);
    add(tiny, name, 60, 5, plan);
    name = "tiny-net";
    Supplier<Dataset> net = Generators.taught(name, 4, 6, 1, 0.1, 200, 100);
    plan = NetworkPlan.of(net, 8, Kind.SQUARE, layers(TANH, 12, 1)).scaled(30, 1e-6, 0);
    add(tiny, name, 100, 4, plan);
    add(tiny, "tiny-change", 50, 5, Form.of(8, 20, 0.1).noisy(0.1, 0).on(1000));
  }
}
