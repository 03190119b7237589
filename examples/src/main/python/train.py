#!/usr/bin/env python3
"""A training in PyTorch that Rubato can drive: handwritten digits, one hidden layer.

    rubato compare --command 'python3 examples/src/main/python/train.py' --steps 400

It runs without Rubato too, with a rate of its own or with --rates FILE, and with every optimizer
that rubato.py beside it has. Data other than those that Rubato brings along are given by --data.
"""

import argparse
import csv
import gzip
import pathlib

import torch

import rubato

DIGITS = "tasks/src/main/resources/dev/rubato/tasks/digits.csv.gz"
BATCH = 32


def digits():
    """Pixels and labels: every fifth image is for validation, the next one for the test."""
    options = argparse.ArgumentParser()
    options.add_argument("--data", default=pathlib.Path(__file__).resolve().parents[4] / DIGITS)
    with gzip.open(options.parse_known_args()[0].data, "rt") as file:
        table = torch.tensor([[float(cell) for cell in row] for row in csv.reader(file)])
    pixels, labels = table[:, :64] / 16, table[:, 64].long()
    fold = torch.arange(len(table)) % 5
    return [(pixels[part], labels[part]) for part in (fold > 1, fold == 0, fold == 1)]


def measure(model, examples):
    """Mean loss and accuracy."""
    pixels, labels = examples
    with torch.no_grad():
        output = model(pixels)
        loss = torch.nn.functional.cross_entropy(output, labels)
        return loss.item(), (output.argmax(1) == labels).float().mean().item()


def main():
    torch.set_num_threads(1)  # as many trials run side by side as there are cores
    torch.use_deterministic_algorithms(True)
    train, validation, test = digits()
    for trial in rubato.trials(optimizer="adam", lr=0.003, steps=400):  # random numbers are its own
        model = torch.nn.Sequential(torch.nn.Linear(64, 64), torch.nn.ReLU(), torch.nn.Linear(64, 10))
        optimizer = trial.torch_optimizer(model)
        order = []
        for _ in trial.steps():
            if len(order) < BATCH:
                order = torch.randperm(len(train[0]))
            batch, order = order[:BATCH], order[BATCH:]
            loss = torch.nn.functional.cross_entropy(model(train[0][batch]), train[1][batch])
            trial.step(optimizer, loss)
            if trial.evaluates:
                loss, accuracy = measure(model, validation)
                trial.report(validation_loss=loss, accuracy=accuracy)
        loss, accuracy = measure(model, test)
        trial.report(test_loss=loss, test_accuracy=accuracy)


if __name__ == "__main__":
    main()
