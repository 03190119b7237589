package dev.rubato.optimizer;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The catalogue of optimizers: every algorithm that the notation knows. */
public final class Algorithms {
  private static final List<Algorithm> ALL =
      List.of(
          Sgd.ALGORITHM,
          AdaGrad.ALGORITHM,
          RmsProp.ALGORITHM,
          Adam.ADAM,
          Adam.ADAMW,
          Nadam.ALGORITHM,
          NadamW.ALGORITHM,
          Radam.ALGORITHM,
          Adamax.ALGORITHM,
          Adadelta.ALGORITHM,
          Rprop.ALGORITHM,
          Lion.ALGORITHM,
          Signum.ALGORITHM,
          AdaBelief.ALGORITHM,
          LaProp.ALGORITHM,
          Yogi.ALGORITHM,
          Mars.ALGORITHM,
          Adan.ALGORITHM,
          AdEmaMix.ALGORITHM,
          Adopt.ALGORITHM,
          Lamb.ALGORITHM,
          Lars.ALGORITHM,
          Novograd.ALGORITHM,
          Madgrad.ALGORITHM,
          Adafactor.ALGORITHM,
          Muon.ALGORITHM,
          NorMuon.ALGORITHM,
          Soap.ALGORITHM,
          ScheduleFreeSgd.ALGORITHM,
          ScheduleFreeAdamW.ALGORITHM,
          Prodigy.ALGORITHM,
          DAdaptAdam.ALGORITHM,
          Dog.ALGORITHM,
          Dowg.ALGORITHM,
          Momo.ALGORITHM,
          Polyak.ALGORITHM);

  private Algorithms() {}

  /** All algorithms, in the order of the documentation. */
  public static List<Algorithm> all() {
    return ALL;
  }

  /** The algorithm of this name, or null. */
  public static @Nullable Algorithm find(String name) {
    for (Algorithm algorithm : ALL) {
      if (algorithm.signature().name().equals(name)) {
        return algorithm;
      }
    }
    return null;
  }
}
