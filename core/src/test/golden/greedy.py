"""GreedyLR's settings: scripted metrics and the rate after each evaluation, by the rule as its paper writes it.

The rule is that of arXiv:2512.14527 and of Hugging Face Transformers, without its least change of 1e-8, in exact
fractions of the decimals where the metric is one.
"""

import math
import random
from fractions import Fraction

EVERY = 10  # steps between two evaluations
READ = {
    "factor": float, "patience": int, "threshold": float, "threshold-mode": str, "cooldown": int, "warmup": int,
    "min": float, "max": float, "smooth": str, "window": int, "reset": int, "metric": str, "mode": str,
}
DEFAULTS = {
    "factor": 0.95, "patience": 10, "threshold": 1e-6, "threshold-mode": "abs", "cooldown": 0, "warmup": 0,
    "min": 1e-3, "max": 1.0, "smooth": "false", "window": 50, "reset": 500, "metric": "validation-loss", "mode": "min",
}


def by_rule(a, metrics, x):
    sign = 1 if x["mode"] == "min" else -1
    fresh = lambda: dict(rate=a, best=None, good=0, bad=0, rest=0, left=x["reset"], seen=[])
    s, rates = fresh(), []
    for metric in metrics:
        finite = math.isfinite(metric)
        if finite and x["smooth"] == "true":
            s["seen"] = (s["seen"] + [Fraction(metric)])[-x["window"]:]
        if s["rest"] > 0:
            s["rest"], s["good"], s["bad"] = s["rest"] - 1, 0, 0
            rates.append(s["rate"])
            continue
        judged = (sum(s["seen"]) / len(s["seen"]) if x["smooth"] == "true" else Fraction(metric)) if finite else None
        margin = 0
        if s["best"] is not None:
            margin = Fraction(x["threshold"]) * (abs(s["best"]) if x["threshold-mode"] == "rel" else 1)
        if finite and (s["best"] is None or sign * (s["best"] - judged) > margin):
            s["best"], s["good"], s["bad"] = judged, s["good"] + 1, 0
        else:
            s["good"], s["bad"] = 0, s["bad"] + 1
        if s["good"] > x["patience"]:
            s["rate"] = max(s["rate"], min(s["rate"] / x["factor"], x["max"]))
            s["good"], s["rest"], s["left"] = 0, x["warmup"], x["reset"]
        elif s["bad"] > x["patience"]:
            s["rate"] = min(s["rate"], max(s["rate"] * x["factor"], x["min"]))
            s["bad"], s["rest"] = 0, x["cooldown"]
            s["left"] -= 0 if s["rate"] > x["min"] else 1
            if s["left"] == 0:
                s = fresh() | {"rest": x["cooldown"]}
        rates.append(s["rate"])
    return rates


def settings():
    nan, inf = math.nan, math.inf
    walk = random.Random(1)
    noisy = [round(1 / (1 + k / 8) + walk.uniform(-0.1, 0.1), 3) for k in range(80)]
    falling = [round(1 - 0.01 * k, 2) for k in range(40)]
    flat = [0.5] * 40
    there_and_back = falling[:15] + [0.9] * 15 + [round(0.8 - 0.03 * k, 2) for k in range(15)]
    yield "0.1", "", falling
    yield "0.1", "", flat
    yield "0.1", "patience=2", there_and_back
    yield "0.1", "factor=0.5, patience=0, max=0.3", falling[:12]
    yield "0.1", "factor=0.5, patience=0, min=0.02", flat[:12]
    yield "0.1", "factor=0.5, patience=1, cooldown=3", flat
    yield "0.1", "factor=0.5, patience=1, warmup=2, max=5", falling
    yield "0.1", "factor=0.9, patience=2, cooldown=1, warmup=2", noisy
    yield "0.1", "factor=0.9, patience=1, smooth=true, window=5", noisy
    yield "0.1", "factor=0.9, patience=1, smooth=true", noisy
    yield "0.1", "factor=0.9, patience=1, threshold=0.1, threshold-mode=rel", noisy
    yield "0.1", "factor=0.5, patience=1, metric=accuracy, mode=max", [1 - m for m in there_and_back]
    yield "0.1", "factor=0.5, patience=0, min=0.01, reset=3", flat
    yield "0.1", "factor=0.5, patience=0, cooldown=1, min=0.01, smooth=true, window=3, reset=2", flat
    yield "1e-4", "factor=0.5, patience=0, reset=5", there_and_back  # starts below min
    yield "5", "factor=0.5, patience=0", there_and_back  # starts above max
    yield "0.1", "factor=0.5, patience=1", [nan, 1.0, 0.9, 0.8, nan, inf, 0.7, -inf, 0.6, 0.5, 0.4, nan, nan, nan]
    yield "0.1", "factor=0.5, patience=1, smooth=true, window=2", [1.0, nan, 0.9, 0.8, inf, 0.7, 0.6, 0.5, nan, nan]
    yield "0.1", "factor=0.9, patience=0, threshold=0.1, threshold-mode=rel", [-1.0, -1.05, -1.2, -1.25, -1.4, -1.6]


def greedy():
    rows, taken = [], set()
    for a, arguments, metrics in settings():
        given = dict(argument.split("=") for argument in arguments.split(", ") if argument)
        options = DEFAULTS | {name: READ[name](value) for name, value in given.items()}
        text, steps = f"greedy({', '.join(filter(None, [a, arguments]))})", EVERY * len(metrics)
        while (text, steps) in taken:
            steps += EVERY
        taken.add((text, steps))
        for k, (metric, rate) in enumerate(zip(metrics, by_rule(float(a), metrics, options)), start=1):
            shown = {"nan": "NaN", "inf": "Infinity", "-inf": "-Infinity"}.get(repr(metric), repr(metric))
            rows.append([text, steps, k, shown, repr(rate), "formula GreedyLR rule"])
    return rows
