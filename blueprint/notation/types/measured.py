"""Types whose values or lengths have limits, which the bounds of a field narrow."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Generic, TypeVar

from ..problems import Refusal
from .field import Arguments, Bound, Field, FieldType, Measure

N = TypeVar("N", int, float, Decimal)

OPERATORS = {">=": "ge", ">": "gt", "<=": "le", "<": "lt"}
SQL_RESERVED = frozenset(
    """
    add after all alter analyse analyze and any array as asc asymmetric attach authorization autoincrement
    before begin between binary both by cascade case cast check collate column commit conflict constraint create
    cross current_catalog current_date current_role current_schema current_time current_timestamp current_user
    database default deferrable deferred delete desc detach distinct do drop each else end escape except
    exclusive exists explain fail false fetch for foreign freeze from full glob grant group having if ignore
    ilike immediate in index indexed initially inner insert instead intersect into is isnull join key leading
    left like limit localtime localtimestamp match natural new not notnull null of off offset old on only or
    order outer over overlaps placing plan pragma primary query raise references reindex rename replace restrict
    returning right rollback row select session_user set similar some symmetric table temp temporary then to
    trailing transaction trigger true union unique update user using vacuum values variadic verbose view virtual
    when where window with
    """.split()
)
"""The column names that CHECK constraints have to quote, on either database."""


class Measured(FieldType, Generic[N]):
    """A type with bounds; N is what they compare."""

    def read_bound(self, written: str, arguments: Arguments) -> N:
        raise NotImplementedError

    def limits(self, arguments: Arguments) -> tuple[N, N]:
        """Return the least and the greatest value, or length, of the type."""
        raise NotImplementedError

    def neighbour(self, value: N, arguments: Arguments, direction: int) -> N:
        """Return the next value, or length: direction 1 is up, -1 is down."""
        return value + direction

    def allowed(self, arguments: Arguments, bounds: Iterable[Bound]) -> tuple[N, N]:
        """Return the least and the greatest value, or length, that type and bounds allow."""
        low, high = self.limits(arguments)
        for bound in bounds:
            if bound.operator == ">=":
                low = bound.value
            elif bound.operator == ">":
                low = self.neighbour(bound.value, arguments, 1)
            elif bound.operator == "<=":
                high = min(high, bound.value)
            else:
                high = min(high, self.neighbour(bound.value, arguments, -1))
        return low, high

    def checks(self, field: Field) -> list[tuple[str, str]]:
        column = f'"{field.name}"' if field.name in SQL_RESERVED else field.name
        measured = f"length({column})" if self.measure is Measure.LENGTH else column
        found = []
        for bound in field.bounds:
            value = f"{bound.value:f}" if isinstance(bound.value, Decimal) else str(bound.value)
            # With the value: a migration compares constraints by their names.
            name = f"{field.name}_{OPERATORS[bound.operator]}_{value.replace('-', 'minus_').replace('.', '_')}"
            found.append((name, f"{measured} {bound.operator} {value}"))
        return found


def whole_numbers(written: tuple[str, ...], count: int, example: str) -> tuple[int, ...]:
    """Return the values of a type's arguments."""
    if len(written) != count or not all(re.fullmatch(r"[0-9]{1,9}", number) for number in written):
        found = f"found ({', '.join(written)})" if written else "found none"
        raise Refusal(f"{count} whole number{'s' * (count > 1)} expected, as in {example}; {found}")
    return tuple(int(number) for number in written)
