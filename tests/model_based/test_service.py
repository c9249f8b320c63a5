"""A service against a model of it: creates, updates, links, deletes, restores, purges and lists in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, note, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.conftest import NewDatabase
from tests.model_based.library import KINDS, Library, RefusedError, Row, Values, references_to
from tests.projects import Project

LEAST = 2_000
RUNS, STEPS_OF_A_RUN = 22, 100
STEPS = Counter(
    create=3, create_many=1, update=4, delete=5, restore=5, purge=2, read=2, page_through=1, filter=1, interleave=1,
    go_round=1,
)  # fmt: skip
"""What may be done, and how often."""
HERE = Path(__file__).parent
ANSWERS = {
    *("create 201", "create 409", "create many 201", "create many 409"),
    *("update 200", "update 404", "update 409", "update 412", "delete 204", "delete 404", "delete 409", "delete 412"),
    *("restore 200", "restore 404", "restore 409", "restore 412", "purge 204", "purge 404"),
    *("read", "page", "filter", "compare"),
}
OUTCOMES = {
    *("unique", "reference", "link", "needed"),
    *("alone", "a tree", "a ring", "emptying deleted rows", "of a live row", "but not of other deletes"),
}
"""What the steps come to; a run that misses one of them shows less than it seems to."""
WORDS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


class Lending(RuleBasedStateMachine):
    """Asks the service, then the library: they must agree on the status, on the row, and on all that can be read."""

    client: httpx2.Client
    steps: list[str]
    outcomes: set[str]

    def __init__(self) -> None:
        super().__init__()
        self.library, self.random, self.taken = Library(), Random(), 0
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

    # What to ask for

    def url(self, kind: str, key: str = "") -> str:
        return f"/api/v1/{KINDS[kind].path}{key and '/'}{key}"

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
        """Values of which there are few, so that rows get in each other's way."""
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

    def listed(self, kind: str, **query: str) -> list[str]:
        return [row["id"] for row in self.client.get(self.url(kind), params={"limit": "100", **query}).json()["items"]]

    # Agreement

    @contextmanager
    def refusing(self, step: str, answer: httpx2.Response, status: int) -> Iterator[list[str]]:
        """What the library refuses in here, the service has refused too; takes what it came to otherwise."""
        outcome: list[str] = []
        try:
            yield outcome
        except RefusedError as refusal:
            status = refusal.status
            outcome = [refusal.reason]
        assert answer.status_code == status, answer.text
        self.steps.append(f"{step} {status}")
        self.outcomes.update(outcome)

    def assert_answers(self, row: Row, answer: httpx2.Response) -> None:
        """The answer to a change is the row as it is then."""
        row = self.library.rows[row.key]
        assert_part(self.library.detail(row), answer.json(), partial=not KINDS[row.kind].tagged)
        self.assert_version(row, answer)

    def assert_version(self, row: Row, answer: httpx2.Response) -> None:
        expected = f'"{row.version}"' if KINDS[row.kind].versioned else None
        assert answer.headers.get("ETag") == expected


def value_of(name: str, word: str) -> Any:
    return {"email": f"{word}@example.org", "number": WORDS.index(word), "returned": word == "two"}.get(name, word)


def body(kind: str, values: Values, tags: set[str] | None) -> Values:
    return {**values, "tag_ids": sorted(tags)} if KINDS[kind].tagged and tags is not None else values


def assert_part(expected: Values, given: Values, *, partial: bool = False) -> None:
    """What is expected is given, in all rows within; `partial` where an answer has no relations."""
    for name, value in expected.items():
        if partial and name not in given:
            assert isinstance(value, dict | list) or value is None, name
        elif isinstance(value, dict):
            assert_part(value, given[name])
        elif isinstance(value, list):
            assert len(given[name]) == len(value), (name, value, given[name])
            for part, given_part in zip(value, given[name], strict=True):
                assert_part(part, given_part)
        else:
            assert given[name] == value, (name, expected, given)


@pytest.mark.slow
@pytest.mark.parametrize("project", ["lending"], indirect=True)
@pytest.mark.parametrize("new_url", [pytest.param("sqlite", marks=pytest.mark.long), "postgresql"], indirect=True)
def test_it_does_what_a_library_in_memory_does(project: Project, new_url: NewDatabase) -> None:
    database = new_url()
    project.migrate("upgrade head", database=database)
    variables = {"DATABASE_URL": database, "PACKAGE": "lending", "PYTHONPATH": f"src:{HERE}"}
    with (
        project.served("jobs:create_app", **variables) as address,
        httpx2.Client(base_url=address) as client,
    ):
        steps: list[str] = []
        outcomes: set[str] = set()
        machine = type("Lending", (Lending,), {"client": client, "steps": steps, "outcomes": outcomes})
        run_state_machine_as_test(
            machine,
            settings=settings(
                max_examples=RUNS,
                stateful_step_count=STEPS_OF_A_RUN,
                deadline=None,
                database=None,
                derandomize=True,
                phases=[Phase.generate, Phase.shrink],
                suppress_health_check=list(HealthCheck),
            ),
        )
    answers = Counter(steps)
    assert answers.total() >= LEAST + RUNS * len(KINDS), answers  # each run began by filling all kinds
    assert answers.keys() >= ANSWERS, answers
    assert outcomes >= OUTCOMES, outcomes
