"""A service against a model of it: creates, updates, links, deletes, restores, purges and lists in any order."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.conftest import NewDatabase
from tests.model_based.kinds import KINDS
from tests.model_based.lending import Lending
from tests.projects import Project

LEAST = 2_000
RUNS, STEPS_OF_A_RUN = 22, 100
HERE = Path(__file__).parent
ANSWERS = {
    *("create 201", "create 409", "create many 201", "create many 409"),
    *("update 200", "update 404", "update 409", "update 412", "delete 204", "delete 404", "delete 409", "delete 412"),
    *("restore 200", "restore 404", "restore 409", "restore 412", "purge 204", "purge 404"),
    *("read", "page", "filter", "compare"),
}
OUTCOMES = {
    *("unique", "reference", "link", "needed"),
    *("alone", "a tree", "a ring", "emptying deleted rows", "of a live row", "but not of other deletes"),
}
"""What the steps come to; a run that misses one of them shows less than it seems to."""


@pytest.mark.slow
@pytest.mark.parametrize("project", ["lending"], indirect=True)
@pytest.mark.parametrize("new_url", [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"], indirect=True)
def test_the_service_agrees_with_a_library_in_memory(project: Project, new_url: NewDatabase) -> None:
    database = new_url()
    project.migrate("upgrade head", database=database)
    variables = {"DATABASE_URL": database, "PACKAGE": "lending", "PYTHONPATH": f"src:{HERE}"}
    with (
        project.served("jobs:create_app", **variables) as address,
        httpx2.Client(base_url=address) as client,
    ):
        steps: list[str] = []
        outcomes: set[str] = set()
        machine = type("Lending", (Lending,), {"client": client, "steps": steps, "outcomes": outcomes})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=RUNS,
                stateful_step_count=STEPS_OF_A_RUN,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    answers = Counter(steps)
    assert answers.total() >= LEAST + RUNS * len(KINDS), answers  # each run began by filling all kinds
    assert answers.keys() >= ANSWERS, answers
    assert outcomes >= OUTCOMES, outcomes
