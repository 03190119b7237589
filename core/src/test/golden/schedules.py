"""Writes the golden files of the schedules: expected rates from PyTorch 1.13 and from published formulas.

Run it with Debian 12's python3, python3-torch and python3-mpmath, from any folder:

    /usr/bin/python3 -B core/src/test/golden/schedules.py

Where PyTorch has the schedule its own scheduler is driven, must agree with the formula, and its number is written.
"""

import csv
import sys
from pathlib import Path

import compositions
import cycles
import greedy
import one_way
import plateaus
import settings
import whole_time

OUT = Path(__file__).resolve().parent.parent / "resources" / "golden"


def write(name, header, rows):
    keys = [tuple(row[:4]) for row in rows]
    assert len(keys) == len(set(keys)), f"{name}: a row is there twice"
    with open(OUT / f"{name}.csv", "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    OUT.mkdir(parents=True, exist_ok=True)
    one_way.ramps()
    one_way.decays()
    cycles.cycles()
    compositions.pointwise()
    compositions.sequences()
    compositions.spans()
    compositions.epochs()
    whole_time.whole_time()
    whole_time.sums()
    for name, rows in settings.FILES.items():
        write(name, ["strategy", "steps", "steps_per_epoch", "t", "value", "source"], rows)
    watching = {"plateau": plateaus.plateaus(), "greedy": greedy.greedy()}
    for name, rows in watching.items():
        write(name, ["strategy", "steps", "evaluation", "metric", "rate_after", "source"], rows)
    counts = {name: len(rows) for name, rows in watching.items()}
    print(f"{len(settings.FILES) + len(counts)} files, {settings.COUNTS}, {counts}", file=sys.stderr)


if __name__ == "__main__":
    main()
