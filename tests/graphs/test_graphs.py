"""Entity files that nobody has written: each is refused in words, or becomes a project that all checks pass."""

from __future__ import annotations

import compileall
import os
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, Phase, assume, given, note, seed, settings
from hypothesis import strategies as st

from blueprint.notation.problems import BlueprintError
from tests.conftest import NewDatabase
from tests.graphs.strategies import files
from tests.projects import Project, described_by, entities_of, generate

GRAPHS = int(os.environ.get("GRAPHS", "1"))
SEED = int(os.environ.get("SEED", "0"))
"""Two draws of GRAPHS each: as many as there are cores on a small machine."""

drawn = settings(
    deadline=None,
    database=None,
    phases=[Phase.generate, Phase.shrink],
    suppress_health_check=list(HealthCheck),
    print_blob=False,
)


def mended(answers: dict[str, Any]) -> dict[str, Any]:
    """The answers without what the notation refuses: the words of a refusal are enough to find it."""
    entities = {name: dict(body) for name, body in answers["entities"].items()}
    while True:
        try:
            entities_of({**answers, "entities": entities})
        except BlueprintError as error:
            for problem in error.problems:
                assert problem.entity, problem
                if problem.field in entities.get(problem.entity, ()):
                    del entities[problem.entity][problem.field]
                else:
                    entities.pop(problem.entity, None)
        else:
            return {**answers, "entities": entities}


@settings(drawn, max_examples=100, derandomize=True)
@given(files())
def test_it_is_read_or_refused_in_words(answers: dict[str, Any]) -> None:
    valid = mended(answers)
    described = described_by(valid)
    assert described_by({**valid, "entities": described.text}) == described


Prove = Callable[[dict[str, Any]], None]


@pytest.fixture
def prove(checkout: Path, tmp_path: Path, new_database: NewDatabase, mypy_cache: Path) -> Prove:
    """Generate a project and run all checks on it: its own tests on one database, its migrations on the other."""
    databases: list[Callable[[Project], str]] = [Project.sqlite, lambda _: new_database()]

    def check(answers: dict[str, Any]) -> None:
        with TemporaryDirectory(dir=tmp_path) as room:
            project = generate(checkout, Path(room, "project"), answers)
            assert compileall.compile_dir(project.directory / "src", quiet=1)
            project.run("ruff", "format", "--check", "--no-cache")
            project.run("ruff", "check", "--no-cache")
            project.run("mypy", MYPY_CACHE_DIR=str(mypy_cache))
            tested, migrated = databases
            databases.reverse()
            project.migrate("upgrade head", "check", "downgrade base", "upgrade head", database=migrated(project))
            assert " passed" in project.run("pytest", DATABASE_URL=tested(project))

    return check


@pytest.mark.slow
@pytest.mark.parametrize("number", [SEED, SEED + 1])
def test_it_becomes_a_project_that_all_checks_pass(
    number: int, prove: Prove, record_property: Callable[[str, object], None]
) -> None:
    done = 0

    @seed(number)
    @settings(drawn, max_examples=GRAPHS)
    @given(st.booleans(), files())
    def check(at_random: bool, answers: dict[str, Any]) -> None:
        nonlocal done
        assume(at_random)  # Hypothesis begins with the simplest file of all, whatever the seed.
        valid = mended(answers)
        note(yaml.safe_dump(valid, sort_keys=False))
        prove(valid)
        done += 1

    check()
    record_property("graphs", done)


FOUND = sorted(Path(__file__).with_name("found").glob("*.yml"))
"""What was found so: each says what was wrong."""


@pytest.mark.slow
@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_what_was_found_stays_mended(path: Path, prove: Prove) -> None:
    prove(yaml.safe_load(path.read_text(encoding="utf-8")))
