#!/usr/bin/env python3
"""A training in plain Python that Rubato can drive: a line through noisy points, by its gradient.

    rubato compare --command 'python3 examples/src/main/python/line.py' --steps 300
"""

import random

import rubato

for trial in rubato.trials(lr=0.1, steps=300):  # random numbers are the trial's own
    points = [(x / 100, 3 * x / 100 + 1 + random.gauss(0, 0.1)) for x in range(100)]
    train, validation, w, b = points[::2], points[1::2], 0.0, 0.0
    for _ in trial.steps():
        x, y = random.choice(train)
        error = w * x + b - y
        w -= trial.numbers("w", {"@weight", "@vector"})["lr"] * 2 * error * x
        b -= trial.numbers("b", {"@bias", "@vector"})["lr"] * 2 * error
        trial.step(None, error**2)
        if trial.evaluates:
            loss = sum((w * x + b - y) ** 2 for x, y in validation) / len(validation)
            trial.report(validation_loss=loss)
