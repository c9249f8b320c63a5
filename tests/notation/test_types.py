"""The table of types: its names exist in the template, and its samples are what they say."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from uuid import uuid4

import pytest

from blueprint.notation.types import TYPES
from blueprint.notation.types.literals import literal
from tests.doors import REPOSITORY
from tests.notation.reading import one

NAMES = {"dt": dt, "Decimal": Decimal, "uuid4": uuid4}
"""What the expressions of values use."""
FIELDS = (
    *(name for name in TYPES if name not in ("decimal", "enum")),
    "str(1)", "str(3) >= 2", "str >= 20", "text <= 4", "int > 5 < 9", "smallint < -5", "bigint >= 9000000000000000000",
    "float >= 1 <= 1", "float > 0 < 0.001", "decimal(1, 0)", "decimal(15, 15)", "decimal(4, 2) > 2", "enum(a, b, c)",
)  # fmt: skip


@pytest.mark.parametrize("name", TYPES)
def test_annotated_types_are_in_the_template(name: str) -> None:
    [module] = REPOSITORY.glob("template/src/*/schemas/types.py")
    defined = re.findall(r"\b([A-Z]\w+)(?=,[^=\n]* = | = )", module.read_text(encoding="utf-8"))
    used = {TYPES[name].input, TYPES[name].output, TYPES[name].form} - {""}
    assert used <= set(defined)


@pytest.mark.parametrize("text", FIELDS)
def test_distinct_values_are_as_many_as_the_capacity(text: str) -> None:
    field = one(text)
    samples = field.type.samples(field)
    if field.type.fits_index(field.arguments):
        count = min(samples.capacity, 300)
        assert len({eval(samples.distinct, NAMES | {"number": number}) for number in range(count)}) == count
    assert (samples.first == samples.other) == (samples.capacity == 1)


@pytest.mark.parametrize("text", FIELDS)
def test_samples_are_not_among_the_wrong_values(text: str) -> None:
    field = one(text)
    samples = field.type.samples(field)
    wrong = [eval(value, NAMES) for value in samples.wrong]
    assert wrong
    assert eval(samples.first, NAMES) not in wrong
    assert eval(samples.other, NAMES) not in wrong


@pytest.mark.parametrize(
    "value",
    [
        "", 'it\'s "quoted" \\ twice\n', "é\x7f", 0, -5, True, 0.1, 1e300, Decimal("9.90"), Decimal(10),
        dt.date(1, 1, 1), dt.time(9, 30), dt.time(23, 59, 59, 999999), dt.datetime(1970, 1, 1, tzinfo=dt.UTC),
        dt.timedelta(), dt.timedelta(days=-1, seconds=5), ["a", {"b": [None, 1.5]}],
    ],
    ids=repr,
)  # fmt: skip
def test_literals_are_the_values(value: object) -> None:
    assert eval(literal(value), NAMES) == value
