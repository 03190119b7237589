package dev.rubato.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

/** The arguments of every optimizer and their defaults, as the notation's description has them. */
class DefaultsTest {
  private static final String DOCUMENTED =
      """
      sgd(momentum=0, dampening=0, nesterov=false, weight-decay=0)
      adagrad(initial-accumulator=0, epsilon=1e-10, weight-decay=0)
      rmsprop(alpha=0.99, epsilon=1e-8, momentum=0, centered=false, weight-decay=0)
      adam(beta1=0.9, beta2=0.999, epsilon=1e-8, amsgrad=false, weight-decay=0)
      adamw(beta1=0.9, beta2=0.999, epsilon=1e-8, amsgrad=false, weight-decay=0.01)
      nadam(beta1=0.9, beta2=0.999, epsilon=1e-8, momentum-decay=0.004, weight-decay=0)
      radam(beta1=0.9, beta2=0.999, epsilon=1e-8, weight-decay=0)
      adamax(beta1=0.9, beta2=0.999, epsilon=1e-8, weight-decay=0)
      adadelta(rho=0.9, epsilon=1e-6, weight-decay=0)
      rprop(eta-minus=0.5, eta-plus=1.2, min-step=1e-6, max-step=50)
      lion(beta1=0.9, beta2=0.99, weight-decay=0)
      adabelief(beta1=0.9, beta2=0.999, epsilon=1e-16, weight-decay=0)
      adan(beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8, weight-decay=0)
      ademamix(beta1=0.9, beta2=0.999, beta3=0.9999, alpha=5, epsilon=1e-8, weight-decay=0)
      adopt(beta1=0.9, beta2=0.9999, epsilon=1e-6, weight-decay=0)
      lamb(beta1=0.9, beta2=0.999, epsilon=1e-6, weight-decay=0)
      lars(momentum=0.9, trust=0.001, epsilon=1e-8, weight-decay=0)
      adafactor(decay-power=0.8, clip-threshold=1, epsilon=1e-30, weight-decay=0)
      muon(momentum=0.95, nesterov=true, ns-steps=5, weight-decay=0, rate-ratio=0.1)
      schedule-free-sgd(momentum=0.9, weight-decay=0, r=0, weight-lr-power=2)
      schedule-free-adamw(beta1=0.9, beta2=0.999, epsilon=1e-8, weight-decay=0, r=0, weight-lr-power=2)
      prodigy(beta1=0.9, beta2=0.999, beta3=number, epsilon=1e-8, weight-decay=0, d0=1e-6, d-coef=1, growth-rate=inf, bias-correction=false, safeguard-warmup=false)
      dadapt-adam(beta1=0.9, beta2=0.999, epsilon=1e-8, weight-decay=0, d0=1e-6, growth-rate=inf)
      """;

  private static final String COMMON =
      ", clip-norm=number, clip-value=number, maximize=false, on-non-finite=stop)";

  @Test
  void theyAreTheDocumentedOnes() {
    List<String> expected =
        DOCUMENTED.lines().map(line -> line.substring(0, line.length() - 1) + COMMON).toList();
    assertThat(Algorithms.all())
        .extracting(algorithm -> algorithm.signature().toString())
        .containsExactlyElementsOf(expected);
  }
}
