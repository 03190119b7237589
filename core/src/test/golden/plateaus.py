"""The settings of the metric-driven rate: scripted metrics and the rate after each evaluation."""

import math

import torch
from torch.optim import lr_scheduler as peer

EVERY = 10  # steps between two evaluations


# An argument's reading, in the notation's order. Its default is the notation's and PyTorch's.
READ = {
    "factor": float, "patience": int, "threshold": float, "threshold-mode": str, "cooldown": int, "min": float,
    "metric": str, "mode": str,
}
DEFAULTS = {
    "factor": 0.1, "patience": 10, "threshold": 1e-4, "threshold-mode": "rel", "cooldown": 0, "min": 0.0,
    "metric": "validation-loss", "mode": "min",
}


def by_rule(a, metrics, x):
    """The rule as written: the threshold is on the right side of any best, and not finite is no improvement."""
    rate, best, bad, resting, rates = a, None, 0, 0, []
    for metric in metrics:
        margin = 0 if best is None else x["threshold"] * (abs(best) if x["threshold-mode"] == "rel" else 1)
        gain = math.inf if best is None else best - metric if x["mode"] == "min" else metric - best
        better = math.isfinite(metric) and gain > margin
        best, bad = (metric, 0) if better else (best, bad + 1)
        if resting > 0:
            resting, bad = resting - 1, 0
        if bad > x["patience"]:
            rate, bad, resting = max(rate * x["factor"], x["min"]), 0, x["cooldown"]
        rates.append(rate)
    return rates


