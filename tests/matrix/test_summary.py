"""What a run of the tests says that it has covered is what has passed in it, and no more."""

from __future__ import annotations

import pytest

from tests.matrix.summary import summary
from tests.matrix.variants import VARIANTS

SUITES = ("test_its_tests_pass_on_sqlite", "test_its_tests_pass_on_postgresql_in_any_order")


def passed(test: str, case: str, **properties: object) -> pytest.TestReport:
    place = f"tests/matrix/test_variants.py::{test}[{case}]"
    given = list(properties.items())
    return pytest.TestReport(place, (place, 0, test), {}, "passed", None, "call", user_properties=given)


def told(reports: list[pytest.TestReport]) -> dict[str, str]:
    return {name: words.strip() for name, _, words in (line.partition(":") for line in summary(reports))}


def test_nothing_is_said_of_a_run_without_suites() -> None:
    assert told([passed("test_it_is_clean", "bookshop")]) == {}


def test_a_variant_counts_when_both_databases_have_passed() -> None:
    one, other = VARIANTS[:2]
    half = [passed(SUITES[0], one), passed(SUITES[0], "bookshop")]
    assert told(half)["variants"] == f"0 of {len(VARIANTS)}, and 0 other projects"
    assert told(half)["pairs"].startswith("0 of ")
    whole = [*half, *(passed(suite, case) for suite in SUITES for case in (other, "bookshop"))]
    assert told(whole)["variants"] == f"1 of {len(VARIANTS)}, and 1 other projects"
    assert told(whole)["suites"] == "3 on SQLite, 2 on PostgreSQL"


def test_all_variants_have_all_levels_and_all_pairs() -> None:
    found = told([passed(suite, case) for suite in SUITES for case in VARIANTS])
    for line in ("options", "pairs"):
        numbers = [int(word) for word in found[line].replace(",", "").split() if word.isdigit()]
        assert numbers[1] == (numbers[2] if line == "options" else numbers[0]) > 0, found[line]


def test_graphs_are_counted_by_what_their_tests_record() -> None:
    graphs = [passed("test_it_becomes_a_project", str(number), graphs=number) for number in (2, 3)]
    assert told([passed(SUITES[0], "bookshop"), *graphs])["graphs"] == "5"
