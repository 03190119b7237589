"""The schedules of Keras, TensorFlow and Optax."""

from mpmath import cos, exp, mpf, pi, sqrt

from recipe_book.small_images import sgdr
from recipe_book.shelf import fall, line, part, project, recipe, stairs, watching, wave

ALL = 1000


def write():
    keras()
    tensorflow()
    optax()


def keras():
    project("Keras' schedules")
    of = "keras.optimizers.schedules"
    recipe("CosineDecay", "sgd: cosine(0.1 -> 0)", ALL, lambda t: 0.1 * wave(part(t, ALL)), of)
    recipe(
        "CosineDecay with a warm-up and alpha",
        "sgd: linear(0 -> 0.1) for 100 then cosine(-> 0.01) for 800 then 0.01",
        ALL,
        lambda t: 0.1 * part(t, 100) if t < 100 else 0.1 * ((1 - mpf(0.1)) * wave(part(t - 100, 800)) + mpf(0.1)),
        of + ": warmup_target, alpha=0.1",
        around=[100, 900],
    )
    recipe(
        "CosineDecayRestarts",
        "sgd: cosine-restarts(0.1 -> 0.001, first=100, multiply=2, decay=0.9)",
        ALL,
        lambda t: 0.1 * ((1 - mpf(0.01)) * mpf(0.9) ** cycle(t) * wave(sgdr(mpf(t), 100, 2)) + mpf(0.01)),
        of + ": t_mul=2, m_mul=0.9, alpha=0.01",
        around=[100, 300, 700],
    )
    recipe(
        "ExponentialDecay, staircase",
        "sgd: exponential(0.1, gamma=0.96, every=100, staircase=true)",
        ALL,
        lambda t: 0.1 * mpf(0.96) ** (t // 100),
        of,
        around=[100],
    )
    recipe(
        "ExponentialDecay",
        "sgd: exponential(0.1, gamma=0.96, every=100)",
        ALL,
        lambda t: 0.1 * mpf(0.96) ** (mpf(t) / 100),
        of,
    )
    recipe(
        "InverseTimeDecay",
        "sgd: time-decay(0.1, rate=0.5, every=100)",
        ALL,
        lambda t: 0.1 / (1 + mpf(0.5) * t / 100),
        of,
    )
    recipe(
        "InverseTimeDecay, staircase",
        "sgd: time-decay(0.1, rate=0.5, every=100, staircase=true)",
        ALL,
        lambda t: 0.1 / (1 + mpf(0.5) * (t // 100)),
        of,
        around=[100],
    )
    recipe(
        "PiecewiseConstantDecay, whose bounds belong to what comes before",
        "sgd: 1 for 401 then 0.5 for 200 then 0.1",
        ALL,
        lambda t: 1 if t <= 400 else 0.5 if t <= 600 else 0.1,
        of,
        around=[401, 601],
    )
    recipe(
        "PolynomialDecay",
        "sgd: polynomial(0.1 -> 0.01, power=0.5)",
        ALL,
        lambda t: (mpf(0.1) - mpf(0.01)) * (1 - part(t, ALL)) ** mpf(0.5) + mpf(0.01),
        of,
    )
    observed = {k * 10: loss for k, loss in enumerate([1.0, 0.9, 0.95, 0.92, 0.91, 0.94, 0.8, 0.85], start=1)}
    watching(
        "ReduceLROnPlateau of patience 3",
        "sgd: plateau(0.1, factor=0.2, patience=2, threshold=1e-4, threshold-mode=abs)",
        ALL,
        observed,
        [0.1] * 5 + [mpf(0.1) * mpf(0.2)] * 4,
        "keras.callbacks: as soon as patience evaluations were no better, so one fewer here",
        per_epoch=10,
    )
    recipe(
        "The example of a residual network on CIFAR-10",
        "adam: 1e-3 for 81 epochs then 1e-4 until 121 epochs then 1e-5 until 161 epochs"
        " then 1e-6 until 181 epochs then 5e-7",
        200 * 1563,
        lambda t: keras_example(t // 1563),
        "keras: examples/cifar10_resnet.py, lr_schedule",
        per_epoch=1563,
        around=[81 * 1563, 121 * 1563, 161 * 1563, 181 * 1563],
    )
    recipe(
        "The transformer tutorial",
        "adam(beta2=0.98, epsilon=1e-9): linear(0 -> 1.3975424859373687e-3) for 4000"
        " then inverse-sqrt(1.3975424859373687e-3, timescale=4000)",
        20_000,
        lambda t: 0 if t == 0 else min(1 / sqrt(mpf(t)), t * mpf(4000) ** mpf(-1.5)) / sqrt(mpf(128)),
        "TensorFlow tutorials: Neural machine translation with a transformer, d_model 128",
        around=[4000],
    )


def cycle(t):
    return sum(t >= s for s in (100, 300, 700))


def keras_example(epoch):
    for after, factor in [(180, 0.5e-3), (160, 1e-3), (120, 1e-2), (80, 1e-1)]:
        if epoch > after:
            return mpf(1e-3) * mpf(factor)
    return mpf(1e-3)


def tensorflow():
    project("TensorFlow 1")
    recipe(
        "natural_exp_decay",
        "sgd: exponential(0.1, rate=0.5, every=100)",
        ALL,
        lambda t: 0.1 * exp(-mpf(0.5) * t / 100),
        "tf.compat.v1.train",
    )
    recipe(
        "linear_cosine_decay",
        "sgd: linear(0.1 -> 0) * cosine(1 -> 0) + 1e-4",
        ALL,
        lambda t: 0.1 * ((1 - part(t, ALL)) * wave(part(t, ALL)) + mpf("0.001")),
        "tf.compat.v1.train: alpha 0, beta 0.001, half a period; Bello et al. 2017, arXiv:1709.07417",
    )
    recipe(
        "Object Detection API, manual steps",
        "sgd(momentum=0.9, clip-norm=10): 3e-4 for 900000 then 3e-5 until 1200000 then 3e-6",
        1_500_000,
        lambda t: stairs(t, 3e-4, (900_000, 3e-5), (1_200_000, 3e-6)),
        "faster_rcnn_resnet101_coco.config",
        around=[900_000, 1_200_000],
    )


def optax():
    project("Optax' schedules")
    of = "Babuschkin et al. 2020, optax: schedules"
    recipe("constant_schedule", "sgd: 0.1", ALL, lambda t: 0.1, of)
    recipe(
        "linear_schedule",
        "sgd: 0.1 for 100 then linear(-> 0.01) for 400 then 0.01",
        ALL,
        lambda t: line(0.1, 0.01, part(max(t - 100, 0), 400)),
        of + ": transition_begin 100",
        around=[100, 500],
    )
    recipe(
        "polynomial_schedule",
        "sgd: polynomial(0.1 -> 0.01, power=3)",
        ALL,
        lambda t: (mpf(0.1) - mpf(0.01)) * (1 - part(t, ALL)) ** 3 + mpf(0.01),
        of,
    )
    recipe(
        "exponential_decay with a lowest value",
        "sgd: 0.1 for 100 then max(exponential(0.1, gamma=0.5, every=100), 0.01)",
        ALL,
        lambda t: max(0.1 * mpf(0.5) ** (mpf(max(t - 100, 0)) / 100), mpf(0.01)),
        of + ": transition_begin 100, end_value 0.01",
        around=[100],
    )
    recipe(
        "cosine_decay_schedule, exponent 2",
        "sgd: 0.09 * cosine(1 -> 0) * cosine(1 -> 0) + 0.01",
        ALL,
        lambda t: 0.1 * ((1 - mpf("0.1")) * wave(part(t, ALL)) ** 2 + mpf("0.1")),
        of + ": alpha 0.1",
    )
    recipe(
        "piecewise_constant_schedule",
        "sgd: multistep(0.1, at=[300], gamma=0.5) * multistep(1, at=[600], gamma=0.2)",
        ALL,
        lambda t: stairs(t, 0.1, (300, mpf(0.1) * 0.5), (600, mpf(0.1) * 0.5 * mpf(0.2))),
        of,
        around=[300, 600],
    )
    recipe(
        "piecewise_interpolate_schedule, cosine",
        "sgd: cosine(0.1 -> 0.05) for 300 then cosine(-> 0.01) for 300 then 0.01",
        ALL,
        lambda t: fall(0.1, 0.05, part(t, 300)) if t < 300 else fall(0.05, 0.01, part(t - 300, 300)),
        of,
        around=[300, 600],
    )
    recipe(
        "cosine_onecycle_schedule",
        "sgd: cosine(0.004 -> 0.1) for 30% then cosine(-> 4e-7)",
        ALL,
        lambda t: fall(0.004, 0.1, part(t, 300)) if t < 300 else fall(0.1, 4e-7, part(t - 300, 700)),
        of,
        around=[300],
    )
    recipe(
        "linear_onecycle_schedule",
        "sgd: linear(0.004 -> 0.1) for 30% then linear(-> 0.004) until 85% then linear(-> 4e-7)",
        ALL,
        lambda t: line(0.004, 0.1, part(t, 300))
        if t < 300
        else line(0.1, 0.004, part(t - 300, 550)) if t < 850 else line(0.004, 4e-7, part(t - 850, 150)),
        of,
        around=[300, 850],
    )
    recipe(
        "warmup_constant_schedule",
        "adam: linear(0 -> 0.1) for 100 then 0.1",
        ALL,
        lambda t: 0.1 * part(t, 100),
        of,
        around=[100],
    )
    recipe(
        "warmup_cosine_decay_schedule",
        "adam: linear(0 -> 0.1) for 100 then cosine(-> 0.001)",
        ALL,
        lambda t: 0.1 * part(t, 100) if t < 100 else 0.1 * ((1 - mpf("0.01")) * wave(part(t - 100, 900)) + mpf("0.01")),
        of,
        around=[100],
    )
    recipe(
        "warmup_exponential_decay_schedule",
        "adam: linear(0 -> 0.1) for 100 then exponential(0.1, gamma=0.96, every=100)",
        ALL,
        lambda t: 0.1 * part(t, 100) if t < 100 else 0.1 * mpf(0.96) ** (mpf(t - 100) / 100),
        of,
        around=[100],
    )
    recipe(
        "sgdr_schedule, of two warm-ups with cosines",
        "sgd: linear(0 -> 0.1) for 50 then cosine(-> 0) until 400 then linear(0 -> 0.05) for 50 then cosine(-> 0)",
        ALL,
        lambda t: warm(t, 0.1, 50, 400) if t < 400 else warm(t - 400, 0.05, 50, 600),
        of,
        around=[50, 400, 450],
    )
    recipe(
        "join_schedules",
        "sgd: linear(0 -> 0.1) for 100 then exponential(0.1, gamma=0.99)",
        ALL,
        lambda t: 0.1 * part(t, 100) if t < 100 else 0.1 * mpf(0.99) ** (t - 100),
        of,
        around=[100],
    )


def warm(t, peak, up, total):
    return peak * part(t, up) if t < up else peak * (1 + cos(pi * mpf(t - up) / (total - up))) / 2
