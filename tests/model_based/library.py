"""The library of `lending.yml` in memory: what a service that works would hold, in the plainest way there is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from tests.model_based.kinds import KINDS, Reference, references_to

Values = dict[str, Any]


@dataclass
class Row:
    """One row, live or deleted; `deletion` is the number of the delete that took it away."""

    key: str
    kind: str
    values: Values
    tags: set[str] = field(default_factory=set)
    version: int = 1
    deletion: int | None = None


class RefusedError(Exception):
    """The service should refuse this with the status."""

    def __init__(self, status: int, reason: str = "") -> None:
        self.status, self.reason = status, reason


class Library:
    """All rows by key. A change that is refused changes nothing."""

    def __init__(self) -> None:
        self.rows: dict[str, Row] = {}
        self.gone: list[Row] = []
        self.deletions = count()

    # Looking

    def of(self, kind: str) -> list[Row]:
        return sorted((row for row in self.rows.values() if row.kind == kind), key=lambda row: row.key)

    def live(self, kind: str) -> list[Row]:
        return [row for row in self.of(kind) if row.deletion is None]

    def is_live(self, key: str) -> bool:
        return key in self.rows and self.rows[key].deletion is None

    def expected(self, row: Row) -> Values:
        """What the API answers for a row alone."""
        return {"id": row.key, **row.values}

    def detail(self, row: Row) -> Values:
        """What the API answers for a row with the relations that its entity declares."""
        answer = self.expected(row)
        for reference in KINDS[row.kind].references:
            target = row.values[reference.column]
            answer[reference.name] = self.expected(self.rows[target]) if self.is_live(target) else None
        if KINDS[row.kind].tagged:
            answer["tags"] = [self.expected(tag) for tag in self.live("tag") if tag.key in row.tags]
        if row.kind == "volume":
            readers = {loan.values["member_id"] for loan in self.live("loan") if loan.values["volume_id"] == row.key}
            answer["readers"] = [self.expected(member) for member in self.live("member") if member.key in readers]
        return answer

    def collections(self, row: Row) -> Values:
        """What the API answers for the relations of other entities to this one."""
        answer: Values = {}
        for kind, reference in references_to(row.kind):
            dependants = [each for each in self.live(kind) if each.values[reference.column] == row.key]
            answer[reference.reverse] = [self.expected(each) for each in dependants]
        if row.kind == "tag":
            answer["books"] = [self.expected(book) for book in self.live("book") if row.key in book.tags]
        return answer

    # Changing

    def create(self, kind: str, rows: Iterable[tuple[str, Values, set[str]]]) -> list[Row]:
        """Add rows, all or none."""
        before = dict(self.rows)
        try:
            for key, values, tags in rows:
                self.require_references(kind, values, tags)
                row = self.rows[key] = Row(key, kind, values, tags)
                self.require_unique(row)
        except RefusedError:
            self.rows = before
            raise
        return [self.rows[key] for key in self.rows if key not in before]

    def update(self, row: Row, changes: Values, tags: set[str] | None, versions: set[int] | None) -> None:
        if versions is not None:
            self.require(row, versions)
        # Before the row itself: that is the order in which a delete locks them.
        self.require_references(row.kind, changes, tags or set())
        self.require(row)
        if changes or tags is not None:
            tags = row.tags if tags is None else tags
            changed = Row(row.key, row.kind, {**row.values, **changes}, tags, row.version + 1)
            self.require_unique(changed)
            self.rows[row.key] = changed

    def delete(self, row: Row, versions: set[int] | None) -> str:
        """Mark a row and what it owns, and empty what refers to it; what it came to."""
        self.require(row, versions)
        owned = self.tree(row)
        keys = {each.key for each in owned}
        emptied: list[tuple[Row, str]] = []
        for each, reference in self.referring(keys):
            if reference.rule == "restrict" and each.deletion is None and each.key not in keys:
                raise RefusedError(409, "needed")
            if reference.rule == "set_null" and each.key not in keys:
                emptied.append((each, reference.column))
        number = next(self.deletions)
        for each in owned:
            each.deletion = number
            each.version += 1
        for each, column in emptied:
            each.values[column] = None
            each.version += 1
        if any(each.deletion is not None for each, _ in emptied):
            return "emptying deleted rows"
        return "emptying" if emptied else "a tree" if len(owned) > 1 else "alone"

    def restore(self, row: Row, versions: set[int] | None) -> str:
        """Take back the delete that took the row, from it and from what went with it; what it came to."""
        if row.key not in self.rows:
            raise RefusedError(404)
        if versions is not None and row.version not in versions:
            raise RefusedError(412)
        if row.deletion is None:
            return "of a live row"
        number, revived = row.deletion, self.tree(row)
        for each in revived:
            each.deletion = None
        try:
            for each in revived:
                self.require_references(each.kind, each.values)
                self.require_unique(each)
        except RefusedError:
            for each in revived:
                each.deletion = number
            raise
        for each in revived:
            each.version += 1
        keys = {each.key for each in revived}
        if any(each.key in keys and reference.rule != "cascade" for each, reference in self.referring(keys)):
            return "a ring"
        others = [
            each for each, rule in self.referring({row.key}) if rule.rule == "cascade" and each.deletion is not None
        ]
        return "but not of other deletes" if others else "a tree" if len(revived) > 1 else "alone"

    def purge(self, row: Row) -> None:
        if row.key not in self.rows or row.deletion is None:
            raise RefusedError(404)
        gone = self.tree(row, purged=True)
        keys = {each.key for each in gone}
        if any(each.key not in keys and rule.rule == "restrict" for each, rule in self.referring(keys)):
            raise RefusedError(409, "needed")
        for each in gone:
            self.gone.append(self.rows.pop(each.key))
        for each, reference in self.referring(keys):
            each.values[reference.column] = None
        for each in self.rows.values():
            each.tags -= keys

    # Rules

    def require(self, row: Row, versions: set[int] | None = None) -> None:
        if not self.is_live(row.key):
            raise RefusedError(404)
        if versions is not None and row.version not in versions:
            raise RefusedError(412)

    def require_references(self, kind: str, values: Values, tags: Iterable[str] = ()) -> None:
        """Refuse to refer to what is not live."""
        targets = [values.get(reference.column) for reference in KINDS[kind].references]
        if not all(target is None or self.is_live(target) for target in targets):
            raise RefusedError(409, "reference")
        if not all(self.is_live(tag) for tag in tags):
            raise RefusedError(409, "link")

    def require_unique(self, row: Row) -> None:
        """Refuse what another live row has already."""
        for other in self.live(row.kind):
            if other.key != row.key and all(other.values[name] == row.values[name] for name in KINDS[row.kind].unique):
                raise RefusedError(409, "unique")

    def tree(self, row: Row, *, purged: bool = False) -> list[Row]:
        """A row with what it owns: what is live as it is, or went by the same delete; `purged`, whatever it owns."""
        tree = [row]
        for each in tree:
            for other, reference in self.referring({each.key}):
                together = purged or other.deletion == row.deletion
                if reference.rule == "cascade" and together and other not in tree:
                    tree.append(other)
        return tree

    def referring(self, keys: set[str]) -> Iterator[tuple[Row, Reference]]:
        """All rows that refer to these, deleted ones too."""
        for row in list(self.rows.values()):
            for reference in KINDS[row.kind].references:
                if row.values[reference.column] in keys:
                    yield row, reference
