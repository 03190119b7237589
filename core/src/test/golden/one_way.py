"""The settings of the schedules that go one way: ramps from a to b, and decays."""

import math

from torch.optim import lr_scheduler as peer

from formulas import (
    constant,
    cooldown,
    cosine,
    exponential,
    geometric,
    inverse_sqrt,
    linear,
    logarithmic,
    multistep,
    polynomial,
    rex,
    saturating,
    seq,
    step,
    tanh_ramp,
    time_decay,
)
from settings import add
from torch_peer import FOREVER, drive, lambda_lr


def ramps():
    """Schedules from a to b."""

    def linear_lr(a, b, n):
        base = max(a, b) or 1.0
        make = lambda o: peer.LinearLR(o, start_factor=a / base, end_factor=b / base, total_iters=n)
        # The recursion divides by the start factor, so a ramp from 0 is PyTorch's LambdaLR.
        if a == 0:
            return lambda_lr(base, lambda t: b / base * min(t / n, 1), 2 * n + 1, FOREVER)
        return drive(base, make, 2 * n + 1, FOREVER, closed=True)

    ends = [
        ("0", "0.1", 100),
        ("0.1", "0", 100),
        ("3e-4", "1e-3", 37),
        ("1e-12", "1e-30", 90),
        ("1000.0", "1e8", 64),
        ("0.5", "0.25", 1),
        ("0.1", "0.1", 10),
        ("0.1", "0", 2),
    ]
    for a, b, n in ends:
        add("linear", linear(a, b), n, linear_lr(float(a), float(b), n))
    add("linear", linear("0", "1"), 2_000_000_000, ts=[0, 1, 999_999_999, 1_000_000_000, 1_999_999_999, 2_000_000_000])

    def polynomial_lr(a, power, n):
        make = lambda o: peer.PolynomialLR(o, total_iters=n, power=power)
        return drive(a, make, 2 * n + 1, FOREVER, closed=True)

    for a, n, power in [
        ("0.1", 100, None),
        ("0.1", 100, "1"),
        ("0.01", 77, "0.9"),
        ("1e-6", 60, "3"),
        ("50.0", 40, "0.5"),
        ("0.1", 1, None),
    ]:
        add("polynomial", polynomial(a, "0", power), n, polynomial_lr(float(a), float(power or 2), n))
    add("polynomial", polynomial("0.1", "0.001"), 100)
    add("polynomial", polynomial("0", "0.1", "3"), 50)
    add("polynomial", polynomial("1e-5", "1e-3", "0.5"), 31)

    def cosine_lr(a, b, n):
        # PyTorch climbs again after T_max.
        return drive(a, lambda o: peer.CosineAnnealingLR(o, n, eta_min=b), n, n, closed=True)

    for a, b, n in [
        ("0.1", "0", 100),
        ("3e-4", "3e-5", 250),
        ("1e-9", "1e-12", 33),
        ("1000.0", "1.0", 7),
        ("0.1", "0", 1),
        ("0.95", "0.85", 1000),
        ("0.1", "0", 2),
    ]:
        add("cosine", cosine(a, b), n, cosine_lr(float(a), float(b), n))
    add("cosine", cosine("0", "0.1"), 50)

    for a, b, n in [
        ("0.1", "0.001", 100),
        ("1e-7", "10.0", 100),
        ("1.0", "1e-8", 333),
        ("0.5", "0.5", 10),
        ("0.1", "0.01", 1),
    ]:
        ratio = float(b) / float(a)
        add(
            "exponential",
            geometric(a, b),
            n,
            lambda_lr(float(a), lambda t, r=ratio, n=n: r ** min(t / n, 1), 2 * n + 1, FOREVER),
        )
    add("exponential", geometric("-0.1", "-0.001"), 20)

    for a, b, n in [("0.1", "0", 100), ("1.0", "0.1", 45), ("1e-8", "1e-10", 60), ("0", "0.1", 30), ("0.1", "0", 1)]:
        add("rex", rex(a, b), n)

    for a, b, n, low, high in [
        ("0.1", "0", 100, None, None),
        ("0.1", "0.001", 80, "-6", "3"),
        ("1e-6", "0", 50, "-4", "4"),
        ("0", "0.1", 40, None, None),
        ("5.0", "0", 33, "-10", "2"),
        ("0.1", "0", 1, None, None),
    ]:
        add("tanh", tanh_ramp(a, b, low, high), n)

    for power in ["0.6", "1", "1.5", "2", "0.01", "12"]:
        add("cooldown", cooldown("0.1", "1e-3", power=power), 60)
    add("cooldown", seq((constant("0.1"), "80%"), cooldown(None, "0", power="0.6")), 50, around=[40])

    for a, b, n in [("0", "0.1", 100), ("0.1", "1e-3", 37), ("0.1", "0.1", 12), ("0", "0.1", 2), ("0", "0.1", 1)]:
        add("logarithmic", logarithmic(a, b), n)
    add("logarithmic", seq((logarithmic("0", "1e-3"), "20"), linear(None, "0")), 100, around=[19, 20])
    add("logarithmic", seq((constant("0.1"), "1"), (logarithmic(None, "0.01"), "30"), linear(None, "0")), 60, around=[31])
    for a, b, s, n in [("0", "0.1", "20", 100), ("0.1", "0.01", "7", 90), ("0.1", "0", "1", 40), ("0", "1e-8", "1000", 10)]:
        add("saturating", saturating(a, b, s), n)
    add("saturating", seq((saturating("0", "1e-3", "10"), "30"), linear(None, "0")), 100, around=[30])

    for shape in [None, "sqrt", "linear", "cosine", "square"]:
        for a, b, n in [("0.1", "0", 100), ("3e-4", "3e-6", 41), ("0.1", "0", 1)]:
            torch_has = {"linear": linear_lr, "cosine": cosine_lr}.get(shape)
            driven = torch_has(float(a), float(b), n) if torch_has else None
            add("cooldown", cooldown(a, b, shape), n, driven)
    for shape in [None, "linear", "cosine", "square"]:
        make = {
            "linear": lambda o: peer.LinearLR(o, start_factor=1.0, end_factor=0.0, total_iters=40),
            "cosine": lambda o: peer.CosineAnnealingLR(o, 40),
        }.get(shape)
        driven = make and drive(
            0.1, lambda o: peer.SequentialLR(o, [peer.ConstantLR(o, factor=1.0), make(o)], [160]), 200, 199
        )
        add("cooldown", seq((constant("0.1"), "80%"), cooldown(None, "0", shape)), 200, driven, around=[160])
    add("cooldown", seq((constant("0.1"), "80%"), cooldown(None, "0.001")), 5)


