package dev.rubato.interop;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A strategy from the calls and dictionaries of a text, whichever library's they are. */
final class CallsImport {
  private static final Pattern SCHEDULING =
      Pattern.compile(
          "\\w*(LR|LROnPlateau|[sS]cheduler?s?|Decay|Annealing\\w*)\\s*\\(|_schedule(_\\w+)?\\(");

  private final List<String> notes;
  private final boolean epochs;
  private final double given;
  private String optimizer = "";
  private double lr;
  private @Nullable String schedule;
  private @Nullable String whole;
  private int schedulers;

  private CallsImport(double lr, boolean epochs, List<String> notes) {
    this.lr = lr;
    this.given = lr;
    this.epochs = epochs;
    this.notes = notes;
  }

  /**
   * The strategy in the notation.
   *
   * @param passed statements that could not be read
   * @param lr the optimizer's rate where the text has none, or NaN
   * @param epochs whether PyTorch's scheduler is stepped once an epoch
   */
  static String read(
      List<ForeignCall> calls, List<String> passed, double lr, boolean epochs, List<String> notes)
      throws Inexpressible {
    CallsImport reader = new CallsImport(lr, epochs, notes);
    for (ForeignCall each : calls) {
      reader.take(each);
    }
    for (String statement : passed) {
      if (SCHEDULING.matcher(statement).find()) {
        throw new Inexpressible(
            "this line makes a schedule and can't be read: "
                + statement.strip().lines().findFirst().orElse(""));
      }
    }
    return reader.found(calls);
  }

  private String found(List<ForeignCall> calls) throws Inexpressible {
    if (whole != null) {
      return whole;
    }
    if (schedule != null) {
      if (schedulers > 1) {
        notes.add("it makes several schedulers, of which the last was read");
      }
      return optimizer + schedule;
    }
    if (!optimizer.isEmpty() && !Double.isNaN(lr)) {
      notes.add("it has no scheduler, so the rate is constant");
      return optimizer + Numbers.print(lr);
    }
    String last = calls.isEmpty() ? "" : calls.get(calls.size() - 1).name();
    throw new Inexpressible(
        calls.isEmpty()
            ? "there is no constructor, dictionary or table in it"
            : (last.isEmpty() ? "a dictionary" : last) + " is no scheduler that is known here");
  }

  private void take(ForeignCall written) throws Inexpressible {
    ForeignCall call = lightning(KerasImport.call(written));
    if (OptaxImport.isSchedule(call)) {
      schedule(OptaxImport.schedule(call), false);
    } else if (OptaxImport.isTransformation(call)) {
      whole = OptaxImport.strategy(call);
    } else if (KerasOptimizerImport.is(call)) {
      notes.clear();
      whole = KerasOptimizerImport.strategy(call, notes);
    } else if (KerasImport.isSchedule(call)) {
      schedule(KerasImport.schedule(call), false);
    } else if (TorchOptimizer.ours(call.name()) != null) {
      optimizer(call);
    } else if (TorchImport.isScheduler(call)) {
      torch(call, epochs);
    } else if (HuggingFaceSchedule.is(call)) {
      huggingFace(call);
    } else if (isOther(call)) {
      other(call);
    } else if (isOfLightning(call.named())) {
      ofLightning(call.named());
    } else if (DeepSpeedImport.is(call.named())) {
      whole = DeepSpeedImport.read(call.named(), notes);
    } else if (TimmImport.is(call.named())) {
      whole = TimmImport.read(call.named(), notes);
    } else if (HuggingFaceImport.is(call.named())) {
      whole = HuggingFaceImport.read(call.named(), notes);
    } else if (call.named().get("strategy") instanceof String own) {
      whole = own;
      checkRows(call);
    }
  }

