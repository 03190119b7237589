package dev.rubato.notation;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Names that people bring from PyTorch, Keras, Optax, Hugging Face, timm and Paddle, and how the
 * same is said here.
 */
public final class OtherLibraries {
  private static final int LONGEST = 60;
  private static final String WRITTEN = "is written ";

  /** Names of schedules and optimizers, and an example of what is written instead. */
  private static final String CALLS =
      """
      StepLR, StepDecay, StepLRScheduler | step(0.1, every=30, gamma=0.1) per epoch
      MultiStepLR, MultiStepDecay, MultiStepLRScheduler | multistep(0.1, at=[30, 60], gamma=0.1) per epoch
      piecewise_constant_schedule | multistep(0.1, at=[300, 600], gamma=0.1)
      PiecewiseConstantDecay, PiecewiseDecay | 0.1 for 50% then 0.01 for 25% then 0.001
      piecewise_interpolate_schedule | linear(0 -> 0.1) for 10% then linear(-> 0.05) for 50% then linear(-> 0)
      ConstantLR | 0.0333 for 5 epochs then 0.1
      constant_schedule, get_constant_schedule | 0.1
      constant_with_warmup, warmup_constant_schedule, get_constant_schedule_with_warmup | linear(0 -> 0.1) for 5% then 0.1
      LinearLR | linear(0.0333 -> 0.1) per epoch for 5 epochs then 0.1
      LinearDecay, linear_schedule | linear(0.1 -> 0)
      LinearWarmup, warmup, warm-up, warm_up | linear(0 -> 0.1) for 5%
      WarmupLR | logarithmic(0 -> 1e-3) for 5% then 1e-3
      get_linear_schedule_with_warmup | linear(0 -> 0.1) for 5% then linear(-> 0)
      WarmupDecayLR | logarithmic(0 -> 1e-3) for 5% then linear(-> 0)
      inv | time-decay(0.01, rate=1e-4, power=0.75)
      invscaling | time-decay(0.01, rate=1, power=0.25)
      GreedyLR, get_greedy_schedule | greedy(0.1, patience=10, min=1e-3)
      fixed | 0.1
      multistep_lr, multi_step | multistep(0.1, at=[30, 60], gamma=0.1) per epoch from start
      TriStageLRSchedule, tri_stage | linear(0.001 -> 0.1) for 10% then 0.1 until 50% then exponential(-> 0.001)
      WarmupStableDecay, get_wsd_scheduler, WarmupStableDecayLR | linear(0 -> 0.1) for 5% then 0.1 until 80% then cooldown(-> 0)
      ExponentialLR | exponential(0.1, gamma=0.95) per epoch
      ExponentialDecay, exponential_decay | exponential(0.1, gamma=0.95, every=100)
      NaturalExpDecay | exponential(0.1, rate=0.05) per epoch
      warmup_exponential_decay_schedule | linear(0 -> 0.1) for 5% then exponential(0.1, gamma=0.999)
      PolynomialLR, polynomial_decay | polynomial(0.1 -> 0, power=1)
      PolynomialDecay | polynomial(0.1 -> 1e-4, power=1)
      PolyLRScheduler | polynomial(0.1 -> 0, power=0.5) per epoch
      poly, polynomial_schedule | polynomial(0.1 -> 0, power=2)
      get_polynomial_decay_schedule_with_warmup | linear(0 -> 0.1) for 5% then polynomial(-> 1e-7, power=1)
      CosineAnnealingLR, CosineAnnealingDecay, CosineDecay, CosineLRScheduler, cosine_decay_schedule, cosine_annealing | cosine(0.1 -> 0)
      warmup_cosine_decay_schedule, get_cosine_schedule_with_warmup, cosine_with_warmup | linear(0 -> 0.1) for 5% then cosine(-> 0)
      WarmupCosineLR | logarithmic(0 -> 0.1) for 5% then cosine(-> 1e-5)
      cosine_with_min_lr, cosine_warmup_with_min_lr, get_cosine_with_min_lr_schedule_with_warmup | linear(0 -> 0.1) for 5% then cosine(-> 0.01)
      CosineAnnealingWarmRestarts, SGDR, sgdr, warm-restarts, restarts | cosine-restarts(0.1 -> 0, first=10%)
      CosineDecayRestarts, sgdr_schedule | cosine-restarts(0.1 -> 0, first=10%, multiply=2)
      cosine_with_restarts, get_cosine_with_hard_restarts_schedule_with_warmup | linear(0 -> 0.1) for 5% then cosine-restarts(0.1 -> 0, first=19%)
      CyclicLR, triangular | cyclic(1e-3 -> 0.1, up=10%)
      OneCycleLR, OneCycle, onecycle, one_cycle, 1cycle, superconvergence, cosine_onecycle_schedule | one-cycle(0.1)
      fit_one_cycle | one-cycle(0.1, up=25%, final-div=4000)
      flat_cos, fit_flat_cos | 0.1 for 75% then cosine(-> 1e-6)
      SWALR | sgd(momentum=0.9, tail-average=25%): cosine(0.1 -> 0.05) for 75% then 0.05
      sigmoid, TanhLRScheduler | tanh(0.1 -> 0)
      linear_onecycle_schedule | linear(0.004 -> 0.1) for 30% then linear(-> 0.004) until 85% then linear(-> 4e-7)
      ReduceLROnPlateau, ReduceOnPlateau, metric-driven, PlateauLRScheduler, reduce_lr_on_plateau, reduce_on_plateau | plateau(0.1, factor=0.1, patience=10)
      InverseTimeDecay, inverse_time_decay | time-decay(0.1, rate=0.01)
      NoamDecay, NoamLR, noam, inverse_sqrt, get_inverse_sqrt_schedule, rsqrt | linear(0 -> 1e-3) for 5% then inverse-sqrt(1e-3, timescale=5%)
      wsd, WSD, trapezoidal, trapezoid, warmup-stable-decay | linear(0 -> 0.1) for 5% then 0.1 for 75% then cooldown(-> 0)
      warmup_stable_decay, get_wsd_schedule | linear(0 -> 0.1) for 5% then 0.1 until 80% then cosine(-> 0)
      SequentialLR, join_schedules | linear(0 -> 0.1) for 5% then cosine(-> 0)
      ChainedScheduler | exponential(0.1, gamma=0.99) * step(1, every=30)
      SGD | sgd: 0.1
      Momentum, momentum | sgd(momentum=0.9): 0.1
      Nesterov, nesterov | sgd(momentum=0.9, nesterov=true): 0.1
      Adagrad, AdaGrad | adagrad: 0.01
      RMSprop, RMSProp, rmsprop_bnb | rmsprop: 1e-3
      RMSprop8bit, rmsprop_bnb_8bit | rmsprop(state=int8): 1e-3
      Adam, adam_torch | adam: 1e-3
      AdamW, adamw_torch, adamw_torch_fused, adamw_hf, adamw_apex_fused, adamw_anyprecision, paged_adamw, paged_adamw_32bit | adamw(weight-decay=0.01): 1e-3
      AdamW8bit, adamw8bit, adamw_8bit, adamw_bnb_8bit, paged_adamw_8bit, PagedAdamW8bit | adamw(state=int8): 1e-3
      Adam8bit, adam8bit, adam_8bit | adam(state=int8): 1e-3
      StableAdamW, stable_adamw | adamw(clip-update=1): 1e-3
      NAdam, Nadam | nadam: 1e-3
      RAdam | radam: 1e-3
      Adamax, AdaMax | adamax: 1e-3
      Adadelta, AdaDelta | adadelta: 1
      Rprop | rprop: 0.01
      Lion, lion_32bit, paged_lion_32bit | lion: 1e-4
      Lion8bit, lion8bit, lion_8bit, paged_lion_8bit, PagedLion8bit | lion(state=int8): 1e-4
      AdaBelief | adabelief: 1e-3
      Adan | adan: 1e-3
      AdEMAMix | ademamix: 1e-3
      AdEMAMix8bit, ademamix_8bit, paged_ademamix_8bit | ademamix(state=int8): 1e-3
      ADOPT | adopt: 1e-3
      LAMB, Lamb | lamb: 1e-3
      LARS, Lars | lars: 0.1
      Adafactor, AdaFactor | adafactor: 1e-3
      Muon | muon: 0.02
      NorMuon | normuon: 0.02
      SOAP | soap: 3e-3
      NAdamW | nadamw: 1e-3
      LaProp | laprop: 4e-4
      Yogi | yogi: 1e-2
      MADGRAD, MadGrad | madgrad: 0.01
      NovoGrad, NvNovoGrad | novograd: 0.01
      Signum | signum: 1e-4
      SignSGD, sign_sgd | signum(momentum=0): 1e-4
      MARS, Mars | mars: 3e-3
      DoG | dog: 1
      DoWG | dowg: 1
      MoMo, Momo | momo: 1
      Sps, SPS, PolyakSGD, polyak_sgd | polyak: 1
      SGDScheduleFree, ScheduleFreeSGD, schedule_free_sgd, sgd_schedulefree | schedule-free-sgd: 1
      AdamWScheduleFree, ScheduleFreeAdamW, schedule_free_adamw, adamw_schedulefree | schedule-free-adamw: 1e-3
      Prodigy | prodigy: 1
      DAdaptAdam | dadapt-adam: 1
      """;

