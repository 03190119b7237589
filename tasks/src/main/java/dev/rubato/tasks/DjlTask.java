package dev.rubato.tasks;

import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.loss.Loss;
import ai.djl.util.Pair;
import dev.rubato.argument.Sha256;
import dev.rubato.lab.Metric;
import dev.rubato.lab.SteppedTask;
import dev.rubato.lab.TaskParameter;
import dev.rubato.lab.Training;
import dev.rubato.schedule.Horizon;
import dev.rubato.strategy.Strategy;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A task on DJL: a network, data and a loss.
 *
 * <pre>{@code
 * Task task =
 *     DjlTask.named("xor")
 *         .network(() -> new SequentialBlock().add(Linear.builder().setUnits(2).build()))
 *         .data(() -> Split.stratified(examples, 2))
 *         .loss(Loss::softmaxCrossEntropyLoss)
 *         .batch(32)
 *         .epochs(10)
 *         .build();
 * }</pre>
 *
 * <p>Each training gets its own network, whose initial weights and order of the data come from the
 * training's seed, and can resume from any step: weights are Glorot's whatever initializer the
 * network has, scales of normalizations 1, biases 0. So whatever else is random in a network, such
 * as dropout, makes its trainings differ from call to call. The running averages of batch
 * normalization belong to a training; where a strategy is evaluated at another point than it is
 * trained at (schedule-free, an average), they are estimated there from training batches.
 */
public final class DjlTask implements SteppedTask {
  private static final int DIGITS = 16;

  private final Builder made;
  private @Nullable Split split;
  private @Nullable String fingerprint;
  private @Nullable List<TaskParameter> parameters;

  private DjlTask(Builder made) {
    this.made = made;
  }

  /** Starts the description of a task. */
  public static Builder named(String name) {
    return new Builder(name);
  }

  /** What a task is made of. */
  public static final class Builder {
    private final String name;
    private String summary = "";
    private String source = "";
    private String version = "1";
    private Supplier<Block> network =
        () -> {
          throw new IllegalStateException("a task needs a network");
        };
    private Supplier<Split> data =
        () -> {
          throw new IllegalStateException("a task needs data");
        };
    private Supplier<Loss> loss = Loss::softmaxCrossEntropyLoss;
    private boolean accuracy = true;
    private int batch = 32;
    private long stepsPerEpoch;
    private long epochs = 10;
    private Metric target = new Metric("accuracy", false);
    private double targetValue = 0.9;

    private Builder(String name) {
      this.name = name;
    }

    /** One line on the data and the model. */
    public Builder summary(String text) {
      summary = text;
      return this;
    }

    /** One line on where the data come from and how they are split. */
    public Builder source(String text) {
      source = text;
      return this;
    }

    /** To be changed with the network or the loss, so that older results are not reused. */
    public Builder version(String text) {
      version = text;
      return this;
    }

    /** Makes a network before its parameters. */
    public Builder network(Supplier<Block> maker) {
      network = maker;
      return this;
    }

    /** Reads the data; called once, when they are first needed. */
    public Builder data(Supplier<Split> reader) {
      data = reader;
      return this;
    }

    /**
     * Makes the loss: softmax cross-entropy by default. A loss should not multiply by a number that
     * is not an array, as DJL's L2 loss and those with a weight do: DJL puts the number into memory
     * that Java may reclaim before PyTorch reads it for the gradient, which is then wrong.
     */
    public Builder loss(Supplier<Loss> maker) {
      loss = maker;
      return this;
    }

    /** Measures only the loss: answers are numbers. */
    public Builder withoutAccuracy() {
      accuracy = false;
      return this;
    }

    /** The batch size: 32 by default. */
    public Builder batch(int size) {
      batch = size;
      return this;
    }

    /** Steps in an epoch, for data that are large to read; otherwise examples over batch. */
    Builder stepsPerEpoch(long steps) {
      stepsPerEpoch = steps;
      return this;
    }

    /** How long a training is by default: 10 epochs. */
    public Builder epochs(long count) {
      epochs = count;
      return this;
    }

