"""The variants have every pair of options between them, and nothing that the notation knows is in none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import product

import pytest

from blueprint import questions
from blueprint.notation.grammar import FLAGS, NAMED, ON_DELETE
from blueprint.notation.loading import OPTIONS
from blueprint.notation.problems import BlueprintError
from blueprint.notation.types import TYPES
from tests.matrix.options import DEFAULTS, EXCLUSIONS, FACTORS, Exclusion, Row, can_be, pairs, pairs_of
from tests.matrix.variants import VARIANTS as NAMES
from tests.matrix.variants import load, read, write
from tests.projects import entities_of

VARIANTS = [load(name) for name in NAMES]
DULL: Row = {factor: levels[0] for factor, levels in FACTORS.items()}
"""A row of which nothing is excluded."""


def combinations_of(exclusion: Exclusion) -> Iterator[Row]:
    for levels in product(*(FACTORS[factor] for factor in exclusion.factors)):
        yield {**DULL, **dict(zip(exclusion.factors, levels, strict=True))}


def test_every_type_that_takes_a_default_is_tried_with_one() -> None:
    assert DEFAULTS.keys() == {type_.name for type_ in TYPES.values() if type_.takes_default}


def test_every_pair_that_can_be_is_in_a_variant() -> None:
    found = {pair for answers in VARIANTS for row in read(answers) for pair in pairs_of(row)}
    assert len(found) > 5000
    assert [pair for pair in pairs() if pair not in found and can_be(pair)] == []


@pytest.mark.parametrize("exclusion", EXCLUSIONS, ids=lambda exclusion: ", ".join(exclusion.factors))
def test_what_is_excluded_cannot_be_written(exclusion: Exclusion) -> None:
    """The notation refuses it, or there are no other words for it than for what is not excluded."""
    rows = list(combinations_of(exclusion))
    allowed = [write([row], {}) for row in rows if not exclusion.refused(row)]
    refused = [write([row], {}) for row in rows if exclusion.refused(row)]
    assert allowed
    assert refused
    for answers in refused:
        if answers not in allowed:
            with pytest.raises(BlueprintError):
                entities_of(answers)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_read_from_a_variant_is_what_was_written(name: str) -> None:
    answers = load(name)
    names = {question: answers[question] for question in answers if question in questions.QUESTIONS[:4]}
    assert write(read(answers), names) == answers
    entities_of(answers)


# Nothing is left out


def test_every_question_is_answered_in_more_than_one_way() -> None:
    asked = set(questions.QUESTIONS) - {"verify"}  # whose other answer is what the runs after generation are for
    assert {name: len({str(answers.get(name)) for answers in VARIANTS}) > 1 for name in asked} == dict.fromkeys(
        asked, True
    )


def test_every_type_modifier_and_option_is_in_a_variant() -> None:
    bodies = [body for answers in VARIANTS for body in answers["entities"].values()]
    fields = " ".join(text for body in bodies for name, text in body.items() if not name.startswith("_"))
    words = set(re.findall(r"[a-z_]\w*|[<>]=?|=|\[\]|\?", fields))
    signs = {">=", ">", "<=", "<", "=", "[]", "?"}
    assert {*TYPES, *FLAGS, *ON_DELETE, *NAMED, *signs} - words == set()
    assert set(OPTIONS) - {name for body in bodies for name in body} == set()