  /** Names of arguments, and what they are called. */
  private static final String ARGUMENTS =
      """
      milestones, boundaries, decay_milestones | at
      decay_epochs | every in step, at in multistep
      step_size, T_0, t_0 | every, or first in cosine-restarts
      first_decay_steps | first in cosine-restarts
      decay_steps, transition_steps, decay_t | every in exponential, time-decay and step
      decay_rate | gamma in exponential and step, rate in time-decay
      lr_decay, lr_gamma, drop_factor, drop | gamma
      T_mult, t_mul, cycle_mul | multiply in cosine-restarts
      m_mul | decay in cosine-restarts
      cycle_decay | decay
      min_lr, lr_min | min in plateau, and in a ramp the number after ->
      max_lr, peak_lr, base_lr | the ends of a ramp in cyclic, base -> max, and the first number in one-cycle
      window_size | window in greedy
      reset_start | reset in greedy
      step_size_up | up
      step_size_down | down
      pct_start | up
      div_factor | div
      final_div_factor | final-div
      anneal_strategy | anneal
      three_phase | three-phase
      threshold_mode | threshold-mode
      min_delta | threshold, with threshold-mode=abs,
      True | true
      False | false
      bf16 | bfloat16
      fp32, f32 | float32
      weight_decay, wd, l2, decoupled_weight_decay | weight-decay
      eps | epsilon
      rho | alpha in rmsprop, rho in adadelta
      beta_1, b1 | beta1
      beta_2, b2 | beta2
      beta_3, b3 | beta3
      initial_accumulator_value, initial_accumulator | initial-accumulator
      momentum_decay | momentum-decay
      ns_steps | ns-steps
      shampoo_beta | shampoo-beta in soap
      precondition_frequency, precond_freq | precondition-frequency in soap
      max_precond_dim | max-precondition-dim in soap
      correct_bias | bias-correction
      lb, f_min, fstar | lower-bound in momo and polyak
      use_fstar | estimate-bound in momo
      max_learning_rate, max_stepsize | the rate of polyak
      clip_norm, max_grad_norm, max_norm, clip_grad_norm, clip_grad_norm_, gradient_clip_val, global_clipnorm | clip-norm
      clip_value, clipvalue, clip_grad_value, clip_grad_value_ | clip-value
      clipping, agc_clip, clip_factor | agc
      ema_decay, ema_momentum, model_ema_decay | ema
      grad_averaging | grad-averaging
      trust_coefficient, trust_coef | trust
      """;

