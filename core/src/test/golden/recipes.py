"""Writes recipes.csv: the rates of public training recipes, computed from what their sources publish.

Run it with Debian 12's python3 and python3-mpmath, from any folder:

    /usr/bin/python3 -B core/src/test/golden/recipes.py

Each recipe is a row: its text in the notation, its horizon, its source, the files that it was compared with, what
is observed where it watches a metric, and its rates at some steps as `step=rate`.
"""

import csv
import sys
from pathlib import Path

from recipe_book import (
    detection,
    fields,
    frameworks,
    images,
    language,
    large_language,
    older_frameworks,
    small_images,
    torch_and_timm,
    trainers,
    vision,
)
from recipe_book.looked_up import LOOKED_UP, WHOLE, looked_up
from recipe_book.shelf import RECIPES

OUT = Path(__file__).resolve().parent.parent / "resources" / "golden" / "recipes" / "recipes.csv"
HEADER = ["project", "recipe", "strategy", "steps", "steps_per_epoch", "source", "looked_up", "observed", "rates"]


def pairs(values):
    return " ".join(f"{t}={float(value)!r}" for t, value in values.items())


def main():
    for chapter in (images, small_images, vision, detection, language, large_language, fields):
        chapter.write()
    for chapter in (torch_and_timm, trainers, frameworks, older_frameworks):
        chapter.write()
    names = [(r.project, r.name) for r in RECIPES]
    assert len(names) == len(set(names)), "a recipe is there twice"
    for name in LOOKED_UP:
        assert [r.name for r in RECIPES].count(name) == 1, f"no recipe, or two, called {name}"
    assert WHOLE.keys() <= {r.project for r in RECIPES}, "a project has no recipe"
    OUT.parent.mkdir(parents=True, exist_ok=True)
    with open(OUT, "w", newline="", encoding="utf-8") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(HEADER)
        for r in RECIPES:
            writer.writerow(
                [r.project, r.name, r.strategy, r.steps, r.steps_per_epoch or "", r.source,
                 looked_up(r.project, r.name),
                 pairs(r.observed), pairs(r.values)]
            )
    print(f"{len(RECIPES)} recipes, {sum(len(r.values) for r in RECIPES)} rates", file=sys.stderr)


if __name__ == "__main__":
    main()
