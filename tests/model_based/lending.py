"""Changes and reads a service and a library in memory in the same way, in any order."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

from hypothesis import note
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.model_based.agreement import Agreement, assert_part
from tests.model_based.drawing import WORDS, body, value_of
from tests.model_based.kinds import KINDS, references_to
from tests.model_based.library import Row, Values

STEPS = Counter(
    create=3, create_many=1, update=4, delete=5, restore=5, purge=2, read=2, page_through=1, filter=1, interleave=1,
    go_round=1,
)  # fmt: skip
"""The methods that a run chooses from, each with its weight."""


class Lending(Agreement):
    """Asks the service, then the library: they must agree on the status, on the row, and on all that can be read."""

    def __init__(self) -> None:
        super().__init__()
        self.taken = 0
        assert self.client.delete("/jobs/rows").status_code == 204

    @initialize()
    def fill(self) -> None:
        """Begin with rows of all kinds, so that there is something to change."""
        for kind in KINDS:
            rows = []
            for number, word in enumerate(WORDS[: 1 if kind == "loan" else 2]):
                values = {name: value_of(name, word) for name in KINDS[kind].fields}
                for reference in KINDS[kind].references:
                    targets = self.library.of(reference.target)
                    values[reference.column] = targets[number].key if targets else None
                tags = {tag.key for tag in self.library.of("tag")[:number]} if KINDS[kind].tagged else set()
                rows.append((values, tags))
            self.create_rows(kind, rows)

    @rule(seed=st.integers(0, 2**64))
    def take(self, seed: int) -> None:
        """Chosen by a generator of its own: what Hypothesis draws is so often the same that most of it is refused."""
        self.taken += 1
        self.random = Random(f"{seed}/{self.taken}")
        step = self.random.choice(list(STEPS.elements()))
        note(step)
        getattr(self, step)()

    # Changes

    def create(self) -> None:
        kind = self.random.choice(self.creatable())
        values, tags = self.values(kind), self.tags(kind)
        answer = self.client.post(self.url(kind), json=body(kind, values, tags))
        with self.refusing("create", answer, 201):
            [row] = self.library.create(kind, [(answer.json().get("id", "refused"), values, tags)])
        if answer.status_code == 201:
            self.assert_answers(row, answer)

    def create_many(self) -> None:
        kind = self.random.choice(self.creatable())
        rows = [(self.values(kind), self.tags(kind)) for _ in range(self.random.randint(1, 3))]
        self.create_rows(kind, rows)

    def create_rows(self, kind: str, rows: list[tuple[Values, set[str]]]) -> None:
        answer = self.client.post(f"{self.url(kind)}/bulk", json=[body(kind, *row) for row in rows])
        created = answer.json() if answer.status_code == 201 else [{"id": f"{number}"} for number in range(len(rows))]
        keys = [row["id"] for row in created]
        with self.refusing("create many", answer, 201):
            self.library.create(kind, [(key, *row) for key, row in zip(keys, rows, strict=True)])
        if answer.status_code == 201:
            for key, given in zip(keys, created, strict=True):
                assert_part(self.library.detail(self.library.rows[key]), given, partial=not KINDS[kind].tagged)

    def update(self) -> None:
        row = self.some_row()
        if row is None:
            return
        linked = KINDS[row.kind].tagged and self.random.random() < 0.5
        names = self.some(self.columns(row.kind)) if not linked or self.random.random() < 0.5 else ()
        changes = {name: value for name, value in self.values(row.kind).items() if name in names}
        self.update_row(row, changes, self.tags(row.kind) if linked else None)

    def update_row(self, row: Row, changes: Values, tags: set[str] | None = None) -> None:
        versions, headers = self.versions(row)
        answer = self.client.patch(self.url(row.kind, row.key), json=body(row.kind, changes, tags), headers=headers)
        with self.refusing("update", answer, 200):
            self.library.update(row, changes, tags, versions)
        if answer.status_code == 200:
            self.assert_answers(row, answer)

    def delete(self) -> None:
        row = self.some_row()
        if row is not None:
            self.delete_row(row)

    def delete_row(self, row: Row) -> None:
        versions, headers = self.versions(row)
        answer = self.client.delete(self.url(row.kind, row.key), headers=headers)
        with self.refusing("delete", answer, 204) as outcome:
            outcome.append(self.library.delete(row, versions))

    def restore(self) -> None:
        row = self.some_row(deleted=True)
        if row is not None:
            self.restore_row(row)

    def interleave(self) -> None:
        """Delete a row, then what it refers to, and restore one of the two: an order that chance alone seldom finds."""
        pairs = [
            (row, self.library.rows[row.values[reference.column]])
            for kind, each in KINDS.items()
            for reference in each.references
            for row in self.library.live(kind)
            if reference.rule != "restrict" and row.values[reference.column] is not None
        ]
        if pairs:
            part, whole = self.random.choice(pairs)
            self.delete_row(part)
            self.delete_row(whole)
            self.restore_row(self.random.choice([part, whole]))

    def go_round(self) -> None:
        """Delete and restore an author who refers to a book of the same author: both go and come back together."""
        books = self.library.live("book")
        if books:
            book = self.random.choice(books)
            author = book.values["author_id"]
            self.update_row(self.library.rows[author], {self.random.choice(["favourite_id", "debut_id"]): book.key})
            self.delete_row(self.library.rows[author])
            self.restore_row(self.library.rows[author])

    def restore_row(self, row: Row) -> None:
        versions, headers = self.versions(row)
        answer = self.client.post(f"{self.url(row.kind, row.key)}/restore", headers=headers)
        with self.refusing("restore", answer, 200) as outcome:
            outcome.append(self.library.restore(row, versions))
        if answer.status_code == 200:
            self.assert_answers(row, answer)

    def purge(self) -> None:
        row = self.some_row(deleted=True)
        if row is None:
            return
        answer = self.client.delete(f"/jobs/{row.kind}/{row.key}")
        with self.refusing("purge", answer, 204):
            self.library.purge(row)

    # Reads

    def read(self) -> None:
        row = self.some_row()
        if row is None:
            return
        collections = self.library.collections(row)
        answer = self.client.get(
            self.url(row.kind, row.key), params={"include": ",".join(collections)} if collections else {}
        )
        live = self.library.is_live(row.key)
        assert answer.status_code == (200 if live else 404), answer.text
        if live:
            assert_part({**self.library.detail(row), **collections}, answer.json())
            self.assert_version(row, answer)
        self.steps.append("read")

    def page_through(self) -> None:
        """By offset and by cursor, in an order in which rows may be equal."""
        kind, limit, backwards = self.some_kind(), self.random.randint(2, 6), self.random.random() < 0.5
        column = KINDS[kind].fields[0]
        query: dict[str, Any] = {"limit": limit, "sort": f"-{column}" if backwards else column}
        # Equal rows keep the order of their keys, in both directions.
        rows = sorted(self.library.live(kind), key=lambda row: row.values[column], reverse=backwards)
        by_offset, by_cursor, cursor = [], [], ""
        for offset in range(0, len(rows) + 1, limit):
            page = self.client.get(self.url(kind), params={**query, "offset": offset}).json()
            assert page["total"] == len(rows)
            by_offset += [row["id"] for row in page["items"]]
        while cursor is not None:
            page = self.client.get(self.url(kind), params={**query, "after": cursor}).json()
            by_cursor += [row["id"] for row in page["items"]]
            cursor = page["next"]
        assert by_offset == by_cursor == [row.key for row in rows]
        self.steps.append("page")

    def filter(self) -> None:
        target = self.some_row()
        if target is None:
            return
        for kind, reference in references_to(target.kind):
            found = [row.key for row in self.library.live(kind) if row.values[reference.column] == target.key]
            assert self.listed(kind, **{reference.column: target.key}) == found
        if target.kind == "tag":
            linked = [row.key for row in self.library.live("book") if target.key in row.tags]
            assert self.listed("book", tag_id=target.key) == (linked if self.library.is_live(target.key) else [])
        self.steps.append("filter")

    def compare_all(self) -> None:
        for kind in KINDS:
            names = [reference.name for reference in KINDS[kind].references]
            names += {"book": ["tags"], "volume": ["readers"]}.get(kind, [])
            query = {"limit": "100", **({"include": ",".join(names)} if names else {})}
            page = self.client.get(self.url(kind), params=query).json()
            rows = self.library.live(kind)
            assert page["total"] == len(rows)
            for row, given in zip(rows, page["items"], strict=True):
                assert_part(self.library.detail(row), given)
        self.steps.append("compare")

    def teardown(self) -> None:
        self.compare_all()

    def listed(self, kind: str, **query: str) -> list[str]:
        return [row["id"] for row in self.client.get(self.url(kind), params={"limit": "100", **query}).json()["items"]]