  /** Names that have no counterpart of their own, and what is done instead. */
  private static final String REMARKS =
      """
      lr, learning_rate, initial_lr, initial_learning_rate, init_value, peak_value | the learning rate is the number in the schedule: sgd: 0.1; a group has a factor of it: rate=10
      T_max, total_iters, total_steps, max_iter, num_training_steps, t_initial, max_steps | a schedule is as long as its phrase (for 100, for 5%), and the last one as the training
      eta_min, end_value, end_lr, end_factor, alpha_end, end_learning_rate | the end is the number after ->, such as cosine(0.1 -> 1e-4)
      start_factor, eta_max, warmup_lr, warmup_lr_init, warmup_init_lr | the start is the number before ->, such as linear(0 -> 0.1)
      warmup_steps, num_warmup_steps, warmup_epochs, warmup_t, warmup_ratio, warmup_iters, warmup_proportion | a warm-up is a phrase of its own: linear(0 -> 0.1) for 5% then cosine(-> 0)
      betas, betas_ | each beta has a name: beta1=0.9, beta2=0.999
      clipnorm | Keras' bounds each tensor by itself; clip-norm bounds all tensors together, as Keras' global_clipnorm does
      use_ema | an average is kept where its number is given: ema=0.99
      Lookahead, lookahead | no optimizer goes back to slow weights; averages that evaluation sees are ema=0.999, tail-average=25% and schedule-free-sgd
      LambdaLR, LambdaDecay, MultiplicativeLR, MultiplicativeDecay, LearningRateScheduler | a function of one's own is Schedule.of(name, formula) in Java; in the notation schedules are combined by then, *, max and min
      verbose, last_epoch, params, foreach, fused, capturable, differentiable | leave it out: it says how that library runs, not what is computed
      param_groups, parameter_groups, no_decay, paramwise_cfg, param_group_fn | parameters have groups after the schedule: with "@vector" (weight-decay=0) with "head*" (rate=10)
      lr_mult, lr_scale, learning_rate_multiplier | a factor of the rate is a group's: with "head*" (rate=10)
      decay_mult, wd_mult, bias_decay_mult, norm_decay_mult | a weight decay of some parameters is a group's: with "@vector" (weight-decay=0)
      requires_grad, freeze, trainable, stop_gradient | frozen parameters are a group: with "body*" (frozen=true)
      LBFGS, L_BFGS, ASGD, SparseAdam, Ftrl, FTRL, SM3, Shampoo | this optimizer is not part of the catalogue, which rubato strategies lists
      """;

