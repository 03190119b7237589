"""The settings of what is built from schedules: products, floors, sequences, spans and epochs."""

import math
from fractions import Fraction

from torch.optim import lr_scheduler as peer

from formulas import (
    constant,
    cooldown,
    cosine,
    cyclic,
    exponential,
    geometric,
    group,
    inverse_sqrt,
    largest,
    linear,
    multistep,
    one_cycle,
    per_epoch,
    polynomial,
    product,
    repeat,
    restarts,
    rex,
    seq,
    smallest,
    step,
    steps_of,
    tanh_ramp,
    time_decay,
    Place,
)
from settings import add
from torch_peer import drive, lambda_lr


def pointwise():
    """Products, floors and ceilings."""
    chained = lambda *makes: lambda o: peer.ChainedScheduler([m(o) for m in makes])
    add(
        "pointwise",
        product(exponential("0.1", gamma="0.99"), step("1", "30", "0.5")),
        100,
        drive(0.1, chained(lambda o: peer.ExponentialLR(o, 0.99), lambda o: peer.StepLR(o, 30, 0.5)), 100, 99),
        around=[30, 60, 90],
    )
    add(
        "pointwise",
        product(constant("0.5"), multistep("0.1", ["20", "40"])),
        60,
        drive(0.05, lambda o: peer.MultiStepLR(o, [20, 40]), 60, 59, closed=True),
        around=[20, 40],
    )
    add("pointwise", product(linear("0", "1"), cosine("0.1", "0")), 80)
    add(
        "pointwise", product(group(seq((linear("0", "1"), "10%"), constant("1"))), cosine("0.1", "0")), 100, around=[10]
    )
    add("pointwise", product(constant("0.1"), linear("1", "0.5"), exponential("1", rate="0.01")), 70)
    add("pointwise", product(constant("1e-3"), repeat(linear("1", "0.5"), "15")), 45, around=[15, 30])
    floor = largest(exponential("0.1", gamma="0.9"), constant("1e-4"))
    add("pointwise", floor, 100, lambda_lr(1.0, lambda t: max(0.1 * 0.9**t, 1e-4), 100, 100), around=[65, 66])
    add("pointwise", largest(linear("0.1", "0"), constant("0.02"), step("0.09", "25", "0.5")), 100, around=[25, 50, 75])
    add("pointwise", smallest(linear("0", "1"), constant("0.25")), 40, around=[10])
    add("pointwise", smallest(linear("0", "0.2"), largest(cosine("0.1", "0"), constant("1e-3"))), 90)
    add("pointwise", largest(constant("0.1"), constant("0.2")), 1)
    add(
        "pointwise", product(largest(step("1", "10", "0.1"), constant("0.05")), linear("0.1", "0")), 30, around=[10, 20]
    )
    add("pointwise", product(linear("0", "1"), constant("0.1")), 1)


