#!/usr/bin/env python3
"""A training in scikit-learn that Rubato can drive: a linear classifier of handwritten digits.

    rubato find --command 'python3 examples/src/main/python/linear_model.py' --steps 200

Plain gradient descent, whose rate may move at every step: `partial_fit` takes a batch.
"""

import sys

import numpy
from sklearn.datasets import load_digits
from sklearn.linear_model import SGDClassifier
from sklearn.metrics import log_loss

import rubato

BATCH = 32


def loss_of(model, pixels, labels):
    return log_loss(labels, model.predict_proba(pixels), labels=range(10))


def main():
    digits = load_digits()
    pixels, labels = digits.data / 16, digits.target
    held = numpy.arange(len(labels)) % 5 == 0
    train, validation = numpy.flatnonzero(~held), (pixels[held], labels[held])
    for trial in rubato.trials(lr=0.1, steps=200):
        if trial.optimizer != "sgd" or trial.row.get("momentum") or ":" in "".join(trial.row):
            sys.exit("this program knows sgd without momentum and groups, not " + trial.strategy)
        model = SGDClassifier(loss="log_loss", learning_rate="constant", eta0=1, random_state=0)
        for step in trial.steps():
            batch = numpy.random.choice(train, BATCH)  # of the trial's own random numbers
            model.set_params(eta0=max(trial.lr, 1e-300), alpha=trial.row.get("weight-decay", 0))
            if step > 0:
                trial.step(None, loss_of(model, pixels[batch], labels[batch]))
            model.partial_fit(pixels[batch], labels[batch], classes=range(10))
            if trial.evaluates:
                trial.report(validation_loss=loss_of(model, *validation), accuracy=model.score(*validation))


if __name__ == "__main__":
    main()
