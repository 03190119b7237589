"""The settings of what is measured from the start of the training, and of sums."""

from torch.optim import lr_scheduler as peer

from formulas import (
    constant,
    cooldown,
    cosine,
    exponential,
    from_start,
    group,
    linear,
    multistep,
    per_epoch,
    product,
    rex,
    seq,
    step,
    total,
)
from settings import add
from torch_peer import drive


def whole_time():
    """Phrases that end at a time of the training, and calls that count from its start."""
    stable = (constant("3e-4"), "until 90%")
    for warm in ("20", "12.5%", "3 epochs"):
        warmed = seq((linear("0", "3e-4"), warm), stable, cooldown(None, "0"))
        add("whole-time", warmed, 160, spe=9, around=[20, 27, 144])
    add(
        "whole-time",
        seq(
            (constant("0.1"), "until 3 epochs"),
            (constant("0.01"), "until 50"),
            (constant("0.001"), "until 80%"),
            rex("1", "0"),
        ),
        100,
        spe=9,
        around=[27, 50, 80],
    )
    inner = group(seq((linear("0", "1"), "10"), (constant("1"), "until 40"), linear(None, "0.5")))
    add("whole-time", seq((constant("2"), "10"), (inner, "50"), linear(None, "0")), 100, around=[10, 20, 40, 60])

    # He 2016's drops, at the epochs as written, whether or not a warm-up came before.
    drops = multistep("0.4", ["3", "6", "8"])
    driven = drive(0.4, lambda o: peer.MultiStepLR(o, [3, 6, 8]), 9, 89, closed=True, per_epoch=10)
    add("whole-time", from_start(per_epoch(drops)), 90, driven, spe=10, around=[30, 60, 80])
    warmed = seq((linear("0", "0.4"), "2 epochs"), from_start(per_epoch(drops)))
    add("whole-time", warmed, 90, spe=10, around=[20, 30, 60, 80])
    add("whole-time", seq((linear("0", "0.1"), "20"), from_start(cosine("0.1", "0.01"))), 100, around=[20])
    part = seq((linear("0", "0.1"), "20"), (from_start(cosine("0.1", "0.01")), "30"), linear(None, "0"))
    add("whole-time", part, 100, around=[20, 50])
    ended = seq((linear("0", "1"), "10"), (from_start(step("1", "25", "0.5")), "until 50"), linear(None, "0"))
    add("whole-time", ended, 80, around=[10, 25, 50])
    scaled = seq((constant("1"), "30"), product(from_start(step("1", "20", "0.5")), linear("1", "0.5")))
    add("whole-time", scaled, 90, around=[30, 40, 60, 80])


def sums():
    """Schedules added at every step."""
    add("pointwise", total(step("0.1", "30"), constant("1e-4")), 100, around=[30, 60])
    fading = product(exponential("0.1", gamma="0.9"), linear("1", "0"))
    add("pointwise", total(fading, constant("0.01"), linear("0", "0.1")), 80)
    add("pointwise", product(group(total(cosine("1", "0"), constant("0.1"))), constant("0.5")), 50)
    add("pointwise", seq((total(constant("0.1"), cosine("0.1", "0")), "50"), linear(None, "0")), 70, around=[50])