def sequences():
    """One phrase after another."""

    def warm_then(warm, top, make, n, until):
        children = lambda o: [peer.LambdaLR(o, lambda t: t / warm), make(o)]
        return drive(top, lambda o: peer.SequentialLR(o, children(o), [warm]), n, until)

    for span, n, warm in [("10%", 100, 10), ("10%", 1000, 100), ("5%", 333, 17), ("10", 100, 10), ("50%", 2, 1)]:
        driven = warm_then(warm, 0.1, lambda o: peer.CosineAnnealingLR(o, n - warm), n, n - 1)
        add("sequence", seq((linear("0", "0.1"), span), cosine(None, "0")), n, driven, around=[warm])
    add("sequence", seq((linear("0", "0.1"), "10%"), cosine(None, "0")), 1)
    add(
        "sequence",
        seq((linear("0", "3e-4"), "5%"), cosine(None, "0")),
        200,
        warm_then(10, 3e-4, lambda o: peer.CosineAnnealingLR(o, 190), 200, 199),
        around=[10],
    )
    add(
        "sequence",
        seq((linear("0", "1e-3"), "20"), step("1e-3", "30", "0.5")),
        110,
        warm_then(20, 1e-3, lambda o: peer.StepLR(o, 30, 0.5), 110, 109),
        around=[20, 50, 80],
    )
    add(
        "sequence",
        seq((linear("0", "0.1"), "20"), exponential("0.1", gamma="0.95")),
        80,
        warm_then(20, 0.1, lambda o: peer.ExponentialLR(o, 0.95), 80, 80),
        around=[20],
    )
    add("sequence", seq((constant("0.1"), "80%"), cooldown(None, "0")), 100, around=[80])
    add(
        "sequence",
        seq((linear("0", "0.1"), "5%"), (constant("0.1"), "45%"), geometric(None, "1e-4")),
        120,
        around=[6, 60],
    )
    add(
        "sequence",
        seq((linear("0", "0.1"), "10"), (constant("0.1"), "10 epochs"), cooldown(None, "0")),
        100,
        spe=7,
        around=[10, 80],
    )
    add("sequence", seq((restarts("0.1", "0.01", "10", "2"), "70"), linear(None, "0")), 100, around=[10, 30, 70])
    add("sequence", seq((restarts("0.1", "0.01", "10", "2"), "50"), linear(None, "0")), 100, around=[50])
    add("sequence", seq((step("0.1", "30"), "90"), linear(None, "0")), 120, around=[90])
    add("sequence", seq((step("0.1", "30"), "91"), linear(None, "0")), 120, around=[90, 91])
    add("sequence", seq((multistep("0.1", ["30", "60"]), "60"), cosine(None, "0")), 90, around=[60])
    add("sequence", seq((cyclic("0.01", "0.1", "5", "5"), "25"), cosine(None, "0")), 60, around=[5, 10, 25])
    add("sequence", seq((cyclic("0.01", "0.1", "5", "5", "triangular2"), "30"), cosine(None, "0")), 60, around=[30])
    add("sequence", seq((tanh_ramp("0.1", "0"), "50"), linear(None, "0")), 80, around=[50])
    add("sequence", seq((one_cycle("0.1"), "50"), polynomial(None, "0")), 80, around=[14, 50])
    add("sequence", seq((inverse_sqrt("0.1", "10"), "80%"), cooldown(None, "0")), 100, around=[80])
    add(
        "sequence",
        seq((exponential("0.1", gamma="0.5", every="10", staircase="true"), "40"), rex(None, "0")),
        60,
        around=[40],
    )
    add("sequence", seq((time_decay("0.1", "0.5"), "40"), tanh_ramp(None, "0")), 60, around=[40])
    add(
        "sequence",
        seq((largest(exponential("0.1", gamma="0.9"), constant("1e-3")), "60"), linear(None, "0")),
        80,
        around=[60],
    )
    add("sequence", seq((product(linear("1", "0.5"), constant("0.1")), "40"), linear(None, "0")), 60, around=[40])
    add("sequence", seq((product(step("1", "10"), linear("0.1", "0.2")), "20"), linear(None, "0")), 30, around=[10, 20])
    add("sequence", seq((repeat(cosine("0.1", "0.01"), "20"), "60"), rex(None, "0")), 80, around=[20, 60])
    add(
        "sequence",
        seq(
            (linear("0", "1.0"), "10"),
            (polynomial(None, "0.2", "3"), "20"),
            (cooldown(None, "0.5", "square"), "30"),
            (constant("0.3"), "5"),
            rex(None, "0"),
        ),
        100,
        around=[10, 30, 60, 65],
    )
    add("sequence", seq((constant("0.1"), "10"), (constant("0.01"), "10"), constant("0.001")), 30, around=[10, 20])
    inner = group(seq((linear("0", "1"), "10"), cosine("1", "0")))
    add("sequence", seq((product(inner, constant("0.1")), "50"), constant("0.01")), 80, around=[10, 50])

    # Phrases without steps, and a last phrase that ends early, on time or never begins.
    add("sequence", seq((linear("0", "0.1"), "0.4%"), cosine(None, "0")), 50)
    add("sequence", seq((linear("0", "0.1"), "0.4%"), cosine(None, "0")), 100)
    add("sequence", seq((linear("0", "0.1"), "10"), (linear("5", "0.2"), "0.4%"), linear(None, "0")), 50, around=[10])
    add("sequence", seq((step("0.1", "30"), "0.4%"), linear(None, "0")), 20)
    add("sequence", seq((tanh_ramp("0.1", "0.01"), "0.4%"), linear(None, "0")), 20)
    add("sequence", seq((linear("0", "0.1"), "100%"), cosine(None, "0")), 40)
    add("sequence", seq((linear("0", "0.1"), "60%"), (constant("0.1"), "40%"), linear(None, "0.02")), 25, around=[15])
    add(
        "sequence",
        seq((linear("0", "0.1"), "60%"), (constant("0.1"), "60%"), cosine(None, "0")),
        100,
        around=[60],
        last=99,
    )
    add("sequence", seq((linear("0", "0.1"), "10"), (cosine(None, "0"), "50")), 100, around=[10, 60])
    add("sequence", seq((linear("0", "0.1"), "10")), 100, around=[10])
    add("sequence", seq((step("0.1", "10"), "30")), 100, around=[10, 20, 30])


