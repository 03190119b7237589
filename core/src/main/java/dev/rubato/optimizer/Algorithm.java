package dev.rubato.optimizer;

import dev.rubato.argument.Arguments;
import dev.rubato.argument.CatalogueEntry;
import dev.rubato.argument.Domain;
import dev.rubato.argument.Parameter;
import dev.rubato.argument.Parameter.Unit;
import dev.rubato.argument.Signature;
import dev.rubato.strategy.Stepper;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An entry of the optimizer catalogue: a signature, what it means in words, and its kernel. One
 * file per algorithm; a custom algorithm extends this class. Besides its own arguments every
 * algorithm takes these, which {@link Stepper} handles:
 *
 * <ul>
 *   <li>{@code clip-norm}: Gradients are scaled down to this norm over all parameters. A number or
 *       a schedule, above 0, in the gradient's unit; optional.
 *   <li>{@code clip-value}: Each element of the gradient is clipped to this magnitude. A number or
 *       a schedule, above 0, in the gradient's unit; optional.
 *   <li>{@code maximize=false}: Whether to maximize the loss instead of minimizing it. One of true,
 *       false.
 *   <li>{@code on-non-finite=stop}: What to do if a gradient is NaN or infinite: fail, or skip the
 *       step. One of stop, skip.
 *   <li>{@code agc}: Largest norm of a unit's gradient, as a share of its parameters' norm. A
 *       number or a schedule, above 0; optional.
 *   <li>{@code decay=own}: How weight decay acts on a weight; the algorithm's own way by default.
 *       One of own, coupled, decoupled, independent, cautious, corrected.
 *   <li>{@code cautious=false}: Whether an update keeps only what agrees with the gradient. One of
 *       true, false.
 *   <li>{@code clip-update}: Largest root mean square of a tensor's update at a rate of 1. A number
 *       or a schedule, above 0; optional.
 *   <li>{@code state=float32}: How the algorithm's memory is kept. One of float32, bfloat16, int8.
 *   <li>{@code ema}: Fraction kept at each step by the debiased average that evaluation sees. A
 *       number or a schedule, in [0, 1); optional.
 *   <li>{@code ema-from}: When that average begins; at the start by default. A span such as 30, 5
 *       epochs or 10%, above 0; optional.
 *   <li>{@code tail-average}: Last share of the training whose mean point evaluation sees. A share
 *       such as 30%, at most 100%; optional.
 * </ul>
 *
 * <p>An argument outside its domain is an {@link IllegalArgumentException} that names it.
 *
 * <p>The weights of {@code ema} are those of the points after each step from {@code ema-from} on,
 * and sum to 1; the averages of PyTorch's {@code AveragedModel}, timm and Keras begin at the point
 * before the first step, which keeps a weight of {@code ema}ᵗ. {@code cautious} and {@code
 * clip-update} change the update without decoupled weight decay.
 */
public abstract class Algorithm {
  private static final List<Parameter> COMMON =
      List.of(
          Parameter.hyperparameter(
                  "clip-norm",
                  Domain.ABOVE_0,
                  "Gradients are scaled down to this norm over all parameters.")
              .in(Unit.GRADIENT),
          Parameter.hyperparameter(
                  "clip-value",
                  Domain.ABOVE_0,
                  "Each element of the gradient is clipped to this magnitude.")
              .in(Unit.GRADIENT),
          Parameter.flag(
              "maximize", false, "Whether to maximize the loss instead of minimizing it."),
          Parameter.choice(
              "on-non-finite",
              List.of("stop", "skip"),
              "What to do if a gradient is NaN or infinite: fail, or skip the step."),
          Parameter.hyperparameter(
                  "agc",
                  Domain.ABOVE_0,
                  "Largest norm of a unit's gradient, as a share of its parameters' norm.")
              .in(Unit.NONE),
          Parameter.choice(
              "decay",
              List.of("own", "coupled", "decoupled", "independent", "cautious", "corrected"),
              "How weight decay acts on a weight; the algorithm's own way by default."),
          Parameter.flag(
              "cautious", false, "Whether an update keeps only what agrees with the gradient."),
          Parameter.hyperparameter(
              "clip-update",
              Domain.ABOVE_0,
              "Largest root mean square of a tensor's update at a rate of 1."),
          Parameter.choice(
              "state",
              List.of("float32", "bfloat16", "int8"),
              "How the algorithm's memory is kept."),
          Parameter.hyperparameter(
              "ema",
              Domain.AVERAGE,
              "Fraction kept at each step by the debiased average that evaluation sees."),
          Parameter.optionalSpan("ema-from", "When that average begins; at the start by default.")
              .in(Unit.NONE),
          Parameter.of(
                  "tail-average",
                  Parameter.Kind.SHARE,
                  Domain.FACTOR,
                  null,
                  false,
                  "Last share of the training whose mean point evaluation sees.")
              .in(Unit.NONE));

  /** The options that do something with an update after the kernel made it. */
  static final List<String> OF_THE_UPDATE =
      List.of("decay", "cautious", "clip-update", "ema", "tail-average");

  /** The options that change a gradient before the kernel sees it. */
  private static final List<String> OF_THE_GRADIENT =
      List.of("clip-norm", "clip-value", "agc", "decay");

  private final Signature signature;
  private final CatalogueEntry entry;
  private final boolean decayInGradient;