  private static final Map<String, String> ANSWERS = new HashMap<>();

  static {
    put(CALLS, WRITTEN, " here");
    put(ARGUMENTS, "is called ", " here");
    put(REMARKS, "has no place here: ", "");
  }

  private OtherLibraries() {}

  private static void put(String rows, String before, String after) {
    for (String row : rows.lines().toList()) {
      String[] sides = row.split(" \\| ", 2);
      for (String name : sides[0].strip().split(", ", -1)) {
        ANSWERS.put(name, "\"" + name + "\" " + before + sides[1].strip() + after);
      }
    }
  }

  /**
   * How a name of a schedule, an optimizer or an argument, with or without the module before it, is
   * said here: a sentence without a full stop; null where the name is unknown.
   */
  public static @Nullable String answer(String name) {
    return name.length() > LONGEST ? null : ANSWERS.get(name.substring(name.lastIndexOf('.') + 1));
  }

  /**
   * The same of a name that may be called with numbers of its own, which the example has not.
   *
   * @param call whether it is
   */
  static @Nullable String answer(String name, boolean call) {
    String answer = answer(name);
    return answer != null && call && answer.contains(WRITTEN)
        ? answer + "; to keep its own numbers, try rubato import"
        : answer;
  }

  /** All names with an answer. */
  static Set<String> names() {
    return Set.copyOf(ANSWERS.keySet());
  }

  /** The examples among the answers. */
  static List<String> examples() {
    return CALLS.lines().map(row -> row.split(" \\| ", 2)[1].strip()).toList();
  }
}
