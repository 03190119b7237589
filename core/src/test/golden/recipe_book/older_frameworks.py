"""The schedules of Caffe, scikit-learn, Paddle and MXNet."""

from mpmath import exp, mpf, sqrt

from recipe_book.shelf import drops, fall, line, part, project, recipe, stairs, watching, wave
from recipe_book.small_images import sgdr

ALL = 1000


def write():
    caffe()
    scikit()
    paddle()
    mxnet()


def caffe():
    project("Caffe's policies")
    of = "Jia et al. 2014, arXiv:1408.5093; caffe: sgd_solver.cpp"
    recipe("fixed", "sgd: 0.01", ALL, lambda t: 0.01, of)
    recipe(
        "step",
        "sgd: step(0.01, every=300, gamma=0.5)",
        ALL,
        lambda t: 0.01 * mpf(0.5) ** (t // 300),
        of,
        around=[300],
    )
    recipe("exp", "sgd: exponential(0.01, gamma=0.995)", ALL, lambda t: 0.01 * mpf(0.995) ** t, of)
    recipe(
        "inv",
        "sgd: time-decay(0.01, rate=0.001, power=0.5)",
        ALL,
        lambda t: 0.01 * (1 + mpf(0.001) * t) ** mpf(-0.5),
        of,
    )
    recipe(
        "multistep",
        "sgd: multistep(0.01, at=[500, 800], gamma=0.2)",
        ALL,
        lambda t: drops(t, 0.01, (500, 800), 0.2),
        of,
        around=[500, 800],
    )
    recipe("poly", "sgd: polynomial(0.01 -> 0, power=1.5)", ALL, lambda t: 0.01 * (1 - part(t, ALL)) ** mpf(1.5), of)
    recipe(
        "sigmoid, falling",
        "sgd: tanh(0.01 -> 0, from=-5, to=5)",
        ALL,
        lambda t: 0.01 / (1 + exp(mpf("0.02") * (t - 500))),
        of + ": gamma -0.02, stepsize 500",
    )


def scikit():
    project("scikit-learn")
    of = "Pedregosa et al. 2011, arXiv:1201.0490; sklearn: linear_model/_sgd_fast.pyx; an update for every sample"
    recipe("SGD, constant", "sgd: 0.01", 10_000, lambda t: 0.01, of)
    recipe(
        "SGDRegressor, invscaling",
        "sgd: time-decay(0.01, rate=1, power=0.25)",
        10_000,
        lambda t: 0.01 / mpf(t + 1) ** mpf(0.25),
        of,
    )
    recipe(
        "SGDClassifier, optimal, hinge loss",
        "sgd: time-decay(10, rate=0.001)",
        10_000,
        lambda t: 1 / (mpf("1e-4") * (1 / (mpf(10) * mpf("1e-4")) + t)),
        of + "; alpha 1e-4",
    )
    recipe(
        "MLPClassifier, invscaling, 1437 samples",
        "sgd(momentum=0.9, nesterov=true): time-decay(0.001, rate=1437, power=0.5) per epoch",
        50 * 8,
        lambda t: 0.001 / (t // 8 * mpf(1437) + 1) ** mpf(0.5),
        "sklearn: neural_network/_stochastic_optimizers.py, its time in samples, once an epoch",
        per_epoch=8,
        around=[8],
    )


def paddle():
    project("Paddle's schedulers, every step")
    of = "Ma et al. 2019; paddle.optimizer.lr"
    recipe(
        "NoamDecay",
        "adam: linear(0 -> 3.9528470752104744e-3) for 100 then inverse-sqrt(3.9528470752104744e-3, timescale=100)",
        ALL,
        lambda t: mpf(1) / sqrt(mpf(640)) * (min(mpf(t) ** mpf(-0.5), mpf(t) * mpf(100) ** mpf(-1.5)) if t else 0),
        of + ": d_model 640, warmup_steps 100",
        around=[100],
    )
    recipe(
        "PiecewiseDecay",
        "sgd: 0.1 for 300 then 0.06 until 600 then 0.01",
        ALL,
        lambda t: stairs(t, 0.1, (300, 0.06), (600, 0.01)),
        of,
        around=[300, 600],
    )
    recipe("NaturalExpDecay", "sgd: exponential(0.5, rate=0.01)", ALL, lambda t: 0.5 * exp(-mpf(0.01) * t), of)
    recipe("InverseTimeDecay", "sgd: time-decay(0.5, rate=0.1)", ALL, lambda t: 0.5 / (1 + mpf(0.1) * t), of)
    recipe(
        "PolynomialDecay",
        "sgd: polynomial(0.5 -> 0.01, power=1) for 200 then 0.01",
        ALL,
        lambda t: (mpf(0.5) - mpf(0.01)) * (1 - part(t, 200)) + mpf(0.01),
        of,
        around=[200],
    )
    recipe(
        "LinearWarmup of a PolynomialDecay",
        "sgd: linear(0 -> 0.5) for 20 then polynomial(0.5 -> 1e-4, power=1) for 500 then 1e-4",
        ALL,
        lambda t: 0.5 * part(t, 20) if t < 20 else line(0.5, 1e-4, part(t - 20, 500)),
        of,
        around=[20, 520],
    )
    recipe("ExponentialDecay", "sgd: exponential(0.5, gamma=0.9)", 100, lambda t: 0.5 * mpf(0.9) ** t, of)
    recipe("StepDecay", "sgd: step(0.5, every=5, gamma=0.8)", 100, lambda t: 0.5 * mpf(0.8) ** (t // 5), of, around=[5])
    recipe("CosineAnnealingDecay", "sgd: cosine(0.5 -> 0.01)", ALL, lambda t: fall(0.5, 0.01, part(t, ALL)), of)
    recipe(
        "MultiplicativeDecay, of 0.95",
        "sgd: exponential(0.5, gamma=0.95)",
        100,
        lambda t: 0.5 * mpf(0.95) ** t,
        of,
    )
    recipe(
        "CyclicLR",
        "sgd: cyclic(0.5 -> 1, up=15, down=5)",
        100,
        lambda t: line(0.5, 1, mpf(t % 20) / 15) if t % 20 <= 15 else line(1, 0.5, mpf(t % 20 - 15) / 5),
        of + ": step_size_up 15, step_size_down 5",
        around=[15, 20],
    )
    recipe(
        "MultiStepDecay",
        "sgd: multistep(0.5, at=[30, 50], gamma=0.1)",
        100,
        lambda t: drops(t, 0.5, (30, 50), 0.1),
        of,
        around=[30, 50],
    )
    recipe(
        "OneCycleLR",
        "sgd: one-cycle(0.1, final-div=40)",
        ALL,
        lambda t: fall(0.004, 0.1, mpf(t) / 299) if t <= 299 else fall(0.1, 1e-4, mpf(t - 299) / 700),
        of + ": divide_factor 25, end_learning_rate 1e-4, phase_pct 0.3",
        around=[299],
    )
    recipe(
        "CosineAnnealingWarmRestarts",
        "sgd: cosine-restarts(0.5 -> 0.01, first=100, multiply=2)",
        ALL,
        lambda t: fall(0.5, 0.01, sgdr(mpf(t), 100, 2)),
        of,
        around=[100, 300, 700],
    )
    losses = [1.0, 0.8] + [0.85] * 13
    watching(
        "ReduceOnPlateau",
        "sgd: plateau(1, factor=0.5, patience=5, cooldown=3)",
        ALL,
        {10 * (k + 1): loss for k, loss in enumerate(losses)},
        [1.0] * 8 + [0.5] * 8,
        of + "; the sixth value that is no better halves it, and the next three rest",
    )
    recipe(
        "LinearLR",
        "sgd: linear(0.1 -> 0.3) for 50 then 0.3",
        100,
        lambda t: line(0.1, 0.3, part(t, 50)),
        of,
        around=[50],
    )


def mxnet():
    project("MXNet's schedulers, and GluonCV")
    of = "Chen et al. 2015, arXiv:1512.01274; mxnet: lr_scheduler.py, which counts updates from 1"
    recipe(
        "FactorScheduler with a floor",
        "sgd: max(step(0.1, every=100, gamma=0.5), 1e-3)",
        ALL,
        lambda t: max(0.1 * mpf(0.5) ** (t // 100), mpf(1e-3)),
        of,
        around=[100, 700],
    )
    recipe(
        "MultiFactorScheduler",
        "sgd: multistep(0.1, at=[300, 600], gamma=0.5)",
        ALL,
        lambda t: drops(t, 0.1, (300, 600), 0.5),
        of,
        around=[300, 600],
    )
    recipe(
        "PolyScheduler",
        "sgd: polynomial(0.0998001 -> 0, power=2) for 999 then 0",
        ALL,
        lambda t: 0.1 * (1 - part(t + 1, ALL)) ** 2,
        of + ", so its first is not 0.1",
    )
    recipe(
        "GluonCV, ResNet-50",
        "sgd(momentum=0.9, nesterov=true, weight-decay=1e-4): linear(6.395906619763352e-5 -> 0.4) for 6253"
        " then 0.4 for 1 then cosine(-> 0) for 143864 then 0",
        120 * 1251,
        lambda t: 0.4 * gluon(t + 1, 5 * 1251, 115 * 1251),
        "He et al. 2018, arXiv:1812.01187; gluoncv: utils/lr_scheduler.py, whose parts end at their last update, counted"
        " from 1",
        per_epoch=1251,
        around=[6253, 6254, 6255, 150_118],
    )


def gluon(update, up, down):
    """Its line up, then its wave down, each from the first to the last of its updates."""
    return part(update, up - 1) if update < up else wave(part(update - up, down - 1))
