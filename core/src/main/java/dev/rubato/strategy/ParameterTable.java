package dev.rubato.strategy;

import dev.rubato.argument.Numbers;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** How each parameter of a training is trained at one step, as a table. */
final class ParameterTable {
  private static final int DIGITS = 6; // of products of factors, which are seldom exact
  private static final String[] HEAD = {"parameter", "group", "rate", "weight-decay", "frozen"};

  private ParameterTable() {}

  static String of(List<TensorState> states, long t) {
    List<String[]> rows = new ArrayList<>();
    rows.add(HEAD);
    for (TensorState state : states) {
      if (!state.tensor().name().startsWith("(")) {
        rows.add(row(state, t));
      }
    }
    int[] widths = new int[HEAD.length];
    for (String[] row : rows) {
      for (int i = 0; i < row.length; i++) {
        widths[i] = Math.max(widths[i], row[i].length());
      }
    }
    StringBuilder text = new StringBuilder();
    for (String[] row : rows) {
      StringBuilder line = new StringBuilder();
      for (int i = 0; i < row.length; i++) {
        line.append(row[i]).append(" ".repeat(widths[i] - row[i].length() + 2));
      }
      text.append(line.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private static String[] row(TensorState state, long t) {
    GroupNumbers numbers = state.group().numbers();
    boolean moves = !state.isFrozen() && numbers.movesAt(t);
    double decay = numbers.decayAt(t);
    return new String[] {
      state.tensor().name(),
      numbers.settings().stream()
          .map(group -> group(group, state, t))
          .collect(Collectors.joining("; ")),
      moves ? rounded(numbers.rateAt(t)) : "0",
      !moves || Double.isNaN(decay) ? "-" : rounded(decay),
      frozen(state, t)
    };
  }

  private static String rounded(double number) {
    return Double.isFinite(number)
        ? Numbers.print(Numbers.round(number, DIGITS))
        : Numbers.print(number);
  }

  /** One of a parameter alone, whose time has come, only says when that was. */
  private static String group(ParameterGroup group, TensorState state, long t) {
    String name = state.tensor().name();
    long until = state.group().numbers().frozenUntil();
    return t >= until && group.untimed().equals(ParameterGroup.of(name).mayBeEmpty())
        ? "trained from step " + until + " on"
        : group.toString();
  }

  private static String frozen(TensorState state, long t) {
    if (state.isFrozen()) {
      return state.tensor().isStill() ? "not trained" : "for ever";
    }
    long until = state.group().numbers().frozenUntil();
    long from = state.group().numbers().frozenFrom();
    return t < until ? "until step " + until : t >= from ? "since step " + from : "no";
  }
}