def spans():
    """The length of a phrase, in steps, epochs and percent."""

    def spanned(span, n, spe=None):
        end = steps_of(span, Place(Fraction(n), n, spe))
        ts = {0, 1, end - 2, end - 1, end, end + 1, n // 2, n - 1, n} - {-1, -2}
        add("spans", seq((linear("0", "1"), span), linear(None, "0")), n, spe=spe, ts=sorted(ts))

    for span, n, spe in [
        ("10", 40, None),
        ("10 steps", 40, None),
        ("1 step", 40, None),
        ("1 epoch", 40, 7),
        ("3 epochs", 40, 7),
        ("2.5 epochs", 40, 7),
        ("1.5 epochs", 40, 7),
        ("0.5 epochs", 40, 5),
        ("0.5 epochs", 40, 1),
        ("0.07 epochs", 40, 7),
        ("0.7 epochs", 200, 125),
        ("2.5 steps", 40, None),
        ("2.4 steps", 40, None),
        ("12.5%", 100, None),
        ("12.4%", 100, None),
        ("2.5%", 20, None),
        ("2.4%", 20, None),
        ("5%", 10, None),
        ("4.9%", 10, None),
        ("33.3%", 10, None),
        ("50%", 1, None),
        ("50%", 3, None),
        ("100%", 7, None),
        ("1%", 7, None),
        ("10%", 333, None),
        ("1e1%", 50, None),
        # Half-ways that doubles miss in one order of operations or another.
        ("14.5%", 100, None),
        ("57.5%", 100, None),
        ("32.3%", 500, None),
        ("64.35%", 1000, None),
        ("32.05%", 1000, None),
        ("4.1 epochs", 100, 15),
        ("0.58 epochs", 100, 25),
    ]:
        spanned(span, n, spe)
    add("spans", seq((linear("0", "1"), "33.3%"), (constant("1"), "33.3%"), linear(None, "0")), 10, around=[3, 6])
    add("spans", seq((linear("0", "1"), "12.5%"), (constant("1"), "12.5%"), linear(None, "0")), 20, around=[3, 6])


def epochs():
    """Time in epochs. Of 7 steps, 70 steps are 10 of them, and 100 steps are 14 and two sevenths."""

    def by_epoch(make, lr, n, until, spe=7, **options):
        return drive(lr, make, (n - 1) // spe, until, per_epoch=spe, **options)

    turns = [7, 14, 63, 70, 98]
    for n in (70, 100):
        epoch_count = n / 7
        last = n - 1
        add(
            "per-epoch",
            per_epoch(step("0.1", "3")),
            n,
            by_epoch(lambda o: peer.StepLR(o, 3), 0.1, n, last, closed=True),
            spe=7,
            around=[7, 21, 42, 63],
        )
        add(
            "per-epoch",
            per_epoch(multistep("0.1", ["4", "8"], "0.5")),
            n,
            by_epoch(lambda o: peer.MultiStepLR(o, [4, 8], 0.5), 0.1, n, last, closed=True),
            spe=7,
            around=[28, 56],
        )
        add(
            "per-epoch",
            per_epoch(exponential("0.1", gamma="0.8")),
            n,
            by_epoch(lambda o: peer.ExponentialLR(o, 0.8), 0.1, n, last, closed=True),
            spe=7,
            around=turns,
        )
        add(
            "per-epoch",
            per_epoch(linear("0.1", "0.01")),
            n,
            by_epoch(lambda o: peer.LinearLR(o, 1.0, 0.1, epoch_count), 0.1, n, last, closed=True),
            spe=7,
            around=turns,
        )
        add(
            "per-epoch",
            per_epoch(cosine("0.1", "0")),
            n,
            by_epoch(lambda o: peer.CosineAnnealingLR(o, epoch_count), 0.1, n, last, closed=True),
            spe=7,
            around=turns,
        )
        add(
            "per-epoch",
            per_epoch(restarts("0.1", "0", "1", "3")),
            n,
            by_epoch(lambda o: peer.CosineAnnealingWarmRestarts(o, 1, 3), 0.1, n, last),
            spe=7,
            around=[7, 28, 91],
        )
        add(
            "per-epoch",
            per_epoch(cyclic("0.01", "0.1", "2", "3", "triangular2")),
            n,
            by_epoch(lambda o: peer.CyclicLR(o, 0.01, 0.1, 2, 3, "triangular2", cycle_momentum=False), 0.01, n, last),
            spe=7,
            around=[14, 35, 49, 70],
        )
        add(
            "per-epoch",
            per_epoch(cyclic("0.01", "0.1", "2", "2", "exp-range", "0.9")),
            n,
            by_epoch(
                lambda o: peer.CyclicLR(o, 0.01, 0.1, 2, 2, "exp_range", 0.9, cycle_momentum=False), 0.01, n, last
            ),
            spe=7,
            around=[14, 28],
        )
        add(
            "per-epoch",
            per_epoch(inverse_sqrt("0.1", "2")),
            n,
            by_epoch(lambda o: peer.LambdaLR(o, lambda e: 1 / math.sqrt(1 + e / 2)), 0.1, n, last),
            spe=7,
            around=turns,
        )
        add(
            "per-epoch",
            per_epoch(time_decay("0.1", "0.5", "2", "true")),
            n,
            by_epoch(lambda o: peer.LambdaLR(o, lambda e: 1 / (1 + 0.5 * (e // 2))), 0.1, n, last),
            spe=7,
            around=[14, 28],
        )
        add(
            "per-epoch",
            per_epoch(exponential("0.1", rate="0.5")),
            n,
            by_epoch(lambda o: peer.LambdaLR(o, lambda e: math.exp(-0.5 * e)), 0.1, n, last),
            spe=7,
            around=turns,
        )
        add("per-epoch", per_epoch(rex("0.1", "0")), n, spe=7, around=turns)
    add(
        "per-epoch",
        per_epoch(one_cycle("0.1")),
        70,
        by_epoch(lambda o: peer.OneCycleLR(o, 0.1, total_steps=10, cycle_momentum=False), 0.1, 70, 69),
        spe=7,
        around=turns,
    )
    add(
        "per-epoch",
        per_epoch(step("0.1", "30")),
        9000,
        by_epoch(lambda o: peer.StepLR(o, 30), 0.1, 9000, 8999, spe=100, closed=True),
        spe=100,
        around=[3000, 6000],
    )
    add(
        "per-epoch",
        per_epoch(restarts("0.1", "0", "1", "3")),
        1100,
        by_epoch(lambda o: peer.CosineAnnealingWarmRestarts(o, 1, 3), 0.1, 1100, 1099, spe=3),
        spe=3,
        around=[3, 12, 39, 120, 363, 1092],
    )
    add("per-epoch", per_epoch(linear("0.1", "0")), 25, spe=10)
    add("per-epoch", per_epoch(cosine("0.1", "0")), 5, spe=10)
    add("per-epoch", per_epoch(linear("0.1", "0")), 1, spe=7)
    add("per-epoch", per_epoch(step("0.1", "2")), 25, spe=10, around=[20])
    add("per-epoch", per_epoch(step("0.1", "2")), 20, spe=1, around=[2])
    add(
        "per-epoch",
        seq((linear("0", "0.1"), "10"), per_epoch(step("0.1", "2", "0.5"))),
        100,
        spe=7,
        around=[10, 24, 38],
    )
    add(
        "per-epoch", seq((per_epoch(linear("0", "0.1")), "3 epochs"), cosine(None, "0")), 100, spe=7, around=[7, 14, 21]
    )
    add(
        "per-epoch",
        seq((per_epoch(exponential("0.1", rate="0.5")), "20"), linear(None, "0")),
        50,
        spe=7,
        around=[7, 20],
    )
    add(
        "per-epoch",
        seq((per_epoch(step("0.1", "1", "0.5")), "3 epochs"), per_epoch(cosine(None, "0"))),
        60,
        spe=7,
        around=[21, 28],
    )
    add("per-epoch", seq((linear("0", "0.1"), "12.5%"), per_epoch(rex(None, "0"))), 100, spe=9, around=[13, 22])
    add("per-epoch", product(per_epoch(step("1", "3", "0.5")), cosine("0.1", "0")), 100, spe=7, around=[21])
    add("per-epoch", largest(per_epoch(exponential("0.1", gamma="0.5")), constant("1e-3")), 100, spe=7, around=[49])
