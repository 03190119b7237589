"""The schedules' formulas, each with the notation text that says it; the generator of the golden files reads them.

Rates are evaluated with 50 digits from the doubles that the text's decimals stand for; times are exact fractions.
"""

import functools
import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Callable, Optional

from mpmath import cos, exp, log, mp, mpf, pi, sqrt, tanh

mp.dps = 50


# ---- Numbers, spans and places ----


def num(text):
    """The double that a decimal stands for: what a program reads."""
    return mpf(float(text))


def real(fraction):
    return mpf(fraction.numerator) / fraction.denominator


def whole(x, below):
    """The floor of x; below: its limit from the left, so that a drop at the very end is not seen."""
    return max(math.ceil(x) - 1, 0) if below else math.floor(x)


def half_up(x):
    return math.floor(x + Fraction(1, 2))


def steps_of(span, place):
    """A span such as `10`, `1.5 epochs` or `12.5%` as whole steps, exactly in decimal."""
    value, unit = (span[:-1], "%") if span.endswith("%") else (span.split() + ["steps"])[:2]
    scale = {"%": Fraction(place.total, 100), "epoch": place.per_epoch, "step": 1}[unit.rstrip("s")]
    return half_up(Fraction(value) * scale)


@dataclass(frozen=True)
class Place:
    """Where a call stands: its length D, the rate where the phrase before ends, and the horizon."""

    length: Fraction
    total: int
    per_epoch: Optional[int]
    start: Optional[mpf] = None
    begin: Fraction = Fraction(0)  # the step of the whole training at which it begins
    below: bool = False  # asks for the limit from the left


@dataclass(frozen=True)
class Call:
    """A schedule: its notation text, its value at local time u, and the source of the formula."""

    text: str
    value: Callable
    paper: str

    def end(self, place):
        return self.value(Fraction(place.length), replace(place, below=True))


# ---- The catalogue, formula by formula ----


def call(name, paper, value, *arguments):
    return Call(f"{name}({', '.join(a for a in arguments if a)})", value, paper)


def named(**values):
    return [f"{k.replace('_', '-')}={v}" for k, v in values.items() if v is not None]


def constant(a, spelled=False):
    return Call(f"constant({a})" if spelled else a, lambda u, at: num(a), "constant")


def ramp(name, paper, curve, a, b, **options):
    def value(u, at):
        p = Fraction(1) if at.length == 0 else min(u / at.length, Fraction(1))
        return curve(at.start if a is None else num(a), num(b), real(p))

    return call(name, paper, value, f"-> {b}" if a is None else f"{a} -> {b}", *named(**options))


def linear(a, b):
    return ramp("linear", "linear ramp", lambda a, b, p: a + (b - a) * p, a, b)


def polynomial(a, b, power=None):
    k = num(power or "2")
    return ramp("polynomial", "Chen 2017", lambda a, b, p: b + (a - b) * (1 - p) ** k, a, b, power=power)


def cosine(a, b):
    return ramp("cosine", "Loshchilov 2017", lambda a, b, p: b + (a - b) * (1 + cos(pi * p)) / 2, a, b)


def geometric(a, b):
    return ramp("exponential", "geometric ramp", lambda a, b, p: a * (b / a) ** p, a, b)


def rex(a, b):
    return ramp("rex", "Chen 2022", lambda a, b, p: b + (a - b) * (1 - p) / (1 - p / 2), a, b)


def logarithmic(a, b):
    def value(u, at):
        start = at.start if a is None else num(a)
        gone = mpf(1) if u >= at.length - 1 else log(1 + real(u)) / log(real(Fraction(at.length)))
        return start + (num(b) - start) * gone

    return call("logarithmic", "DeepSpeed WarmupLR", value, f"-> {b}" if a is None else f"{a} -> {b}")


def saturating(a, b, timescale):
    def value(u, at):
        start = at.start if a is None else num(a)
        return num(b) + (start - num(b)) * exp(-real(u / Fraction(timescale)))

    return call("saturating", "Ma 2021", value, f"-> {b}" if a is None else f"{a} -> {b}", *named(timescale=timescale))