    /** A metric to reach: an accuracy of 0.9 by default. */
    public Builder target(String metric, boolean lowerIsBetter, double value) {
      target = new Metric(metric, lowerIsBetter);
      targetValue = value;
      return this;
    }

    /** The task. */
    public DjlTask build() {
      if (batch < 1 || epochs < 1) {
        throw new IllegalArgumentException(
            "batch and epochs must be at least 1, were " + batch + " and " + epochs);
      }
      return new DjlTask(this);
    }
  }

  @Override
  public About about() {
    long steps = made.stepsPerEpoch > 0 ? made.stepsPerEpoch : split().train().size() / made.batch;
    if (steps < 1) {
      throw new IllegalArgumentException(
          String.format(
              Locale.ROOT,
              "a batch of %d is more than the %d examples to train on",
              made.batch,
              split().train().size()));
    }
    return new About(
        made.name,
        made.summary,
        made.source,
        steps,
        made.epochs,
        new Metric("validation-loss", true),
        made.target,
        made.targetValue);
  }

  @Override
  public synchronized String fingerprint() {
    if (fingerprint == null) {
      MessageDigest digest = Sha256.digest();
      for (Examples part : new Examples[] {split().train(), split().validation(), split().test()}) {
        part.addTo(digest);
      }
      Block network = made.network.get();
      digest.update(
          (made.batch + "\0" + network + "\0" + made.loss.get().getName() + scales(network))
              .replaceAll("@[0-9a-f]+", "")
              .getBytes(StandardCharsets.UTF_8));
      String hash = Sha256.hex(digest).substring(0, DIGITS);
      fingerprint =
          made.name + " " + made.version + ", data and network " + hash + ", " + Engine.version();
    }
    return fingerprint;
  }

  /** Marks networks with scales of normalizations, which once began at 0. */
  private static String scales(Block network) {
    return network.getParameters().values().stream()
            .anyMatch(parameter -> parameter.getType() == Parameter.Type.GAMMA)
        ? "\0scales 1"
        : "";
  }

  /** The trainable parameters of the network; null while the data, whose shape it needs, lack. */
  @Override
  public synchronized @Nullable List<TaskParameter> parameters() {
    if (parameters == null) {
      try {
        parameters = NetworkParameters.of(newNetwork(), made.batch, split().train().shape());
      } catch (MissingDataException e) {
        return null;
      }
    }
    return parameters;
  }

  @Override
  public boolean branches() {
    return true;
  }

  @Override
  public Training start(Strategy strategy, Horizon horizon, long seed) {
    return new DjlTraining(this, strategy, horizon, seed);
  }

  /**
   * Checks that a network has no values yet, which would be lost.
   *
   * @throws IllegalArgumentException if it has
   */
  static void checkNew(Block network) {
    for (Pair<String, Parameter> named : network.getParameters()) {
      if (named.getValue().isInitialized()) {
        throw new IllegalArgumentException(
            named.getKey()
                + " has values already, but a task draws them from each training's seed: make the"
                + " network anew at each call, without initialize or load");
      }
    }
  }

  /**
   * Checks that all state of a network can be saved.
   *
   * @throws IllegalArgumentException if it can't
   */
  static void checkTypes(Block network) {
    for (Pair<String, Parameter> named : network.getParameters()) {
      DataType type = named.getValue().getArray().getDataType();
      if (type != DataType.FLOAT32) {
        throw new IllegalArgumentException(
            named.getKey() + " must be float32 for a training to resume from a step, was " + type);
      }
    }
  }

  synchronized Split split() {
    Split read = split;
    if (read == null) {
      read = Objects.requireNonNull(made.data.get(), "data");
      split = read;
    }
    return read;
  }

  int batch() {
    return made.batch;
  }

  boolean hasAccuracy() {
    return made.accuracy;
  }

  Loss newLoss() {
    return made.loss.get();
  }

  Block newNetwork() {
    return made.network.get();
  }
}
