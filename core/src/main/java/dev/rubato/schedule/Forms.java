package dev.rubato.schedule;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue of schedules: every form that the notation knows. */
public final class Forms {
  /** {@code constant(a)}, which is represented by {@link Constant}. */
  public static final Form CONSTANT = ConstantForm.FORM;

  private static final List<Form> ALL =
      List.of(
          ConstantForm.FORM,
          TimeDecay.FORM,
          Step.FORM,
          Multistep.FORM,
          Exponential.FORM,
          Linear.FORM,
          Polynomial.FORM,
          Cosine.FORM,
          CosineRestarts.FORM,
          Cyclic.FORM,
          OneCycle.FORM,
          InverseSqrt.FORM,
          Cooldown.FORM,
          Logarithmic.FORM,
          Saturating.FORM,
          Rex.FORM,
          Tanh.FORM,
          Repeat.FORM,
          Extremum.MAX,
          Extremum.MIN,
          Plateau.FORM,
          Greedy.FORM);

  private Forms() {}

  /** All forms, in the order of the documentation. */
  public static List<Form> all() {
    return ALL;
  }

  /** The form of this name, or null. */
  public static @Nullable Form find(String name) {
    for (Form form : ALL) {
      if (form.signature().name().equals(name)) {
        return form;
      }
    }
    return null;
  }
}
