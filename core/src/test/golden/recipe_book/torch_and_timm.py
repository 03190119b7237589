"""The schedulers of PyTorch, timm and fastai, each with the arguments of its documentation's example."""

from bisect import bisect_right

from mpmath import mpf, tanh

from recipe_book.small_images import cyclical, sgdr
from recipe_book.shelf import drops, fall, line, part, project, recipe, watching, wave

EPOCHS, EACH = 100, 10
ALL = EPOCHS * EACH


def write():
    torch()
    torch_examples()
    timm()
    fastai()


def by_epoch(name, strategy, rate, source, around=()):
    """A scheduler that is stepped once an epoch, of 10 updates each."""
    turns = [e * EACH for e in around]
    recipe(name, strategy, ALL, lambda t: rate(t // EACH), source, per_epoch=EACH, around=turns)


def torch():
    project("PyTorch's schedulers, stepped every epoch")
    of = "torch.optim.lr_scheduler"
    by_epoch("StepLR", "sgd: step(0.05, every=30) per epoch", lambda e: 0.05 * mpf(0.1) ** (e // 30), of, [30, 60])
    by_epoch(
        "MultiStepLR",
        "sgd: multistep(0.05, at=[30, 80]) per epoch",
        lambda e: drops(e, 0.05, (30, 80), 0.1),
        of,
        [30, 80],
    )
    by_epoch(
        "ConstantLR", "sgd: 0.025 for 4 epochs then 0.05", lambda e: 0.05 * (mpf(0.5) if e < 4 else 1), of, [4]
    )
    by_epoch(
        "LinearLR",
        "sgd: linear(0.025 -> 0.05) per epoch for 4 epochs then 0.05",
        lambda e: 0.05 * line(0.5, 1, part(e, 4)),
        of,
        [4],
    )
    by_epoch("ExponentialLR", "sgd: exponential(0.05, gamma=0.95) per epoch", lambda e: 0.05 * mpf(0.95) ** e, of)
    by_epoch(
        "MultiplicativeLR, of 0.95",
        "sgd: exponential(0.05, gamma=0.95) per epoch",
        lambda e: 0.05 * mpf(0.95) ** e,
        of,
    )
    by_epoch(
        "PolynomialLR",
        "sgd: polynomial(0.001 -> 0, power=2) per epoch",
        lambda e: 0.001 * (1 - part(e, 100)) ** 2,
        of,
    )
    by_epoch(
        "CosineAnnealingLR", "sgd: cosine(0.1 -> 0.001) per epoch", lambda e: fall(0.1, 0.001, part(e, 100)), of
    )
    by_epoch(
        "ChainedScheduler of ConstantLR and ExponentialLR",
        "sgd: (0.1 for 2 epochs then 1) * exponential(0.1, gamma=0.9) per epoch",
        lambda e: (mpf(0.1) if e < 2 else 1) * mpf(0.1) * mpf(0.9) ** e,
        of,
        [2],
    )
    by_epoch(
        "SequentialLR of ConstantLR and ExponentialLR",
        "sgd: 0.01 for 2 epochs then exponential(0.1, gamma=0.9) per epoch",
        lambda e: mpf(0.01) if e < 2 else 0.1 * mpf(0.9) ** (e - 2),
        of,
        [2],
    )
    by_epoch(
        "CosineAnnealingWarmRestarts",
        "sgd: cosine-restarts(0.1 -> 0, first=10, multiply=2) per epoch",
        lambda e: 0.1 * wave(sgdr(mpf(e), 10, 2)),
        of,
        [10, 30, 70],
    )
    by_epoch(
        "swa_utils.SWALR",
        "sgd: linear(0.1 -> 0.05) per epoch for 20 epochs then 0.05",
        lambda e: line(0.1, 0.05, part(e, 20)),
        "torch.optim.swa_utils, anneal_strategy linear",
        [20],
    )
    for mode, scale in [
        ("triangular", lambda t, cycle: 1),
        ("triangular2", lambda t, cycle: 1 / mpf(2) ** (cycle - 1)),
        ("exp-range", lambda t, cycle: mpf(0.999) ** t),
    ]:
        gamma = ", gamma=0.999" if mode == "exp-range" else ""
        recipe(
            f"CyclicLR, {mode}, every step",
            f"sgd: cyclic(0.01 -> 0.1, up=200, down=200, mode={mode}{gamma})",
            ALL,
            lambda t, scale=scale: cyclical(t, 0.01, 0.1, 200, scale),
            of,
            around=[200, 400],
        )
    recipe("OneCycleLR, every step", "sgd(momentum=0.9): one-cycle(0.01)", ALL, one_cycle_torch, of, around=[299])
    falling = {k * EACH: 1 / mpf(k) if k < 4 else mpf(0.25) for k in range(1, 17)}
    watching(
        "ReduceLROnPlateau",
        "sgd: plateau(0.1, factor=0.1, patience=10)",
        ALL,
        falling,
        [0.1] * 15 + [mpf(0.1) * mpf(0.1)] * 2,
        "torch.optim.lr_scheduler; the best is the fourth value, and the eleventh after it lowers the rate",
        per_epoch=EACH,
    )


def one_cycle_torch(t):
    top, low = mpf(0.01) / 25, mpf(0.01) / 25 / 10_000
    end = mpf(0.3) * ALL - 1
    return fall(top, 0.01, mpf(t) / end) if t <= 299 else fall(0.01, low, (t - 299) / mpf(ALL - 1 - 299))


def torch_examples():
    project("PyTorch's examples")
    recipe(
        "MNIST",
        "adadelta: step(1, every=1, gamma=0.7) per epoch",
        14 * 938,
        lambda t: mpf(0.7) ** (t // 938),
        "pytorch/examples: mnist/main.py",
        per_epoch=938,
        around=[938],
    )
    perplexity = [5.5, 5.2, 5.0, 5.01, 4.9, 4.95, 4.8, 4.81]
    rates, rate, best = [20.0], mpf(20), None
    for loss in perplexity:
        rate, best = (rate, loss) if best is None or loss < best else (rate / 4, best)
        rates.append(rate)
    watching(
        "Word language model",
        "sgd(clip-norm=0.25): plateau(20, factor=0.25, patience=0, threshold=0)",
        40 * 2983,
        {2983 * (k + 1): loss for k, loss in enumerate(perplexity)},
        rates,
        "pytorch/examples: word_language_model/main.py",
        per_epoch=2983,
    )
    recipe(
        "pytorch-cifar",
        "sgd(momentum=0.9, weight-decay=5e-4): cosine(0.1 -> 0) per epoch",
        200 * 391,
        lambda t: 0.1 * wave(part(t // 391, 200)),
        "kuangliu/pytorch-cifar: main.py",
        per_epoch=391,
    )


def timm():
    project("timm's schedulers, every epoch with a warm-up of 5")
    of = "Wightman 2019, timm.scheduler"
    up = "linear(1e-5 -> 0.1) per epoch for 5 epochs then "

    def warm(rate):
        return lambda e: line(1e-5, 0.1, part(e, 5)) if e < 5 else rate(e)

    by_epoch(
        "CosineLRScheduler",
        f"sgd: {up}cosine(0.1 -> 1e-5) per epoch from start",
        warm(lambda e: fall(0.1, 1e-5, part(e, 100))),
        of,
        [5],
    )
    by_epoch(
        "CosineLRScheduler, warmup_prefix",
        f"sgd: {up}cosine(0.1 -> 1e-5) per epoch",
        warm(lambda e: fall(0.1, 1e-5, part(e - 5, 95))),
        of,
        [5],
    )
    by_epoch(
        "CosineLRScheduler, cycle_decay 0.5",
        f"sgd: {up}cosine-restarts(0.1 -> 0, first=25, decay=0.5) per epoch from start",
        warm(lambda e: 0.1 * mpf(0.5) ** (e // 25) * wave(mpf(e % 25) / 25)),
        of,
        [5, 25, 50],
    )
    by_epoch(
        "TanhLRScheduler",
        f"sgd: {up}tanh(0.1 -> 1e-5) per epoch from start",
        warm(lambda e: 1e-5 + (mpf(0.1) - mpf(1e-5)) / 2 * (1 - tanh(-7 * (1 - part(e, 100)) + 3 * part(e, 100)))),
        of,
        [5],
    )
    by_epoch(
        "StepLRScheduler",
        f"sgd: {up}step(0.1, every=30) per epoch from start",
        warm(lambda e: 0.1 * mpf(0.1) ** (e // 30)),
        of,
        [5, 30, 60],
    )
    by_epoch(
        "MultiStepLRScheduler",
        f"sgd: {up}multistep(0.1, at=[39, 79]) per epoch from start",
        warm(lambda e: 0.1 * mpf(0.1) ** bisect_right((40, 80), e + 1)),
        of + ": decay_t 40 and 80, whose drops come an epoch early",
        [5, 39, 40, 79, 80],
    )
    by_epoch(
        "PolyLRScheduler",
        f"sgd: {up}polynomial(0.1 -> 1e-5, power=0.5) per epoch from start",
        warm(lambda e: 1e-5 + (mpf(0.1) - mpf(1e-5)) * (1 - part(e, 100)) ** mpf(0.5)),
        of,
        [5],
    )

    losses = [1.0] + [0.9] * 12
    watching(
        "PlateauLRScheduler",
        "sgd: plateau(0.1, factor=0.1, patience=10, threshold=1e-4)",
        ALL,
        {EACH * (k + 1): loss for k, loss in enumerate(losses)},
        [0.1] * 13 + [mpf(0.1) * mpf(0.1)],
        of + ": it wraps PyTorch's",
        per_epoch=EACH,
    )


def fastai():
    project("fastai")
    of = "Howard & Gugger 2020, arXiv:2002.04688; fastai: callback/schedule.py"
    adam = "adamw(beta2=0.99, epsilon=1e-5, weight-decay=0.01): "
    still = ' with "@norm,@bias" (weight-decay=0)'
    recipe(
        "fit_one_cycle",
        "adamw(beta1=cosine(0.95 -> 0.85) for 25% then cosine(-> 0.95), beta2=0.99, epsilon=1e-5,"
        " weight-decay=0.01): cosine(4e-5 -> 1e-3) for 25% then cosine(-> 1e-8)" + still,
        ALL,
        lambda t: fall(mpf(1e-3) / 25, 1e-3, part(t, 250)) if t < 250 else fall(1e-3, 1e-8, part(t - 250, 750)),
        of,
        around=[250],
    )
    recipe(
        "fit_flat_cos",
        adam + "4e-3 for 75% then cosine(-> 4e-8)" + still,
        ALL,
        lambda t: 4e-3 if t < 750 else fall(4e-3, 4e-8, part(t - 750, 250)),
        of,
        around=[750],
    )
    recipe(
        "fit_sgdr, 3 cycles",
        adam + "cosine-restarts(1e-3 -> 0, first=1 epoch, multiply=2)" + still,
        7 * 100,
        lambda t: 1e-3 * wave(sgdr(mpf(t), 100, 2)),
        of,
        per_epoch=100,
        around=[100, 300],
    )
    recipe(
        "lr_find",
        adam + "exponential(1e-7 -> 10)" + still,
        100,
        lambda t: mpf(1e-7) * (10 / mpf(1e-7)) ** part(t, 100),
        of + ", SchedExp",
    )
    recipe(
        "SchedPoly of power 3",
        adam + "cooldown(1e-4 -> 1e-3, power=3)" + still,
        ALL,
        lambda t: mpf(1e-4) + (mpf(1e-3) - mpf(1e-4)) * part(t, ALL) ** 3,
        of,
    )
