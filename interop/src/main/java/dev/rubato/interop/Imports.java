package dev.rubato.interop;

import dev.rubato.notation.Notation;
import dev.rubato.notation.NotationException;
import dev.rubato.strategy.Strategy;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What other libraries say about rates as strategies: constructors and states of PyTorch's
 * schedulers, Keras' schedules and their configs, Optax' schedules, Hugging Face's training
 * arguments, timm's options, Lightning's YAML, DeepSpeed's JSON, a CSV of step and rate, and what
 * {@link Exports} writes.
 */
public final class Imports {
  private static final int LONGEST = 100_000_000;
  private static final String COMMENT = "strategy: ";

  private Imports() {}

  /**
   * Reads a text of any of these.
   *
   * @param lr the optimizer's rate where the text has none, or NaN
   * @param epochs whether PyTorch's scheduler is stepped once an epoch
   * @throws Inexpressible if it can't be said in the notation, with the reason
   */
  public static Imported read(String text, double lr, boolean epochs) throws Inexpressible {
    if (text.length() > LONGEST) {
      throw new Inexpressible("it has more than 100 million characters");
    }
    String own = comment(text);
    if (TableImport.is(text)) {
      return TableImport.read(text, own);
    }
    List<String> notes = new ArrayList<>();
    if (own != null) {
      notes.add("taken from the comment at its top; the code below was not read");
      return imported(own, notes);
    }
    if (CommandLine.is(text)) {
      return imported(options(CommandLine.options(text), notes), notes);
    }
    if (YamlText.is(text)) {
      List<ForeignCall> only = List.of(YamlText.read(text));
      return imported(CallsImport.read(only, List.of(), lr, epochs, notes), notes);
    }
    ForeignText.Read read = ForeignText.read(text);
    return imported(CallsImport.read(read.calls(), read.passed(), lr, epochs, notes), notes);
  }

  private static Imported imported(String strategy, List<String> notes) throws Inexpressible {
    return new Imported(parse(strategy), 0, Double.NaN, notes);
  }

  /** A text of the notation that numbers of others were put into. */
  static Strategy parse(String text) throws Inexpressible {
    try {
      return Notation.strategy(text);
    } catch (NotationException e) {
      throw new Inexpressible("its numbers can't be right: " + e.getMessage());
    }
  }

  /** The strategy that Rubato wrote at the top, or null. */
  private static @Nullable String comment(String text) {
    for (String line : text.lines().limit(10).toList()) {
      String plain = line.replaceFirst("^(#|//)\\s*", "");
      if (!plain.equals(line) && plain.regionMatches(true, 0, COMMENT, 0, COMMENT.length())) {
        return plain.substring(COMMENT.length());
      }
    }
    return null;
  }

  private static String options(Map<String, Object> options, List<String> notes)
      throws Inexpressible {
    if (TimmImport.is(options)) {
      return TimmImport.read(options, notes);
    }
    if (HuggingFaceImport.is(options)) {
      return HuggingFaceImport.read(options, notes);
    }
    throw new Inexpressible(
        "these options are neither Hugging Face's (--learning_rate) nor timm's (--sched)");
  }
}
