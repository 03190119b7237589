"""The settings of the schedules that come round: restarts, cycles, one-cycle and repeat."""

from fractions import Fraction

from torch.optim import lr_scheduler as peer

from formulas import cosine, cyclic, exponential, linear, one_cycle, repeat, restarts, rex, seq, step
from settings import add
from torch_peer import drive


def cycles():
    """Schedules that come round."""

    def warm_restarts(a, b, first, multiply, n):
        # step() counts whole steps exactly; step(epoch) takes a logarithm and misses boundaries.
        make = lambda o: peer.CosineAnnealingWarmRestarts(o, first, multiply, eta_min=b)
        return drive(a, make, n, n - 1)

    def boundaries(first, multiply, n):
        begin, length, found = Fraction(0), Fraction(first), []
        while begin < n:
            begin, length = begin + length, length * Fraction(multiply)
            found.append(int(begin))
        return [t for t in found if t <= n]

    for a, b, first, multiply, n in [
        ("0.1", "0", "1", "3", 30000),
        ("0.1", "0", "10", "2", 150),
        ("0.1", "0", "10", "2", 151),
        ("0.1", "0.001", "20", None, 100),
        ("0.1", "0.001", "20", None, 101),
        ("0.05", "0", "5", "10", 6000),
        ("1e-8", "1e-9", "7", None, 60),
        ("100.0", "1.0", "3", "2", 45),
        ("0.1", "0", "1", None, 6),
        ("0.1", "0", "200", None, 100),
        ("0.1", "0", "10", None, 1),
        ("0.1", "0.01", "1", None, 1),
    ]:
        driven = warm_restarts(float(a), float(b), int(first), int(multiply or 1), n)
        add("cosine-restarts", restarts(a, b, first, multiply), n, driven, around=boundaries(first, multiply or 1, n))
    for a, b, first, multiply, decay, n in [
        ("0.1", "0", "20", None, "0.5", 100),
        ("0.1", "0.01", "10", "2", "0.9", 150),
        ("0.1", "0", "4", "1.5", None, 60),
        ("0.1", "0", "2.5", None, None, 20),
        ("0.1", "0.001", "1", "3", "0.5", 400),
        ("0.1", "0", "20", None, "1", 60),
    ]:
        around = boundaries(first, multiply or 1, n)
        add("cosine-restarts", restarts(a, b, first, multiply, decay), n, around=around)
    far = boundaries(1, 3, 2_000_000_000)
    ts = sorted({t + d for t in far[-6:] for d in (-1, 0, 1)} | {2_000_000_000, 1_999_999_999})
    add("cosine-restarts", restarts("0.1", "0", "1", "3"), 2_000_000_000, ts=ts)

    for base, top, up, down, mode, gamma, n in [
        ("0.01", "0.1", "10", "10", None, None, 100),
        ("0.001", "0.006", "7", "13", "triangular", None, 90),
        ("0", "0.1", "5", "20", "triangular2", None, 100),
        ("1e-5", "1e-2", "8", "8", "triangular2", None, 80),
        ("0.01", "0.1", "10", "10", "exp-range", "0.99", 100),
        ("0.1", "1.0", "3", "9", "exp-range", "0.9994", 85),
        ("0.01", "0.1", "1", "1", None, None, 9),
        ("0.01", "0.1", "30", "10", None, None, 25),
        ("1e-8", "1e3", "4", "4", None, None, 40),
        ("0.01", "0.1", "10", "10", None, None, 1),
        ("0.01", "0.1", "10", "10", "triangular2", None, 30),
        ("0.01", "0.1", "2", "1", "exp-range", "1", 12),
    ]:
        make = lambda o: peer.CyclicLR(
            o,
            float(base),
            float(top),
            int(up),
            int(down),
            (mode or "triangular").replace("-", "_"),
            float(gamma or 1),
            cycle_momentum=False,
        )
        rise, turn = int(up), int(up) + int(down)
        around = [k * turn + d for k in range(4) for d in (0, rise) if k * turn + d <= n]
        add("cyclic", cyclic(base, top, up, down, mode, gamma), n, drive(float(base), make, n, n), around=around)

    def one_cycle_lr(top, up, div, final_div, anneal, three, n):
        make = lambda o: peer.OneCycleLR(
            o,
            float(top),
            total_steps=n,
            pct_start=float(Fraction((up or "30%")[:-1]) / 100),
            anneal_strategy={"linear": "linear"}.get(anneal, "cos"),
            cycle_momentum=False,
            div_factor=float(div or 25),
            final_div_factor=float(final_div or 1e4),
            three_phase=three == "true",
        )
        return drive(float(top), make, n - 1, n - 1)

    for three in (None, "true"):
        for top, up, div, final_div, anneal, n in [
            ("0.1", None, None, None, None, 100),
            ("0.1", None, None, None, "linear", 100),
            ("1.0", "45%", "10", "100", None, 60),
            ("3.0", "25%", "10", "1", "linear", 37),
            ("1e-4", "12.5%", "25", "1e6", None, 50),
            ("0.1", None, None, None, None, 1),
            ("0.1", None, None, None, None, 2),
            ("0.1", None, None, None, None, 3),
            ("0.1", "1%", None, None, None, 10),
            ("0.1", "1%", None, None, "linear", 10),
            ("500.0", "50%", None, None, "cosine", 40),
        ]:
            rise = int(Fraction((up or "30%")[:-1]) / 100 * n)
            around = [t for t in (rise - 1, 2 * rise - 2) if t < n - 1]
            schedule = one_cycle(top, up, div, final_div, anneal, three)
            add("one-cycle", schedule, n, one_cycle_lr(top, up, div, final_div, anneal, three, n), around=around)
        # A rise of one step divides by zero in PyTorch; here a phase without length is complete.
        for up, n in [("10%", 10), ("1%", 100), ("2.5%", 40), ("50%", 2)]:
            add("one-cycle", one_cycle("0.1", up, three_phase=three), n)
    add(
        "one-cycle", one_cycle("0.1", three_phase="false"), 20, one_cycle_lr("0.1", None, None, None, None, "false", 20)
    )

    for inner, every, n, spe in [
        (cosine("0.1", "0"), "20", 100, None),
        (linear("0", "0.1"), "7", 50, None),
        (step("0.1", "3", "0.5"), "9", 40, None),
        (seq((linear("0", "0.1"), "5"), cosine(None, "0")), "25", 110, None),
        (rex("0.1", "0.01"), "2 epochs", 70, 7),
        (exponential("0.1", gamma="0.9"), "25%", 90, None),
        (linear("0.1", "0"), "1", 5, None),
        (cosine("0.1", "0"), "20", 1, None),
        (linear("0.1", "0.05"), "200", 50, None),
        (restarts("0.1", "0", "2", "2"), "14", 42, None),
    ]:
        length = {"2 epochs": 14, "25%": 23}.get(every) or int(every)
        # Cosine over and over is what PyTorch's warm restarts do.
        driven = warm_restarts(0.1, 0.0, 20, 1, n) if inner.text == "cosine(0.1 -> 0)" else None
        around = range(length, n + 1, length) if n // length < 8 else ()
        add("repeat", repeat(inner, every), n, driven, spe=spe, around=around)
