"""Any input is read or refused with a message: texts, mappings and fields at random."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.notation.problems import BlueprintError
from tests.notation.reading import canonical, read

WORDS = st.sampled_from(
    "Author Book Tag Author[] Book? str text int decimal(5, 2) enum(a, b) unique index >= <= > < 0 3 1.5 = 'x y' now "
    "{} cascade restrict set_null as through ( ) [ ] ? , books $ \n true".split(" ")
)
SNIPPETS = st.lists(WORDS, max_size=7).map(" ".join)
SCALARS = st.one_of(SNIPPETS, st.text(max_size=12), st.none(), st.booleans(), st.integers(), st.floats(), st.dates())
NAMES = st.sampled_from("Author Book Tag book author tags title _unique _index _key _version _table x_id id on".split())
VALUES = st.one_of(SCALARS, st.lists(st.lists(NAMES, max_size=3), max_size=3), st.lists(SCALARS, max_size=2))
BODIES = st.one_of(SCALARS, st.dictionaries(st.one_of(NAMES, SCALARS), VALUES, max_size=5))
MAPPINGS = st.dictionaries(st.one_of(NAMES, SCALARS), BODIES, max_size=4)
YAML = st.text(alphabet="AaBb:? -[]{}#&*!|>'\"%@`,\n\t\\0.=_é\u2028\x85\ufeff\x00", max_size=60)


def refused_or_read(entities: object) -> None:
    """Check that entities are refused with a message, or are the same after a round trip."""
    try:
        text = canonical(entities)
    except BlueprintError:
        return
    assert canonical(text) == text
    assert canonical(yaml.safe_load(text)) == text
    assert outcome(text) == outcome(entities) == outcome(yaml.safe_load(text))


def outcome(entities: object) -> object:
    try:
        return read(entities)
    except BlueprintError as error:
        return error.problems


@settings(deadline=None)
@given(YAML)
def test_any_text_is_read_or_refused(text: str) -> None:
    refused_or_read(text)


@settings(deadline=None)
@given(MAPPINGS)
def test_any_mapping_is_read_or_refused(mapping: dict[Any, Any]) -> None:
    refused_or_read(mapping)


@settings(deadline=None)
@given(SNIPPETS)
def test_any_field_is_read_or_refused(text: str) -> None:
    refused_or_read({"Author": None, "Tag": {"n": "int"}, "Book": {"field": text, "other": "Tag?"}})


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_of_a_field_survives(text: str) -> None:
    refused_or_read({"Book": {"field": text, "text": f"str = '{text}'"}})
