package dev.rubato.interop;

import dev.rubato.interop.Exported.Reader;
import dev.rubato.schedule.Schedule;
import dev.rubato.strategy.ParameterGroup;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A group of parameters as formulas.
 *
 * @param index from 1
 * @param pattern of their names or kinds
 * @param factor of the rate
 * @param numbers of the optimizer that are others than its own
 * @param first the step of their first update, {@link ParameterGroup#FOR_EVER} for none; null where
 *     it doesn't say
 * @param last the step from which they stay; null where it doesn't say
 */
record ExportedGroup(
    int index,
    String pattern,
    Term factor,
    Map<String, Term> numbers,
    @Nullable Long first,
    @Nullable Long last) {

  static ExportedGroup of(int index, ParameterGroup group, Reader reader) throws Inexpressible {
    if (group.statistics()) {
      throw new Inexpressible(
          "its group \"%s\" holds running statistics, which is the model's affair elsewhere"
              .formatted(group.pattern()));
    }
    Map<String, Term> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, Schedule> each : group.numbers().entrySet()) {
      numbers.put(each.getKey(), reader.read(each.getKey(), each.getValue()));
    }
    return new ExportedGroup(
        index,
        group.pattern(),
        reader.read("factor of the rate", group.factor()),
        numbers,
        group.firstStep(reader.horizon()),
        group.lastStep(reader.horizon()));
  }

  /** What moves in it, by its name; {@code rate} for the rate's factor. */
  Map<String, Term> moving() {
    Map<String, Term> moving = new LinkedHashMap<>(numbers);
    moving.put("rate", factor);
    moving.values().removeIf(Term.Num.class::isInstance);
    return moving;
  }

  /** The name of the function that gives one of them. */
  String function(String number) {
    return PythonCode.name(number) + "_of_group_" + index;
  }

  /** Whether nothing in it moves but the rate itself: what it sets is said once. */
  boolean isConstant() {
    return factor instanceof Term.Num
        && numbers.values().stream().allMatch(Term.Num.class::isInstance)
        && (first == null || first == ParameterGroup.FOR_EVER || first == 0)
        && last == null;
  }

  /** Whether its parameters never move. */
  boolean isFrozen() {
    return first != null && first == ParameterGroup.FOR_EVER;
  }

  /** Whether all that it says is that there is no weight decay. */
  boolean isWithoutDecay() {
    return isConstant()
        && !isFrozen()
        && factor.equals(Term.of(1))
        && numbers.equals(Map.of("weight-decay", Term.of(0)));
  }
}