  /** What Rubato exported as JSON is believed where its rows agree with it. */
  private static void checkRows(ForeignCall call) throws Inexpressible {
    if (call.named().get("rows") instanceof List<?> rows && !rows.isEmpty()) {
      StringBuilder table = new StringBuilder("# strategy: " + call.word("strategy", -1, ""));
      table.append("\nstep,lr\n");
      for (Object row : rows) {
        if (row instanceof List<?> cells && cells.size() > 1) {
          table.append(print(cells.get(0))).append(',').append(print(cells.get(1))).append('\n');
        }
      }
      Imported read = TableImport.read(table.toString(), call.word("strategy", -1, ""));
      if (!read.notes().isEmpty()) {
        throw new Inexpressible("its rows have other rates than its strategy: give them as CSV");
      }
    }
  }

  private static String print(Object number) {
    return number instanceof Double value ? Numbers.print(value) : "?";
  }

  private void schedule(String text, boolean part) {
    schedule = text;
    schedulers += part ? 0 : 1;
  }

  private void optimizer(ForeignCall call) throws Inexpressible {
    optimizer = TorchOptimizerImport.read(call, notes) + ": ";
    double own = TorchOptimizerImport.rate(call, given);
    if (!Double.isNaN(given) && own != given) {
      notes.add("the text's rate was taken, not the one that was given beside it");
    }
    lr = own;
  }

  /** An optimizer that PyTorch has somewhere, and the notation not. */
  private static boolean isOther(ForeignCall call) {
    return !call.name().isEmpty()
        && call.named().containsKey("lr")
        && !TorchImport.isScheduler(call);
  }

  private void other(ForeignCall call) throws Inexpressible {
    optimizer = "";
    lr = call.number("lr", -1, lr);
    notes.add(call.name() + " has no words here: the optimizer is left out");
  }

  private void torch(ForeignCall call, boolean perEpoch) throws Inexpressible {
    if (call.find("optimizer", 0) instanceof ForeignCall own) {
      if (TorchOptimizer.ours(own.name()) != null) {
        optimizer(own);
      } else if (isOther(own)) {
        other(own);
      }
    }
    boolean of = call.name().equals("SequentialLR") || call.name().equals("ChainedScheduler");
    List<String> own = new ArrayList<>();
    String text = new TorchImport(rate(call, lr), perEpoch, own).schedule(call);
    notes.removeIf(each -> of && each.startsWith("CosineAnnealingLR")); // a part that ends before
    notes.addAll(own);
    schedulers = of ? 0 : schedulers;
    schedule(text, false);
  }

  private void huggingFace(ForeignCall call) throws Inexpressible {
    Object own = call.find("optimizer", HuggingFaceSchedule.optimizer(call));
    if (own instanceof ForeignCall given && TorchOptimizer.ours(given.name()) != null) {
      optimizer(given);
    }
    schedule(HuggingFaceSchedule.read(call, lr, notes), false);
  }

  /** The base rate that a state has, or the one that is known. */
  private static double rate(ForeignCall call, double lr) {
    return call.named().get("base_lrs") instanceof List<?> rates
            && !rates.isEmpty()
            && rates.get(0) instanceof Double own
        ? own
        : lr;
  }

  /** What Lightning's YAML says by a class and its arguments, as a call. */
  private static ForeignCall lightning(ForeignCall call) {
    if (call.named().get("class_path") instanceof String path) {
      Map<String, Object> given =
          call.named().get("init_args") instanceof ForeignCall own ? own.named() : Map.of();
      return new ForeignCall(path.substring(path.lastIndexOf('.') + 1), List.of(), given);
    }
    return call;
  }

  private static boolean isOfLightning(Map<String, Object> options) {
    return options.values().stream()
        .anyMatch(
            each -> each instanceof ForeignCall call && call.named().containsKey("class_path"));
  }

  private void ofLightning(Map<String, Object> options) throws Inexpressible {
    for (String key : List.of("optimizer", "lr_scheduler")) {
      if (options.get(key) instanceof ForeignCall part) {
        ForeignCall call = lightning(part);
        if (TorchOptimizer.ours(call.name()) != null) {
          optimizer(call);
        } else if (TorchImport.isScheduler(call)) {
          notes.add("Lightning steps a scheduler once an epoch, unless the model says otherwise");
          torch(call, true);
        } else {
          throw new Inexpressible(call.name() + " has no words here: write it yourself");
        }
      }
    }
  }
}
