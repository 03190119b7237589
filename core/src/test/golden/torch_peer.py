"""PyTorch's schedulers, driven step by step with SGD as a training program would."""

import math
import warnings
from dataclasses import dataclass

import torch
from torch.optim import lr_scheduler as peer

warnings.filterwarnings("ignore")  # PyTorch warns about its closed forms and about steps past the end
FOREVER = math.inf


@dataclass(frozen=True)
class Peer:
    """PyTorch's rates by its own count, what made them, and the last t at which Rubato means the same."""

    rates: list
    name: str
    until: float
    per_epoch: int = 1


def drive(lr, make, count, until, closed=False, per_epoch=1):
    """Steps SGD and a scheduler `count` times; `closed` takes the scheduler's own closed form at each step."""
    optimizer = torch.optim.SGD([torch.nn.Parameter(torch.zeros(1))], lr=lr)
    scheduler = make(optimizer)
    rates = []
    for k in range(count + 1):
        rate = optimizer.param_groups[0]["lr"]
        if closed:
            chained, rate = rate, scheduler._get_closed_form_lr()[0]
            assert abs(chained - rate) <= 1e-9 * lr, (scheduler, k, chained, rate)
        rates.append(float(rate))
        if k < count:
            optimizer.step()
            scheduler.step()
    name = type(scheduler).__name__
    if hasattr(scheduler, "_schedulers"):
        name += f"({' + '.join(type(s).__name__ for s in scheduler._schedulers)})"
    return Peer(rates, f"torch-1.13 {name}{' closed form' if closed else ''}", until, per_epoch)


def lambda_lr(lr, factor, count, until, **options):
    return drive(lr, lambda o: peer.LambdaLR(o, factor), count, until, **options)
