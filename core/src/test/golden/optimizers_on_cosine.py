"""Writes the golden files of those optimizers that take no rate of 0: as optimizers.py, along a falling cosine.

Run it with Debian 12's python3 and python3-torch, from any folder:

    /usr/bin/python3 -B core/src/test/golden/optimizers_on_cosine.py

NAdam is driven with foreach: without, 1.13 multiplies a factor twice into a product, which PyTorch 2.0 mended. The rate
does not start at 0, as it would be Rprop's first step size.
"""

import csv
import math

import torch
from optimizers import OBJECTIVES, OUT, SHOWN, START, STEPS, each

RATE = "cosine({} -> {})"


def rate(ends, t):
    a, b = ends
    return b + (a - b) * (1 + math.cos(math.pi * t / STEPS)) / 2


def settings():
    """Each as (notation's name, its arguments, the rate's ends, PyTorch's class, its arguments)."""
    ends = (0.05, 0.001)
    for (beta1, beta2), epsilon, decay in each(((0.9, 0.999), (0.8, 0.95)), (1e-8, 0.01), (0, 0.05)):
        ours = dict(beta1=beta1, beta2=beta2, epsilon=epsilon, weight_decay=decay)
        theirs = dict(betas=(beta1, beta2), eps=epsilon, weight_decay=decay)
        for momentum_decay in (4e-3, 0.1):
            yield "nadam", dict(ours, momentum_decay=momentum_decay), ends, torch.optim.NAdam, dict(
                theirs, momentum_decay=momentum_decay, foreach=True)
        yield "radam", ours, ends, torch.optim.RAdam, theirs
        for maximize in (False, True):
            yield "adamax", dict(ours, maximize=maximize), ends, torch.optim.Adamax, dict(theirs, maximize=maximize)
    for rho, epsilon, decay, maximize in each((0.9, 0.95), (1e-6, 1e-3), (0, 0.05), (False, True)):
        ours = dict(rho=rho, epsilon=epsilon, weight_decay=decay, maximize=maximize)
        theirs = dict(rho=rho, eps=epsilon, weight_decay=decay, maximize=maximize)
        yield "adadelta", ours, (1, 0.1), torch.optim.Adadelta, theirs
    for etas, sizes, maximize in each(((0.5, 1.2), (0.6, 1.1)), ((1e-6, 50), (0.001, 0.03)), (False, True)):
        ours = dict(eta_minus=etas[0], eta_plus=etas[1], min_step=sizes[0], max_step=sizes[1], maximize=maximize)
        theirs = dict(etas=etas, step_sizes=sizes, maximize=maximize)
        yield "rprop", ours, ends, torch.optim.Rprop, theirs


def notation(name, arguments, ends):
    given = ", ".join(f"{k.replace('_', '-')}={str(v).lower()}" for k, v in arguments.items() if v is not False)
    return f"{name}({given}): {RATE.format(*ends)}"


def trajectory(make, arguments, ends, objective):
    sign = -1 if arguments.get("maximize") else 1  # uphill on −f is downhill on f
    p = torch.nn.Parameter(torch.tensor(START, dtype=torch.float32))
    optimizer = make([p], **arguments)
    for t in range(STEPS):
        optimizer.param_groups[0]["lr"] = rate(ends, t)
        p.grad = torch.tensor([sign * g for g in objective(t, p.tolist())], dtype=torch.float64).to(torch.float32)
        optimizer.step()
        if t + 1 in SHOWN:
            yield t + 1, p.detach().numpy()


def main():
    files = {}
    for name, ours, ends, make, theirs in settings():
        for objective, gradient in OBJECTIVES.items():
            for step, p in trajectory(make, theirs, ends, gradient):
                row = [notation(name, ours, ends), objective, step, *[str(x) for x in p], "torch-1.13"]
                files.setdefault(name, []).append(row)
    for file, rows in files.items():
        with open(OUT / f"{file}.csv", "w", newline="", encoding="utf-8") as out:
            writer = csv.writer(out, lineterminator="\n")
            writer.writerow(["strategy", "objective", "step", "p0", "p1", "p2", "p3", "source"])
            writer.writerows(rows)


if __name__ == "__main__":
    main()
