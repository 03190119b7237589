"""Writes the golden files of the optimizers: trajectories of PyTorch 1.13 over 1,000 steps with a changing rate.

Run it with Debian 12's python3 and python3-torch, from any folder:

    /usr/bin/python3 -B core/src/test/golden/optimizers.py

Parameters are float32. A gradient is computed in double and rounded to float32, as the test does (Objective.java), so
that both optimizers are given the same gradients. No gradient vanishes: the target, or the sample, changes each step.
"""

import csv
import itertools
import math
from pathlib import Path

import torch

OUT = Path(__file__).resolve().parent.parent / "resources" / "golden" / "optimizers"
STEPS = 1000
SHOWN = (1, 2, 3, 10, 100, 1000)
RATE = "linear(0 -> 0.05) for 10% then cosine(-> 0.001)"

START = (-1.0, 1.0, 2.0, -0.5)
CURVATURE = (1.0, 2.0, 0.5, 3.0)
TARGETS = ((1.5, -2.0, 0.5, 3.0), (1.0, -1.0, 1.0, 2.0), (2.5, -2.5, -0.5, 2.5), (0.5, -1.5, 0.25, 4.0))
SAMPLES = ((1.0, 0.5, -0.3, 0.8), (-0.7, 1.2, 0.4, -0.2), (0.3, -0.9, 1.1, 0.6), (-1.3, -0.4, -0.8, 1.0))
LABELS = (1.0, -1.0, 1.0, -1.0)


def rate(t):
    """The rate that RATE says: 100 steps of warm-up, then 900 of cosine."""
    if t < 100:
        return 0.05 * t / 100
    return 0.001 + (0.05 - 0.001) * (1 + math.cos(math.pi * (t - 100) / 900)) / 2


def quadratic(t, p):
    """The gradient of ½ Σ c (p − target)², the target another each step."""
    return [c * (x - m) for c, x, m in zip(CURVATURE, p, TARGETS[t % 4])]


def logistic(t, p):
    """The gradient of log(1 + e^(−y·w·x)) + ½·0.1·w², one sample each step."""
    x, y = SAMPLES[t % 4], LABELS[t % 4]
    margin = y * sum(w * v for w, v in zip(p, x))
    slope = -y / (1 + math.exp(margin))
    return [slope * v + 0.1 * w for w, v in zip(p, x)]


OBJECTIVES = {"quadratic": quadratic, "logistic": logistic}


def notation(name, **arguments):
    given = ", ".join(f"{k.replace('_', '-')}={v}" for k, v in arguments.items() if v is not None)
    return f"{name}({given}): {RATE}" if given else f"{name}: {RATE}"


def flag(on):
    return "true" if on else None


def each(*choices):
    return itertools.product(*choices)


