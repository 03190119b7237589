#!/usr/bin/env python3
"""A training in PyTorch that Rubato can drive: handwritten digits, one hidden layer.

    rubato compare --command 'python3 examples/src/main/python/train.py' --steps 400

Reads its rates, steps and seed as docs/protocol.md says, and trains with sgd, adam or adamw.
The data file may be given as the first argument; otherwise it is the one that Rubato brings along.
"""

import csv
import fnmatch
import gzip
import json
import os
import pathlib
import sys
import time

import torch

DIGITS = "tasks/src/main/resources/dev/rubato/tasks/digits.csv.gz"
BATCH = 32


def rows():
    """The hyperparameters of each step by name; waits for those that are still to be decided."""
    with open(os.environ["RUBATO_RATES"]) as file:
        names, line, waited = None, "", 0
        while True:
            line += file.readline()
            if not line.endswith("\n"):  # not there yet, or not whole yet
                if waited > 60:
                    sys.exit("no rates came for a minute")
                time.sleep(0.01)
                waited += 0.01
                continue
            cells = next(csv.reader([line]))
            if names is None:
                names = cells
                if len(set(names)) < len(names):
                    sys.exit("two groups have the same pattern: say it in one")
            else:
                yield dict(zip(names, map(float, cells)))
            line, waited = "", 0


def tell(**report):
    """Prints one JSON line; Python's names have underscores where Rubato's have hyphens."""
    print(json.dumps({name.replace("_", "-"): value for name, value in report.items()}), flush=True)


def digits():
    """Pixels and labels: every fifth image is for validation, the next one for the test."""
    here = pathlib.Path(__file__).resolve()
    path = sys.argv[1] if len(sys.argv) > 1 else here.parents[4] / DIGITS
    with gzip.open(path, "rt") as file:
        table = torch.tensor([[float(cell) for cell in row] for row in csv.reader(file)])
    pixels, labels = table[:, :64] / 16, table[:, 64].long()
    fold = torch.arange(len(table)) % 5
    return [(pixels[part], labels[part]) for part in (fold > 1, fold == 0, fold == 1)]


def is_in(pattern, name, parameter):
    """Whether a group's pattern, names and kinds with commas between, finds a parameter."""
    kinds = {"@bias"} if name.endswith("bias") else {"@weight"}
    if parameter.dim() <= 1:
        kinds.add("@vector")
    parts = [part.strip() for part in pattern.split(",")]
    return any(part in kinds or fnmatch.fnmatchcase(name, part) for part in parts)


def patterns_of(model, row):
    """The patterns that find each parameter, in the order of the groups; tells of those that find none."""
    patterns = list(dict.fromkeys(column.split(":", 1)[1] for column in row if ":" in column))
    named = list(model.named_parameters())
    for pattern in patterns:
        if not any(is_in(pattern, *each) for each in named):
            names = ", ".join(name for name, _ in named)
            print(f'no parameter matches "{pattern}"; there are: {names}', file=sys.stderr)
    return [[pattern for pattern in patterns if is_in(pattern, *each)] for each in named]


def numbers(row, patterns):
    """The row of one parameter: its groups' factors multiply, and of other numbers the last one counts."""
    own = dict(row)
    for column, value in row.items():
        number, _, pattern = column.partition(":")
        if pattern in patterns:
            own["lr" if number == "rate" else number] = own["lr"] * value if number == "rate" else value
    return own


def optimizer_of(name, parameters, row):
    """An optimizer with a group for each parameter, with the numbers of the first step."""
    groups = [{"params": [parameter]} for parameter in parameters]
    betas = (row.get("beta1"), row.get("beta2"))
    decay = row["weight-decay"]
    if name == "sgd":
        return torch.optim.SGD(
            groups,
            lr=1,  # it is set before each step
            momentum=row["momentum"],
            dampening=row["dampening"],
            nesterov=row["nesterov"] == 1,
            weight_decay=decay,
        )
    kinds = {"adam": torch.optim.Adam, "adamw": torch.optim.AdamW}
    if name not in kinds:
        sys.exit(f"this program knows sgd, adam and adamw, not {name}")
    return kinds[name](
        groups,
        lr=1,
        betas=betas,
        eps=row["epsilon"],
        weight_decay=decay,
        amsgrad=row["amsgrad"] == 1,
    )


def move(optimizer, common, patterns):
    """Sets what may change from step to step, for each parameter as its groups say."""
    for group, found in zip(optimizer.param_groups, patterns):
        row = numbers(common, found)
        group["lr"] = row["lr"]
        group["weight_decay"] = row["weight-decay"]
        if "momentum" in row:
            group["momentum"] = row["momentum"]
        if "beta1" in row:
            group["betas"] = (row["beta1"], row["beta2"])


def measure(model, examples):
    """Mean loss and accuracy."""
    pixels, labels = examples
    with torch.no_grad():
        output = model(pixels)
        loss = torch.nn.functional.cross_entropy(output, labels)
        return loss.item(), (output.argmax(1) == labels).float().mean().item()


def main():
    steps = int(os.environ["RUBATO_STEPS"])
    every = int(os.environ["RUBATO_VALIDATE_EVERY"])
    torch.manual_seed(int(os.environ["RUBATO_SEED"]))
    torch.set_num_threads(1)  # as many trials run side by side as there are cores
    torch.use_deterministic_algorithms(True)

    train, validation, test = digits()
    model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
    optimizer, patterns, order = None, [], []
    for step, row in zip(range(1, steps + 1), rows()):
        if optimizer is None:
            optimizer = optimizer_of(os.environ["RUBATO_OPTIMIZER"], model.parameters(), row)
            patterns = patterns_of(model, row)
        move(optimizer, row, patterns)
        if len(order) < BATCH:
            order = torch.randperm(len(train[0]))
        batch, order = order[:BATCH], order[BATCH:]
        optimizer.zero_grad()
        loss = torch.nn.functional.cross_entropy(model(train[0][batch]), train[1][batch])
        loss.backward()
        optimizer.step()
        tell(step=step, loss=loss.item())
        if step % every == 0 or step == steps:
            loss, accuracy = measure(model, validation)
            tell(step=step, validation_loss=loss, accuracy=accuracy)
    loss, accuracy = measure(model, test)
    tell(test_loss=loss, test_accuracy=accuracy)


if __name__ == "__main__":
    main()
