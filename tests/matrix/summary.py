"""Tells, at the end of a run of the tests, what it has covered: of what was run and passed, not of what is declared."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

import pytest

from tests.matrix.cases import CASES
from tests.matrix.options import FACTORS, can_be, pairs, pairs_of
from tests.matrix.variants import VARIANTS, load, read

DATABASES = {"sqlite": "SQLite", "postgresql": "PostgreSQL", "postgresql_15": "PostgreSQL 15"}


def summary(passed: Iterable[pytest.TestReport]) -> Iterator[str]:
    reports = list(passed)
    suites = {database: _suites(reports, database) for database in DATABASES}
    both = suites["sqlite"] & suites["postgresql"]
    if not any(suites.values()):
        return
    rows = [row for name in VARIANTS if name in both for row in read(load(name))]
    levels = {level for row in rows for level in row.items()}
    found = {pair for row in rows for pair in pairs_of(row)}
    possible = [pair for pair in pairs() if can_be(pair)]
    all_levels = sum(map(len, FACTORS.values()))
    yield f"variants: {len(both & set(VARIANTS))} of {len(VARIANTS)}, and {len(both - set(VARIANTS))} other projects"
    yield f"options:  {len(FACTORS)}, of whose {all_levels} levels {len(levels)} were run"
    yield f"pairs:    {len(found & set(possible))} of {len(possible)} that there can be, in {len(rows)} entities"
    yield f"graphs:   {sum(_graphs(report) for report in reports)}"
    yield f"suites:   {', '.join(f'{len(cases)} on {DATABASES[name]}' for name, cases in suites.items() if cases)}"


def _suites(reports: Iterable[pytest.TestReport], database: str) -> set[str]:
    """The cases whose own tests have passed on a database."""
    pattern = re.compile(rf"test_(?:its_tests_pass|it_runs)_on_{database}(?:_in_any_order)?\[(.+)\]$")
    found = {match[1] for report in reports if (match := pattern.search(report.nodeid))}
    return found & CASES.keys()


def _graphs(report: pytest.TestReport) -> int:
    return int(str(dict(report.user_properties).get("graphs", 0)))
