"""Computes the variants that have all pairs of options between them, or tells which cases a change has an effect on.

python -m tests.matrix              write each variant as a file that Copier takes
python -m tests.matrix changed REF  the cases that are rendered otherwise than at a commit, as JSON; all without REF
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory

import yaml
from covertable import make
from covertable.main import Controller

from tests.doors import REPOSITORY, by_copier, git, make_checkout, tree
from tests.matrix.cases import CASES
from tests.matrix.options import ANSWERS, EXCLUSIONS, FACTORS, MODELS, Row
from tests.matrix.variants import DIRECTORY, NAMES, name_of, write

SALT = "p"
"""What the search begins with: of seventeen tried, the one that needs six projects and not seven."""
HEAD = "# By `make variants`, of tests/matrix/options.py: one of those that have every pair of options between them.\n"


def rows() -> Iterator[Row]:
    """Few projects, which have all pairs of answers, and in those few entities, which have all other pairs."""
    projects = {tuple(row[answer] for answer in ANSWERS) for row in make(ANSWERS, salt=SALT)}
    constraints = [
        {
            "operator": "fn",
            "requires": list(exclusion.factors),
            "evaluate": lambda row, refused=exclusion.refused: not refused(row),
        }
        for exclusion in EXCLUSIONS
    ]
    constraints.append(
        {
            "operator": "fn",
            "requires": list(ANSWERS),
            "evaluate": lambda row: tuple(row[answer] for answer in ANSWERS) in projects,
        }
    )
    models = [{"fields": list(model), "strength": 2} for model in MODELS]
    controller = Controller(
        {factor: list(levels) for factor, levels in FACTORS.items()},
        strength=1,
        sub_models=models,
        constraints=constraints,
        salt=SALT,
    )
    yield from controller.make()


def write_variants() -> None:
    projects: dict[str, list[Row]] = {}
    for row in rows():
        projects.setdefault(name_of(row), []).append(row)
    for path in DIRECTORY.glob("*.yml"):
        path.unlink()
    for (name, found), names in zip(sorted(projects.items()), cycle(NAMES), strict=False):
        text = yaml.safe_dump(write(found, names), sort_keys=False, width=120)
        (DIRECTORY / f"{name}.yml").write_text(HEAD + text, encoding="utf-8")
    print(f"{sum(map(len, projects.values()))} entities in {len(projects)} projects")


def changed(reference: str) -> list[str]:
    """The cases that the working tree renders otherwise than a commit does."""
    with TemporaryDirectory() as room:
        git(REPOSITORY, "clone", "--quiet", "--no-checkout", str(REPOSITORY), f"{room}/then")
        git(Path(room, "then"), "checkout", "--quiet", reference)
        then, now = Path(room, "then"), make_checkout(Path(room, "now"))
        return [case for case in CASES if rendered(case, then, room) != rendered(case, now, room)]


def rendered(case: str, checkout: Path, room: str) -> object:
    """The files of a case, or why there are none: an older template may not know its words."""
    try:
        return tree(by_copier(checkout, Path(room, f"{checkout.name}-{case}"), CASES[case]))
    except Exception as error:
        return error  # which equals no other


def main(arguments: Iterable[str]) -> None:
    match list(arguments):
        case []:
            write_variants()
        case ["changed", *references]:
            print(json.dumps(changed(references[0]) if references else list(CASES)))
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
