"""Networks on CIFAR, and the schedules that were invented there."""

from mpmath import cos, floor, mpf, pi

from recipe_book.shelf import drops, line, part, project, recipe, stairs, wave


def write():
    cifar()


def cifar():
    project("CIFAR")
    recipe(
        "ResNet-110",
        "sgd(momentum=0.9, weight-decay=1e-4): 0.01 for 400 then multistep(0.1, at=[32000, 48000]) from start",
        64_000,
        lambda t: stairs(t, 0.01, (400, 0.1), (32_000, mpf(0.1) * 0.1), (48_000, mpf(0.1) * mpf(0.1) ** 2)),
        "He et al. 2015, arXiv:1512.03385, section 4.2",
        around=[400, 32_000, 48_000],
    )
    recipe(
        "Wide ResNet-28-10",
        "sgd(momentum=0.9, nesterov=true, weight-decay=5e-4):"
        " multistep(0.1, at=[59, 119, 159], gamma=0.2) per epoch",
        200 * 391,
        lambda t: drops(t // 391 + 1, 0.1, [60, 120, 160], 0.2),
        "Zagoruyko & Komodakis 2016, arXiv:1605.07146; wide-residual-networks: train.lua, which counts epochs from 1",
        per_epoch=391,
        around=[59 * 391, 60 * 391],
    )
    recipe(
        "DenseNet",
        "sgd(momentum=0.9, nesterov=true, weight-decay=1e-4): multistep(0.1, at=[149, 224]) per epoch",
        300 * 782,
        lambda t: drops(t // 782 + 1, 0.1, [150, 225], 0.1),
        "Huang et al. 2016, arXiv:1608.06993; DenseNet: train.lua, which counts epochs from 1",
        per_epoch=782,
        around=[149 * 782, 150 * 782, 224 * 782],
    )
    recipe(
        "SGDR, first cycle of 10 epochs",
        "sgd(momentum=0.9, rate-inside=true, weight-decay=1e-3):"
        ' cosine-restarts(0.05 -> 0, first=10 epochs, multiply=2) with "@vector" (weight-decay=0)',
        150 * 391,
        lambda t: 0.05 * wave(sgdr(mpf(t) / 391, 10, 2)),
        "Loshchilov & Hutter 2016, arXiv:1608.03983; SGDR_WRNs.py, whose penalty is 5e-4 of the weights' squares and"
        " whose momentum isn't Nesterov's",
        per_epoch=391,
        around=[3910, 30 * 391, 70 * 391],
    )
    recipe(
        "Snapshot ensembles, 5 cycles",
        "sgd(momentum=0.9, nesterov=true, weight-decay=1e-4): cosine-restarts(0.2 -> 0, first=40 epochs)",
        200 * 782,
        lambda t: mpf(0.2) / 2 * (cos(pi * (t % (40 * 782)) / (40 * 782)) + 1),
        "Huang et al. 2017, arXiv:1704.00109, equation 2, which counts updates; SnapshotEnsemble: README, on CIFAR-100"
        " (train.lua is one update ahead of the equation)",
        per_epoch=782,
        around=[40 * 782],
    )
    recipe(
        "Shake-shake, 1800 epochs",
        "sgd(momentum=0.9, nesterov=true, weight-decay=1e-4): cosine(0.2 -> 0)",
        1800 * 391,
        lambda t: 0.2 * wave(part(t, 1800 * 391)),
        "Gastaldi 2017, arXiv:1705.07485; shake-shake: README, in batches of 128; train.lua's wave, of every update, counts"
        " from 1",
        per_epoch=391,
    )
    for mode, scale in [
        ("triangular", lambda t, cycle: 1),
        ("triangular2", lambda t, cycle: 1 / mpf(2) ** (cycle - 1)),
        ("exp-range", lambda t, cycle: mpf(0.99994) ** t),
    ]:
        gamma = ", gamma=0.99994" if mode == "exp-range" else ""
        recipe(
            f"Cyclical rates, {mode}",
            f"sgd(momentum=0.9, weight-decay=0.004): cyclic(1e-3 -> 6e-3, up=2000, down=2000, mode={mode}{gamma})",
            24_000,
            lambda t, scale=scale: cyclical(t, 1e-3, 6e-3, 2000, scale),
            "Smith 2015, arXiv:1506.01186",
            around=[2000, 4000, 6000],
        )
    recipe(
        "Super-convergence, ResNet-56",
        "sgd(momentum=0.9, rate-inside=true, weight-decay=1e-4): linear(0.1 -> 3) for 5000 then linear(-> 0.1)",
        10_000,
        lambda t: cyclical(t, 0.1, 3, 5000, lambda _, cycle: 1),
        "Smith & Topin 2017, arXiv:1708.07120, figure 1a; super-convergence: clrsolver.prototxt, Caffe's policy triangular",
        around=[5000],
    )
    recipe(
        "Stochastic weight averaging, VGG-16",
        "sgd(momentum=0.9, weight-decay=5e-4):"
        " max(min(0.05, linear(0.1 -> 0) per epoch for 161 epochs), 0.01)",
        300 * 391,
        lambda t: averaged_weights(mpf(t // 391) / 161),
        "Izmailov et al. 2018, arXiv:1803.05407; swa: train.py",
        per_epoch=391,
        around=[81 * 391, 145 * 391],
    )
    recipe(
        "ResNet-9 in 24 epochs",
        "sgd(momentum=0.9, nesterov=true, rate-inside=true, weight-decay=5e-4):"
        " linear(8.247422680412371e-4 -> 0.4) for 484 then linear(-> 0) for 1843 then 0",
        24 * 97,
        lambda t: 0.4 * part(t + 1, 485) if t < 485 else line(0.4, 0, part(t + 1 - 485, 19 * 97)),
        "Page 2018, cifar10-fast: dawn.py, which counts from 1 and says it for a batch's sum of 512 gradients (0.4/512, and"
        " 5e-4 times 512)",
        per_epoch=97,
        around=[484],
    )
    recipe(
        "Rates for any budget: linear",
        "sgd(momentum=0.9, weight-decay=5e-4): linear(0.1 -> 0)",
        20_000,
        lambda t: 0.1 * (1 - part(t, 20_000)),
        "Li et al. 2019, arXiv:1905.04753",
    )
    recipe(
        "Rates for any budget: REX",
        "sgd(momentum=0.9): rex(0.1 -> 0)",
        20_000,
        lambda t: 0.1 * (1 - part(t, 20_000)) / (mpf(1) / 2 + (1 - part(t, 20_000)) / 2),
        "Chen et al. 2021, arXiv:2107.04197",
    )
    recipe(
        "Knee: explore, then exploit",
        "sgd(momentum=0.9, weight-decay=5e-4): 0.1 for 100 epochs then linear(-> 0)",
        200 * 391,
        lambda t: 0.1 if t < 39_100 else line(0.1, 0, part(t - 39_100, 39_100)),
        "Iyer et al. 2020, arXiv:2003.03977",
        per_epoch=391,
        around=[39_100],
    )


def sgdr(time, first, multiply):
    """How far SGDR's present cycle has come."""
    while time >= first:
        time, first = time - first, first * multiply
    return time / first


def cyclical(t, base, top, size, scale):
    """As Smith's code: the distance from a cycle's middle."""
    cycle = floor(1 + mpf(t) / (2 * size))
    x = abs(mpf(t) / size - 2 * cycle + 1)
    return mpf(base) + (mpf(top) - mpf(base)) * max(mpf(0), 1 - x) * scale(t, int(cycle))


def averaged_weights(time):
    ratio = mpf(0.01) / mpf(0.05)
    if time <= mpf(0.5):
        return mpf(0.05)
    return mpf(0.05) * (1 - (1 - ratio) * (time - mpf(0.5)) / mpf("0.4")) if time <= mpf("0.9") else mpf(0.01)