def settings():
    """Each as (file, notation, how PyTorch makes it)."""
    flags = (False, True)
    momenta = [(0, 0, False), (0, 0.3, False), (0.9, 0, False), (0.9, 0.3, False), (0.9, 0, True)]
    for (momentum, dampening, nesterov), decay, maximize in each(momenta, (0, 0.05), flags):
        yield "sgd", notation(
            "sgd", momentum=momentum or None, dampening=dampening or None, nesterov=flag(nesterov),
            weight_decay=decay or None, maximize=flag(maximize),
        ), lambda p, a=(momentum, dampening, decay, nesterov, maximize): torch.optim.SGD(
            p, 0.1, momentum=a[0], dampening=a[1], weight_decay=a[2], nesterov=a[3], maximize=a[4])
    for initial, epsilon, decay, maximize in each((0, 0.1), (1e-10, 0.01), (0, 0.05), flags):
        yield "adagrad", notation(
            "adagrad", initial_accumulator=initial or None, epsilon=epsilon, weight_decay=decay or None,
            maximize=flag(maximize),
        ), lambda p, a=(initial, epsilon, decay, maximize): torch.optim.Adagrad(
            p, 0.1, initial_accumulator_value=a[0], eps=a[1], weight_decay=a[2], maximize=a[3])
    for alpha, momentum, centered, decay, maximize in each((0.99, 0.9), (0, 0.9), flags, (0, 0.05), flags):
        yield "rmsprop", notation(
            "rmsprop", alpha=alpha, epsilon=1e-3, momentum=momentum or None, centered=flag(centered),
            weight_decay=decay or None, maximize=flag(maximize),
        ), lambda p, a=(alpha, momentum, centered, decay, maximize): torch.optim.RMSprop(
            p, 0.1, alpha=a[0], eps=1e-3, momentum=a[1], centered=a[2], weight_decay=a[3], maximize=a[4])
    for name, make in ("adam", torch.optim.Adam), ("adamw", torch.optim.AdamW):
        for betas, amsgrad, decay, maximize in each(((0.9, 0.999), (0.8, 0.95)), flags, (0, 0.05), flags):
            yield name, notation(
                name, beta1=betas[0], beta2=betas[1], amsgrad=flag(amsgrad), weight_decay=decay,
                maximize=flag(maximize),
            ), lambda p, a=(make, betas, amsgrad, decay, maximize): a[0](
                p, 0.1, betas=a[1], amsgrad=a[2], weight_decay=a[3], maximize=a[4])


def ramp(a, b, t):
    return a + (b - a) * t / STEPS


def scheduled():
    """Settings whose hyperparameters change, or whose gradients are clipped: with what is done before each step."""

    def momentum(group, t):
        group["momentum"] = ramp(0.95, 0.5, t)

    def beta1(group, t):
        group["betas"] = (ramp(0.95, 0.5, t), 0.999)

    def decay(group, t):
        group["weight_decay"] = ramp(0.1, 0, t)

    def norm(group, t):
        torch.nn.utils.clip_grad_norm_(group["params"], 0.5)

    def value(group, t):
        torch.nn.utils.clip_grad_value_(group["params"], 0.3)

    yield "sgd", notation("sgd", momentum="linear(0.95 -> 0.5)"), lambda p: torch.optim.SGD(p, 0.1, momentum=0.9), momentum
    yield "adam", notation("adam", beta1="linear(0.95 -> 0.5)"), lambda p: torch.optim.Adam(p, 0.1), beta1
    yield "adamw", notation("adamw", weight_decay="linear(0.1 -> 0)"), lambda p: torch.optim.AdamW(p, 0.1), decay
    yield "sgd", notation("sgd", momentum=0.9, clip_norm=0.5), lambda p: torch.optim.SGD(p, 0.1, momentum=0.9), norm
    yield "sgd", notation("sgd", momentum=0.9, clip_value=0.3), lambda p: torch.optim.SGD(p, 0.1, momentum=0.9), value


def trajectory(make, objective, sign, before):
    p = torch.nn.Parameter(torch.tensor(START, dtype=torch.float32))
    optimizer = make([p])
    for t in range(STEPS):
        group = optimizer.param_groups[0]
        group["lr"] = rate(t)
        p.grad = torch.tensor([sign * g for g in objective(t, p.tolist())], dtype=torch.float64).to(torch.float32)
        before(group, t)
        optimizer.step()
        if t + 1 in SHOWN:
            yield t + 1, p.detach().numpy()


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    files = {}
    plain = [(*setting, lambda group, t: None) for setting in settings()]
    for file, text, make, before in plain + list(scheduled()):
        for name, objective in OBJECTIVES.items():
            sign = -1 if "maximize" in text else 1  # uphill on −f is downhill on f
            for step, p in trajectory(make, objective, sign, before):
                files.setdefault(file, []).append([text, name, step, *[str(x) for x in p], "torch-1.13"])
    for file, rows in files.items():
        with open(OUT / f"{file}.csv", "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["strategy", "objective", "step", "p0", "p1", "p2", "p3", "source"])
            writer.writerows(rows)


if __name__ == "__main__":
    main()