def cooldown(a, b, shape=None, power=None):
    if power:
        fall = lambda a, b, p: b + (a - b) * (1 - p ** num(power))
        return ramp("cooldown", "Hägele 2024", fall, a, b, power=power)
    shapes = {
        "sqrt": lambda p: 1 - sqrt(p),
        "linear": lambda p: 1 - p,
        "cosine": lambda p: (1 + cos(pi * p)) / 2,
        "square": lambda p: 1 - p * p,
    }
    part = shapes[shape or "sqrt"]
    return ramp("cooldown", "Hägele 2024", lambda a, b, p: b + (a - b) * part(p), a, b, shape=shape)


def tanh_ramp(a, b, low=None, high=None):
    x, y = num(low or "-7"), num(high or "3")
    curve = lambda a, b, p: b + (a - b) * (1 - tanh(x * (1 - p) + y * p)) / 2
    return ramp("tanh", "Hsueh 2019", curve, a, b, **{"from": low, "to": high})


def tau(u, at, every, staircase):
    x = u / Fraction(every or "1")
    return mpf(whole(x, at.below)) if staircase == "true" else real(x)


def time_decay(a, rate, every=None, staircase=None, power=None):
    value = lambda u, at: num(a) / (1 + num(rate) * tau(u, at, every, staircase)) ** num(power or "1")
    options = named(rate=rate, power=power, every=every, staircase=staircase)
    return call("time-decay", "inverse time", value, a, *options)


def exponential(a, rate=None, gamma=None, every=None, staircase=None):
    def value(u, at):
        x = tau(u, at, every, staircase)
        return num(a) * (exp(-num(rate) * x) if rate else num(gamma) ** x)

    options = named(rate=rate, gamma=gamma, every=every, staircase=staircase)
    return call("exponential", "exponential decay", value, a, *options)


def step(a, every, gamma=None):
    value = lambda u, at: num(a) * num(gamma or "0.1") ** whole(u / Fraction(every), at.below)
    return call("step", "He 2016", value, a, *named(every=every, gamma=gamma))


def multistep(a, milestones, gamma=None):
    def value(u, at):
        passed = sum(Fraction(s) < u if at.below else Fraction(s) <= u for s in milestones)
        return num(a) * num(gamma or "0.1") ** passed

    return call("multistep", "He 2016", value, a, f"at=[{', '.join(milestones)}]", *named(gamma=gamma))


def inverse_sqrt(a, timescale):
    value = lambda u, at: num(a) / sqrt(1 + real(u / Fraction(timescale)))
    return call("inverse-sqrt", "Zhai 2022", value, a, *named(timescale=timescale))


def restarts(a, b, first, multiply=None, decay=None):
    def value(u, at):
        begin, length, i = Fraction(0), Fraction(first), 0
        while u > begin + length or (u == begin + length and not at.below):
            begin, length, i = begin + length, length * Fraction(multiply or "1"), i + 1
        height = (num(a) - num(b)) * num(decay or "1") ** i
        return num(b) + height * (1 + cos(pi * real((u - begin) / length))) / 2

    options = named(first=first, multiply=multiply, decay=decay)
    return call("cosine-restarts", "Loshchilov 2017", value, f"{a} -> {b}", *options)


def cyclic(base, top, up, down, mode=None, gamma=None):
    def value(u, at):
        cycle = whole(u / (Fraction(up) + Fraction(down)), at.below)
        x = u - cycle * (Fraction(up) + Fraction(down))
        share = x / Fraction(up) if x <= Fraction(up) else 1 - (x - Fraction(up)) / Fraction(down)
        scale = {"triangular2": mpf(2) ** -cycle, "exp-range": num(gamma or "1") ** real(u)}.get(mode, 1)
        return num(base) + (num(top) - num(base)) * real(share) * scale

    options = named(up=up, down=down, mode=mode, gamma=gamma)
    return call("cyclic", "Smith 2017", value, f"{base} -> {top}", *options)


