"""Draws the rows, values and versions of requests at random."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from tests.model_based.kinds import KINDS
from tests.model_based.library import Library, Row, Values

WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


class Drawing(RuleBasedStateMachine):
    """Draws from the rows of a library."""

    def __init__(self) -> None:
        super().__init__()
        self.library, self.random = Library(), Random()

    def creatable(self) -> list[str]:
        """The kinds whose required references have something to refer to, live or deleted."""
        return [
            name
            for name, kind in KINDS.items()
            if all(each.optional or self.library.of(each.target) for each in kind.references)
        ]

    def columns(self, kind: str) -> list[str]:
        return [*KINDS[kind].fields, *(reference.column for reference in KINDS[kind].references)]

    def values(self, kind: str) -> Values:
        """Draw from few values, so that rows break unique constraints."""
        values: Values = {}
        for name in KINDS[kind].fields:
            values[name] = value_of(name, self.random.choice(WORDS))
        for reference in KINDS[kind].references:
            live = self.library.live(reference.target) if self.random.random() < 0.6 else []
            keys = [row.key for row in live or self.library.of(reference.target)]
            choices = [*keys, None] if reference.optional else keys
            values[reference.column] = self.random.choice(choices)
        return values

    def tags(self, kind: str) -> set[str]:
        keys = [row.key for row in self.library.of("tag")]
        return self.some(keys) if KINDS[kind].tagged else set()

    def some_kind(self) -> str:
        return self.random.choice([*KINDS, "book", "book", "volume", "tag"])

    def some(self, names: Iterable[str]) -> set[str]:
        return {name for name in names if self.random.random() < 0.4}

    def some_row(self, *, deleted: bool = False) -> Row | None:
        """Any row, even one that was purged; rather a deleted one where asked for."""
        kind = self.some_kind()
        rows = [*self.library.rows.values(), *self.library.gone[-1:]]
        if deleted and self.random.random() < 0.8:
            rows = [row for row in rows if row.deletion is not None]
        else:
            rows = [row for row in rows if row.kind == kind]
        return self.random.choice(rows) if rows else None

    def versions(self, row: Row) -> tuple[set[int] | None, dict[str, str]]:
        """The versions that a change is meant for, None for any, and the header that says so."""
        expected = self.random.choice(["none", "any", "this", "other"]) if KINDS[row.kind].versioned else "none"
        version = row.version if expected == "this" else row.version + 1
        return {
            "none": (None, {}),
            "any": (None, {"If-Match": "*"}),
        }.get(expected, ({version}, {"If-Match": f'"{version}"'}))


def value_of(name: str, word: str) -> Any:
    return {"email": f"{word}@example.org", "number": WORDS.index(word), "returned": word == "two"}.get(name, word)


def body(kind: str, values: Values, tags: set[str] | None) -> Values:
    return {**values, "tag_ids": sorted(tags)} if KINDS[kind].tagged and tags is not None else values