def decays():
    """Schedules without a target."""
    for text, n in [("0.1", 50), ("1e-30", 5), ("1e8", 5), ("0", 5), ("0.1", 1)]:
        driven = drive(float(text), lambda o: peer.ConstantLR(o, factor=1.0), 2 * n + 1, FOREVER, closed=True)
        add("constant", constant(text), n, driven)
        add("constant", constant(text, spelled=True), n, driven)

    for a, rate, every, stairs, n in [
        ("0.1", "0.5", None, None, 100),
        ("0.01", "1e-3", None, "false", 500),
        ("0.1", "1", "10", None, 95),
        ("0.1", "0.5", "20", "true", 100),
        ("1e-5", "2", "7", "true", 50),
        ("0.1", "0.5", None, None, 1),
        ("0.1", "0.5", "20", "true", 1),
    ]:
        s, k, stairs_on = int(every or 1), float(rate), stairs == "true"
        factor = lambda t, s=s, k=k, on=stairs_on: 1 / (1 + k * (t // s if on else t / s))
        driven = lambda_lr(float(a), factor, n, n - 1 if stairs_on else n)
        add("time-decay", time_decay(a, rate, every, stairs), n, driven, around=[s, 2 * s])

    # Caffe's LeNet, a power below 1 in stairs, and one above.
    add("time-decay", time_decay("0.01", "1e-4", power="0.75"), 10_000)
    add("time-decay", time_decay("0.1", "0.5", "10", "true", "0.5"), 95, around=[10, 20])
    add("time-decay", time_decay("1e-3", "2", power="3"), 40)

    # Growth.
    for a, every, gamma, n in [("1e-5", "10", "2", 100), ("1e-8", "7", "10", 60), ("0.1", "3", "1.001", 40)]:
        driven = drive(float(a), lambda o: peer.StepLR(o, int(every), float(gamma)), n, n - 1, closed=True)
        add("step", step(a, every, gamma), n, driven, around=[int(every), 2 * int(every)])
    grown = drive(1e-4, lambda o: peer.MultiStepLR(o, [20, 40], 3.0), 60, 59, closed=True)
    add("multistep", multistep("1e-4", ["20", "40"], "3"), 60, grown, around=[20, 40])
    grown = drive(1e-6, lambda o: peer.ExponentialLR(o, 1.1), 100, 100, closed=True)
    add("exponential", exponential("1e-6", gamma="1.1"), 100, grown)
    add("exponential", exponential("1e-6", gamma="2", every="10", staircase="true"), 95, around=[10])

    for a, every, gamma, n in [
        ("0.1", "30", None, 90),
        ("0.1", "30", None, 91),
        ("0.1", "30", None, 100),
        ("1.0", "7", "0.5", 70),
        ("1e-3", "1", "0.9", 40),
        ("0.1", "1000", "0.1", 50),
        ("1e6", "10", "1e-3", 55),
        ("0.1", "5", "1", 20),
        ("0.1", "30", None, 1),
        ("0.1", "1", None, 1),
    ]:
        driven = drive(float(a), lambda o: peer.StepLR(o, int(every), float(gamma or 0.1)), n, n - 1, closed=True)
        add("step", step(a, every, gamma), n, driven, around=[int(every), 2 * int(every)])

    for a, at, gamma, n in [
        ("0.1", ["30", "80"], None, 100),
        ("0.1", ["30", "60"], None, 60),
        ("0.1", ["30", "60"], None, 61),
        ("0.1", ["150"], "0.2", 100),
        ("1.0", ["1", "2", "4", "8", "16"], "0.5", 40),
        ("1e-4", ["99"], "0.1", 100),
        ("0.1", ["1"], None, 1),
    ]:
        milestones = [int(s) for s in at]
        make = lambda o: peer.MultiStepLR(o, milestones, float(gamma or 0.1))
        add("multistep", multistep(a, at, gamma), n, drive(float(a), make, n, n - 1, closed=True), around=milestones)

    for a, gamma, n in [
        ("0.1", "0.9", 100),
        ("0.1", "0.999", 1000),
        ("1e-4", "0.5", 40),
        ("200.0", "0.1", 12),
        ("0.1", "1", 10),
        ("0.1", "0.9", 1),
    ]:
        driven = drive(float(a), lambda o: peer.ExponentialLR(o, float(gamma)), n, n, closed=True)
        add("exponential", exponential(a, gamma=gamma), n, driven)
    for a, rate, gamma, every, stairs, n in [
        ("0.1", "0.05", None, None, None, 100),
        ("0.1", "1", None, "25", None, 110),
        ("0.1", None, "0.5", "10", None, 95),
        ("0.1", None, "0.5", "10", "true", 90),
        ("0.1", None, "0.5", "10", "true", 95),
        ("1e-6", "0.3", None, "8", "true", 64),
        ("0.1", "0.05", None, None, "false", 1),
        ("0.1", None, "0.5", "10", "true", 1),
    ]:
        s, stairs_on = int(every or 1), stairs == "true"
        power = lambda t, s=s, on=stairs_on: t // s if on else t / s
        factor = (lambda t: math.exp(-float(rate) * power(t))) if rate else (lambda t: float(gamma) ** power(t))
        driven = lambda_lr(float(a), factor, n, n - 1 if stairs_on else n)
        add("exponential", exponential(a, rate, gamma, every, stairs), n, driven, around=[s, 2 * s])

    for a, s, n in [
        ("0.1", "10", 100),
        ("1e-3", "4000", 1000),
        ("5.0", "1", 64),
        ("1e-9", "2.5", 33),
        ("0.1", "10", 1),
    ]:
        driven = lambda_lr(float(a), lambda t, s=float(s): 1 / math.sqrt(1 + t / s), n, n)
        add("inverse-sqrt", inverse_sqrt(a, s), n, driven)