  /** An algorithm with parameters of its own and those that all have. */
  protected Algorithm(Signature own, CatalogueEntry entry) {
    this.signature = own.with(COMMON);
    this.entry = entry;
    Parameter decay = signature.find("weight-decay");
    this.decayInGradient = decay != null && decay.meaning().equals(Usual.IN_GRADIENT);
  }

  /** The name and the parameters. */
  public final Signature signature() {
    return signature;
  }

  /** What it is, for people. */
  public final CatalogueEntry entry() {
    return entry;
  }

  /**
   * The rate that people begin with: its authors' or PyTorch's default, or the one that most
   * recipes have. Searches start from it and find their own; nothing else uses it.
   */
  public double usualRate(Arguments arguments) {
    return 1e-3;
  }

  /** Whether its kernel is {@link Averaging}: options that change updates make no sense then. */
  protected boolean averages() {
    return false;
  }

  /** Whether it has a {@link #matrixKernel}: weight decay in the gradient makes no sense then. */
  protected boolean movesMatrices() {
    return false;
  }

  /**
   * Whether its steps follow from the loss, {@link StepContext#loss}: a step then has to be told
   * it, and gradients that are clipped or added to make no sense, as they are not that loss's.
   */
  public boolean needsLoss() {
    return false;
  }

  /** Whether its own weight decay is part of the gradient, and none of the weights' by itself. */
  public final boolean addsDecayToGradient() {
    return decayInGradient;
  }

  /** Why what it remembers can't be rounded, or null if it can: for {@code state}. */
  protected @Nullable String needsItsMemoryWhole(Arguments arguments) {
    if (movesMatrices()) {
      return "it works on matrices as a whole, whose memory it has in floats";
    }
    return averages() ? remembersPoints() : null;
  }

  /** For those that remember where the model began, or a later point of it. */
  static String remembersPoints() {
    return "it remembers a point of the model, which rounding would move";
  }

  private void checkState(Arguments arguments) {
    String reason = arguments.has("state") ? needsItsMemoryWhole(arguments) : null;
    if (reason != null) {
      throw new IllegalArgumentException(
          signature.name()
              + " can't take state="
              + arguments.word("state")
              + ": "
              + reason
              + "; leave it out");
    }
  }

  private void checkLoss(Arguments arguments) {
    for (String given : OF_THE_GRADIENT) {
      boolean changes = given.equals("decay") ? isCoupled(arguments) : arguments.has(given);
      if (needsLoss() && changes) {
        throw new IllegalArgumentException(
            signature.name()
                + " can't take "
                + (given.equals("decay") ? "decay=coupled" : given)
                + ": the length of its steps follows from the loss and the norm of its gradient,"
                + " which must stay as it is; leave it out, or use clip-update");
      }
    }
  }

  private static boolean isCoupled(Arguments arguments) {
    return arguments.word("decay").equals("coupled");
  }

  /**
   * Looks whether the arguments that all algorithms have make sense for this one.
   *
   * @throws IllegalArgumentException where one does not, with the reason
   */
  final void check(Arguments arguments) {
    String name = signature.name();
    String decay = arguments.word("decay");
    if (!decay.equals("own") && signature.find("weight-decay") == null) {
      throw new IllegalArgumentException(name + " has no weight-decay for decay=" + decay);
    }
    if (decay.equals("coupled") && movesMatrices()) {
      throw new IllegalArgumentException(
          name
              + " can't take decay=coupled: it moves matrices as a whole, and weight decay in their"
              + " gradient would be normalized away; leave it out, or use independent");
    }
    if (averages()) {
      for (String given : OF_THE_UPDATE) {
        if (arguments.has(given)) {
          throw new IllegalArgumentException(
              name
                  + " can't take "
                  + given
                  + ": its parameters follow from an average of its own, which has to stay as it"
                  + " is");
        }
      }
    }
    checkState(arguments);
    checkLoss(arguments);
    if (arguments.has("ema") && arguments.has("tail-average")) {
      throw new IllegalArgumentException(
          "ema and tail-average are two averages, and evaluation sees one: leave one out");
    }
    if (arguments.has("ema-from") && !arguments.has("ema")) {
      throw new IllegalArgumentException("ema-from says when an average begins: it needs ema");
    }
    if (arguments.has("ema-from")) {
      arguments.span("ema-from").checkSteps("ema-from");
    }
  }

  /** The kernel for these arguments. */
  public abstract Kernel kernel(Arguments arguments);

  /**
   * The kernel for one tensor of two dimensions or more, or null (the default) if its shape does
   * not matter.
   */
  public @Nullable MatrixKernel matrixKernel(Arguments arguments, Matrix matrix, Workers team) {
    return null;
  }

  /** The names of the parameters that every algorithm has. */
  public static List<String> commonNames() {
    return COMMON.stream().map(Parameter::name).toList();
  }

  /** The parameters that are this algorithm's own. */
  public final List<Parameter> ownParameters() {
    return signature.parameters().subList(0, signature.parameters().size() - COMMON.size());
  }

  /** The name and the parameters that are this algorithm's own. */
  public final Signature ownSignature() {
    return new Signature(signature.name(), ownParameters());
  }

  /** As the catalogue writes it, without what all algorithms have. */
  @Override
  public final String toString() {
    return ownSignature().toString();
  }
}