def by_torch(a, metrics, x):
    """PyTorch's, with eps=0: by default it ignores reductions below 1e-8, which Rubato does not."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=a)
    scheduler = peer.ReduceLROnPlateau(
        optimizer, x["mode"], x["factor"], x["patience"], x["threshold"], x["threshold-mode"], x["cooldown"], x["min"],
        eps=0,
    )
    rates = []
    for metric in metrics:
        optimizer.step()
        scheduler.step(metric)
        rates.append(optimizer.param_groups[0]["lr"])
    return rates


def alone():
    """Settings as (first rate, arguments, metrics, whether PyTorch means the same)."""
    nan, inf = math.nan, math.inf
    falling = [1.0, 0.8, 0.7, 0.65, 0.65, 0.66, 0.65] + [0.64] * 5 + [0.63] + [0.62] * 7
    flat = [0.5] * 30
    crawling = [1.0 - 5e-5 * k for k in range(16)]
    rising = [0.1, 0.5, 0.7, 0.7, 0.71, 0.7, 0.705, 0.7, 0.8] + [0.79] * 5 + [0.9] * 4
    yield "0.1", "", flat, True
    yield "0.1", "factor=0.5, patience=2", falling, True
    yield "0.1", "factor=0.5, patience=0", falling, True
    yield "0.1", "factor=0.5, patience=1, cooldown=3", falling, True
    yield "0.1", "patience=1, min=5e-3", falling, True
    yield "0.1", "factor=0.5, patience=2, threshold=0.01, threshold-mode=rel", crawling, True
    yield "0.1", "factor=0.5, patience=2, threshold=2.2e-4, threshold-mode=abs", crawling, True
    yield "0.1", "factor=0.5, patience=1, threshold=0, threshold-mode=abs", falling, True
    yield "0.1", "factor=0.5, patience=1, threshold=0", falling, True
    yield "0.1", "factor=0.2, patience=1, metric=accuracy, mode=max", rising, True
    yield "0.1", "factor=0.2, patience=1, threshold=0.02, mode=max", rising, True
    strict = "factor=0.2, patience=1, threshold=0.05, threshold-mode=abs, cooldown=2, min=1e-3, mode=max"
    yield "0.1", strict, rising, True
    yield "0.1", "factor=1e-3, patience=0", [1.0] * 6, True
    yield "1e-7", "", flat, True
    yield "1e-7", "factor=0.5, patience=2", falling, True
    yield "1e-7", "factor=0.5, patience=0", falling, True

    yield "0.1", "factor=0.5, patience=1", [nan, nan, 1.0, nan, 0.9, inf, nan, inf, 0.8, nan, 0.8], True
    yield "0.1", "factor=0.5, patience=1, mode=max", [0.1, -inf, nan, 0.2, nan, nan, 0.3], True
    # PyTorch keeps an infinitely good value as the best for ever.
    yield "0.1", "factor=0.5, patience=1", [1.0, -inf, 0.9, 0.8, -inf, -inf, 0.7, 0.6], False
    yield "0.1", "factor=0.5, patience=1, mode=max", [0.1, inf, 0.2, 0.3, inf, nan, 0.4], False

    # Its relative threshold is on the wrong side of negative values.
    below = [-1.0, -1.05, -1.2, -1.25, -1.3, -1.35, -1.4, -1.45, -1.5, -1.5, -1.5, -1.5, -1.8]
    above = [-2.0, -1.9, -1.7, -1.65, -1.6, -1.4, -1.39, -1.38, -1.37, -1.1]
    crossing = [0.5, 0.2, 0.0, 0.0, -0.1, -0.1, -0.1, -0.3, -0.31, -0.31, -0.31]
    yield "0.1", "factor=0.5, patience=1, threshold=0.1", below, False
    yield "0.1", "factor=0.5, patience=1, threshold=0.1, mode=max", above, False
    yield "0.1", "factor=0.5, patience=1, threshold=0.01", crossing, False
    yield "0.1", "factor=0.5, patience=2", [-1.0] * 8, False
    yield "0.1", "factor=0.5, patience=1, threshold=0.12, threshold-mode=abs", below, True


def plateaus():
    rows, taken = [], set()

    def script(text, metrics, rates, sources):
        steps = EVERY * len(metrics)
        while (text, steps) in taken:  # another series for the same text is told apart by its horizon
            steps += EVERY
        taken.add((text, steps))
        for k, (metric, rate, source) in enumerate(zip(metrics, rates, sources), start=1):
            shown = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(metric), repr(metric))
            rows.append([text, steps, k, shown, repr(rate), source])

    for a, arguments, metrics, torch_agrees in alone():
        given = dict(argument.split("=") for argument in arguments.split(", ") if argument)
        options = DEFAULTS | {name: READ[name](value) for name, value in given.items()}
        rates, driven = by_rule(float(a), metrics, options), by_torch(float(a), metrics, options)
        assert (rates == driven) == torch_agrees, (a, arguments, rates, driven)
        source = "torch-1.13 ReduceLROnPlateau" if torch_agrees else "formula plateau rule"
        script(f"plateau({', '.join(filter(None, [a, arguments]))})", metrics, rates, [source] * len(metrics))

    # In a sequence. Every metric of the warm-up, and the first ones after it, improve, so that it does not matter
    # whether evaluations before the phrase count.
    metrics = [1.0, 0.9, 0.8, 0.7, 0.6, 0.5, 0.5, 0.5, 0.5, 0.4, 0.4, 0.4]
    after = by_torch(0.1, metrics[5:], DEFAULTS | {"factor": 0.5, "patience": 1})
    script(
        "linear(0 -> 0.1) for 50 then plateau(factor=0.5, patience=1)",
        metrics,
        [0.1 * k / 5 for k in range(1, 6)] + after,
        ["formula sequence"] * 5 + ["torch-1.13 ReduceLROnPlateau"] * len(after),
    )
    metrics = [0.9, 0.9, 0.9, 0.9, 0.8, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7]
    before = by_torch(0.1, metrics[:6], DEFAULTS | {"factor": 0.5, "patience": 0})
    script(
        "plateau(0.1, factor=0.5, patience=0) for 60 then linear(-> 0)",
        metrics,
        before + [before[-1] * (6 - k) / 6 for k in range(1, 7)],
        ["torch-1.13 ReduceLROnPlateau"] * 6 + ["formula sequence"] * 6,
    )
    return rows