def one_cycle(top, up=None, div=None, final_div=None, anneal=None, three_phase=None):
    high, share = num(top), Fraction((up or "30%")[:-1]) / 100
    begin = high / num(div or "25")
    low = begin / num(final_div or "1e4")

    def value(u, at):
        if at.below:  # the end is the minimum, also where the last phase ends at D - 1
            return low
        d, rise = at.length, share * at.length
        phases = [(rise - 1, begin, high), (d - 1, high, low)]
        if three_phase == "true":
            phases = [(rise - 1, begin, high), (2 * rise - 2, high, begin), (d - 1, begin, low)]
        since = Fraction(0)
        for i, (until, a, b) in enumerate(phases):
            if u <= until or i == len(phases) - 1:
                part = mpf(1) if until == since else real((u - since) / (until - since))
                return a + (b - a) * part if anneal == "linear" else b + (a - b) * (1 + cos(pi * part)) / 2
            since = until

    options = named(up=up, div=div, final_div=final_div, anneal=anneal, three_phase=three_phase)
    return call("one-cycle", "Smith 2018", value, top, *options)


def per_epoch(inner):
    def value(u, at):
        epochs = replace(at, length=Fraction(at.length) / at.per_epoch)
        local = u / at.per_epoch
        return inner.value(local if at.below else Fraction(math.floor(local)), epochs)

    return Call(f"{inner.text} per epoch", value, inner.paper)


def from_start(inner):
    value = lambda u, at: inner.value(at.begin + u, replace(at, length=Fraction(at.total), begin=Fraction(0)))
    return Call(f"{inner.text} from start", value, inner.paper)


def repeat(inner, every):
    def value(u, at):
        length = steps_of(every, at)
        n = whole(u / length, at.below)
        return inner.value(u - n * length, replace(at, length=Fraction(length)))

    return call("repeat", inner.paper, value, inner.text, f"every={every}")


def pointwise(name, combine, calls):
    value = lambda u, at: combine([c.value(u, at) for c in calls])
    return call(name, "pointwise", value, *[c.text for c in calls])


def largest(*calls):
    return pointwise("max", max, calls)


def smallest(*calls):
    return pointwise("min", min, calls)


def product(*calls):
    value = lambda u, at: functools.reduce(lambda x, y: x * y, [c.value(u, at) for c in calls])
    return Call(" * ".join(c.text for c in calls), value, "pointwise")


def total(*calls):
    value = lambda u, at: functools.reduce(lambda x, y: x + y, [c.value(u, at) for c in calls])
    return Call(" + ".join(c.text for c in calls), value, "pointwise")


def group(inner):
    return replace(inner, text=f"({inner.text})")


def seq(*phrases):
    """A sequence of (call, span) pairs, the last one possibly a bare call."""
    phrases = [p if isinstance(p, tuple) else (p, None) for p in phrases]

    def value(u, at):
        begin, start = Fraction(0), None
        for i, (phrase, span) in enumerate(phrases):
            if span and span.startswith("until "):
                length = Fraction(steps_of(span[6:], at)) - at.begin - begin
                assert length > 0, "over before it begins"
            else:
                length = Fraction(steps_of(span, at)) if span else max(at.length - begin, Fraction(0))
            here = replace(at, length=length, start=start, begin=at.begin + begin, below=False)
            if u < begin + length or (at.below and i == len(phrases) - 1 and u == begin + length):
                return phrase.value(u - begin, replace(here, below=at.below))
            begin, start = begin + length, phrase.end(here)
        return start  # after the last phrase its final value holds

    lasts = lambda span: "" if not span else f" {span}" if span.startswith("until ") else f" for {span}"
    text = " then ".join(c.text + lasts(span) for c, span in phrases)
    return Call(text, value, "sequence" if len(phrases) > 1 else phrases[0][0].paper)
