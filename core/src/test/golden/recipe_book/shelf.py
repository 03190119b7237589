"""The recipes that were written down, and the few formulas that many of them share.

A rate is computed from what the source publishes, by its own names and in its own time, with 50 digits; the text in the
notation beside it is not read here.
"""

from dataclasses import dataclass
from typing import Optional

from mpmath import cos, mp, mpf, pi

mp.dps = 50

RECIPES = []
_PROJECT = [""]


@dataclass(frozen=True)
class Recipe:
    """A training that someone published: its text in the notation, its length, its source, and its rates."""

    project: str
    name: str
    strategy: str
    steps: int
    steps_per_epoch: Optional[int]
    source: str
    observed: dict  # the metric after so many updates
    values: dict  # the rate of update t


def project(title):
    """Begins the recipes of a project or a field."""
    _PROJECT[0] = title


def recipe(name, strategy, steps, rate, source, per_epoch=None, around=()):
    """A recipe whose rate is a function of t, the number of updates made before; `around` are its turning points."""
    times = {0, 1, steps - 1} | {steps * k // 12 for k in range(1, 12)}
    for turn in around:
        times |= {turn - 1, turn, turn + 1}
    values = {t: mpf(rate(t)) for t in sorted(times) if 0 <= t < steps}
    RECIPES.append(Recipe(_PROJECT[0], name, strategy, steps, per_epoch, source, {}, values))


def watching(name, strategy, steps, observed, rates, source, per_epoch=None):
    """A recipe that watches a metric: what is observed after t updates, and the rates from then on."""
    values = {t: mpf(rate) for t, rate in zip([0, *observed], rates, strict=True)}
    RECIPES.append(Recipe(_PROJECT[0], name, strategy, steps, per_epoch, source, observed, values))


# ---- Formulas that many publish ----


def part(t, length):
    """t of a length, at most 1."""
    return min(mpf(t) / mpf(length), mpf(1))


def line(a, b, p):
    return mpf(a) + (mpf(b) - mpf(a)) * p


def wave(p):
    """Half a cosine, from 1 to 0."""
    return (1 + cos(pi * p)) / 2


def fall(a, b, p):
    """From a to b by half a cosine."""
    return mpf(b) + (mpf(a) - mpf(b)) * wave(p)


def stairs(t, first, *steps):
    """The value of the last (time, value) whose time has come."""
    value = first
    for at, then in steps:
        value = then if t >= at else value
    return mpf(value)


def drops(t, a, at, gamma):
    """a times gamma for every time that has come."""
    return mpf(a) * mpf(gamma) ** sum(t >= s for s in at)


def warm_cosine(t, peak, warm, total, low=0, start=0):
    """Linear from start to peak in warm updates, then half a cosine to low at the end."""
    return line(start, peak, part(t, warm)) if t < warm else fall(peak, low, part(t - warm, total - warm))


def warm_linear(t, peak, warm, total, low=0, start=0):
    """Linear from start to peak in warm updates, then linear to low at the end."""
    return line(start, peak, part(t, warm)) if t < warm else line(peak, low, part(t - warm, total - warm))


def warm_root(t, peak, warm):
    """Linear to peak in warm updates, then with the inverse square root of time."""
    return peak * part(t, warm) if t < warm else peak * (mpf(warm) / t) ** mpf(0.5)
