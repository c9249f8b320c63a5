"""Fields that hold a value: types, modifiers, bounds and defaults."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from typing import Any

import pytest

from blueprint.notation.model import Bound, Field
from blueprint.notation.problems import BlueprintError
from blueprint.notation.types import TYPES, Fresh
from tests.notation.reading import one


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("str", "str", (255,)),
        ("str(120)", "str", (120,)),
        ("str ( 120 )", "str", (120,)),
        ("decimal(10, 2)", "decimal", (10, 2)),
        ("decimal(10,2)", "decimal", (10, 2)),
        ("decimal(15, 15)", "decimal", (15, 15)),
        ("enum(draft, in-progress, PG-13)", "enum", ("draft", "in-progress", "PG-13")),
        ("enum(only)", "enum", ("only",)),
        ("enum(name, value, mro, None, class)", "enum", ("name", "value", "mro", "None", "class")),
        *((name, name, ()) for name in TYPES if name not in ("str", "decimal", "enum")),
    ],
)
def test_types(text: str, name: str, arguments: tuple[Any, ...]) -> None:
    assert one(text) == Field("field", TYPES[name], arguments, False, False, False, (), None)
    assert one(f"{text}?").nullable
    assert one(f"  {text} ?  ").nullable


@pytest.mark.parametrize("modifiers", ["unique >= 2 <= 9", "<= 9 unique >= 2", ">=2 <=9 unique", "<=9>=2 unique"])
def test_modifiers_stand_in_any_order(modifiers: str) -> None:
    field = one(f"int? {modifiers}")
    assert (field.nullable, field.unique, field.index) == (True, True, False)
    assert field.bounds == (Bound(">=", 2), Bound("<=", 9))


def test_unique_has_an_index_already() -> None:
    assert not one("str unique index").index


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int >= -5", -5),
        ("bigint < 9223372036854775807", 2**63 - 1),
        ("smallint > -32768", -32768),
        ("float >= -0.5", -0.5),
        ("float < 1e300", 1e300),
        ("decimal(5, 2) <= 999.99", Decimal("999.99")),
        ("decimal(5, 2) > 0", Decimal(0)),
        ("decimal(5, 2) >= 1.500", Decimal("1.5")),
        ("str(10) >= 10", 10),
        ("str <= 255", 255),
        ("text <= 100000", 100_000),
    ],
)
def test_bounds(text: str, value: object) -> None:
    assert [bound.value for bound in one(text).bounds] == [value]


@pytest.mark.parametrize("text", ["int > 4 < 6", "int >= 5 <= 5", "float > 0 < 0.001", "decimal(3, 1) > 0 < 0.2"])
def test_bounds_that_leave_one_value(text: str) -> None:
    assert len(one(text).bounds) == 2


@pytest.mark.parametrize(
    "text", ["float > 1 < 1.0000000000000001", "decimal(3, 1) > 0 < 0.1", "smallint > 32767", "str(3) > 3", "text < 0"]
)
def test_bounds_that_leave_none(text: str) -> None:
    with pytest.raises(BlueprintError, match=r"leaves no (value|length) that fits"):
        one(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("str = draft", "draft"),
        ("str = draft index", "draft"),
        ("str = 'two words' index", "two words"),
        ('str = "two words"', "two words"),
        ("str = ''", ""),
        ("str = 'it''s'", "it's"),
        ('str = "it\'s"', "it's"),
        ("str = 'unique'", "unique"),
        ("str = 'null'", "null"),
        ("str = 'a | None'", "a | None"),
        ("str = a=b?c", "a=b?c"),
        ("str = now", "now"),
        ("str(3) >= 3 = abc", "abc"),
        ("text = lorem", "lorem"),
        ("int = 5", 5),
        ("int =5", 5),
        ("int = -5 >= -5", -5),
        ("int = 5 < 6 index", 5),
        ("float = 1", 1.0),
        ("float = 1.5e3", 1500.0),
        ("decimal(5, 2) = 1.50", Decimal("1.50")),
        ("bool = true", True),
        ("bool = false", False),
        ("date = today", Fresh.TODAY),
        ("date = 2024-02-29", dt.date(2024, 2, 29)),
        ("time = 23:59", dt.time(23, 59)),
        ("time = 23:59:59.5", dt.time(23, 59, 59, 500_000)),
        ("datetime = now", Fresh.NOW),
        ("datetime = 2024-12-31T23:00:00-02:00", dt.datetime(2025, 1, 1, 1, tzinfo=dt.UTC)),
        ("datetime = '2024-12-31 23:00Z'", dt.datetime(2024, 12, 31, 23, tzinfo=dt.UTC)),
        ("duration = P1D", dt.timedelta(days=1)),
        ("duration = -P1DT2H", -dt.timedelta(days=1, hours=2)),
        ("duration = PT1H30M0.25S", dt.timedelta(hours=1, minutes=30, seconds=0.25)),
        ("duration = P2W", dt.timedelta(weeks=2)),
        ("json = {}", Fresh.EMPTY_OBJECT),
        ("json? = []", Fresh.EMPTY_ARRAY),
        ("email = Nobody@Example.com", "nobody@example.com"),
        ("url = HTTPS://Example.com", "https://example.com/"),
        ("url = http://example.com:8000/a?b=c#d", "http://example.com:8000/a?b=c#d"),
        ("enum(a, b) = b", "b"),
        ("enum(index, b) = 'index'", "index"),
        ("enum(none, b) = none", "none"),
    ],
)
def test_defaults(text: str, value: object) -> None:
    default = one(text).default
    assert default.value == value
    assert type(default.value) is type(value)
    assert default.fresh is isinstance(value, Fresh)


@pytest.mark.parametrize(
    "text",
    [
        "str(3) >= 3 = ab", "int < 5 = 5", "int <= 5 = 6", "int > 5 = 5", "int = 1.0", "int = 2147483648", "int = x",
        "float = nan", "float = 1e999", "float = .5", "decimal(3, 1) = 100", "bool = True", "bool = 1",
        "date = 2024-13-01", "date = 20240101", "time = 24:00", "time = 12:30Z", "datetime = 2024-01-01",
        "datetime = 0001-01-01T00:00:00Z", "datetime = 9999-01-01T00:00:00Z", "datetime = 2024-01-01T00:00:00+25:00",
        "duration = P", "duration = PT", "duration = P1Y", "duration = P1M", "duration = P1DT", "json = null",
        "json = '{ }'", "email = a@b", "email = a@host.local", "email = @example.com", "email = a..b@example.com",
        "url = ftp://example.com", "url = https://", "url = https://a b", "url = https://[::1", "uuid? = null",
        "int? = None", "bytes = ''", "str = a 'b'", "str = 'a'b", "str = 'a' 'b'", "str = a = b",
    ],
)  # fmt: skip
def test_defaults_that_are_refused(text: str) -> None:
    with pytest.raises(BlueprintError) as raised:
        one(text)
    assert len(raised.value.problems) == 1
