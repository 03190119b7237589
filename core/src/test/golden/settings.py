"""The collection of golden rates: each setting's formula is checked against PyTorch, where it has the schedule."""

from fractions import Fraction

from mpmath import mpf

from formulas import Place, seq
from torch_peer import FOREVER

# PyTorch's number is taken while it is this close to the exact one, measured by the setting's largest rate; further
# away its arithmetic has gathered rounding and the formula's number is taken instead.
CLOSE = mpf("5e-16")
WRONG = mpf("1e-12")  # no rounding explains more than this: the generator stops

FILES = {}
COUNTS = {"torch": 0, "formula": 0, "formula where torch gathered rounding": 0}


def times(steps, around):
    """About thirty values of t: even ones, both ends, past the end, and the neighbours of what is `around`."""
    ts = {0, 1, 2, 3, steps - 2, steps - 1, steps, steps + 1, 2 * steps + 1}
    ts.update(steps * i // 12 for i in range(12))
    ts.update(t + d for t in around for d in (-1, 0, 1))
    return sorted(t for t in ts if t >= 0)


def add(file, schedule, steps, torch=None, spe=None, around=(), ts=None, last=FOREVER):
    """One setting: a row for each t. `last` leaves out times that the notation says nothing of."""
    schedule = seq(schedule)
    place = Place(Fraction(steps), steps, spe)
    ts = [t for t in ts or times(steps, around) if t <= last]
    exact = {t: schedule.value(Fraction(t), place) for t in ts}
    peak = max(abs(v) for v in exact.values())
    for t in ts:
        rate, source = float(exact[t]), f"formula {schedule.paper}{' (held)' if t >= steps else ''}"
        if torch and t <= torch.until:
            peer_rate = torch.rates[t // torch.per_epoch]
            difference = abs(peer_rate - exact[t]) / (peak or 1)
            assert difference < WRONG, f"{schedule.text} at {t}: {torch.name} {peer_rate!r}, formula {rate!r}"
            if difference <= CLOSE:
                rate, source = peer_rate, torch.name
            else:
                COUNTS["formula where torch gathered rounding"] += 1
        COUNTS["torch" if source.startswith("torch") else "formula"] += 1
        FILES.setdefault(file, []).append([schedule.text, steps, spe or "", t, repr(rate), source])
