"""A service against a model of it: creates, updates, links, deletes, restores, purges and lists in any order."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from tests.conftest import NewDatabase
from tests.model_based.library import KINDS, Library, RefusedError, Row, Values, references_to
from tests.projects import Project

LEAST = 2_000
RUNS, STEPS_OF_A_RUN = 50, 50
STEPS = Counter(
    create=3, create_many=1, update=4, delete=4, restore=4, purge=3, read=2, page_through=1, filter=1, compare_all=1
)
"""What may be done, and how often."""
HERE = Path(__file__).parent
OUTCOMES = [
    *("create 201", "create 409", "create many 201", "create many 409"),
    *("update 200", "update 404", "update 409", "update 412", "delete 204", "delete 404", "delete 409", "delete 412"),
    *("restore 200", "restore 404", "restore 409", "restore 412", "purge 204", "purge 404", "purge 409"),
    *("read", "page", "filter", "compare"),
]
"""What the steps come to; a run that misses one of them shows less than it seems to."""
KIND = st.sampled_from(sorted(KINDS))
WORDS = st.sampled_from(["one", "two", "three", "four"])


class Lending(RuleBasedStateMachine):
    """Asks the service, then the library: they must agree on the status, on the row, and on all that can be read."""

    client: httpx2.Client
    steps: list[str]

    def __init__(self) -> None:
        super().__init__()
        self.library = Library()
        assert self.client.delete("/jobs/rows").status_code == 204

    @initialize()
    def fill(self) -> None:
        """Begin with rows of all kinds, so that there is something to change."""
        for kind in KINDS:
            rows = []
            for number, word in enumerate(("one", "three", "four")):
                values = {name: value_of(name, word) for name in KINDS[kind].fields}
                for reference in KINDS[kind].references:
                    values[reference.column] = self.library.of(reference.target)[number].key
                tags = {tag.key for tag in self.library.of("tag")[:number]} if KINDS[kind].tagged else set()
                rows.append((values, tags))
            self.create_rows(kind, rows)

    @rule(step=st.sampled_from(list(STEPS.elements())), data=st.data())
    def take(self, step: str, data: st.DataObject) -> None:
        getattr(self, step)(data)

    # Changes

    def create(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(self.creatable()))
        values, tags = self.values(data, kind), self.tags(data, kind)
        answer = self.client.post(self.url(kind), json=body(kind, values, tags))
        self.agree("create", answer, 201, lambda key: self.library.create(kind, [(key, values, tags)])[0])

    def create_many(self, data: st.DataObject) -> None:
        kind = data.draw(st.sampled_from(self.creatable()))
        rows = [(self.values(data, kind), self.tags(data, kind)) for _ in range(data.draw(st.integers(1, 3)))]
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

    def update(self, data: st.DataObject) -> None:
        row = self.some_row(data)
        if row is None:
            return
        names = data.draw(st.sets(st.sampled_from(self.columns(row.kind))))
        changes = {name: value for name, value in self.values(data, row.kind).items() if name in names}
        linked = KINDS[row.kind].tagged and data.draw(st.booleans())
        tags = self.tags(data, row.kind) if linked else None
        versions, headers = self.versions(data, row)
        answer = self.client.patch(self.url(row.kind, row.key), json=body(row.kind, changes, tags), headers=headers)

        def change(key: str) -> Row:
            self.library.update(row, changes, tags, versions)
            return self.library.rows[key]

        self.agree("update", answer, 200, change)

    def delete(self, data: st.DataObject) -> None:
        row = self.some_row(data)
        if row is None:
            return
        versions, headers = self.versions(data, row)
        answer = self.client.delete(self.url(row.kind, row.key), headers=headers)
        with self.refusing("delete", answer, 204):
            self.library.delete(row, versions)

    def restore(self, data: st.DataObject) -> None:
        row = self.some_row(data, deleted=True)
        if row is None:
            return
        versions, headers = self.versions(data, row)
        answer = self.client.post(f"{self.url(row.kind, row.key)}/restore", headers=headers)

        def restored(key: str) -> Row:
            self.library.restore(row, versions)
            return self.library.rows[key]

        self.agree("restore", answer, 200, restored)

    def purge(self, data: st.DataObject) -> None:
        row = self.some_row(data, deleted=True)
        if row is None:
            return
        answer = self.client.delete(f"/jobs/{row.kind}/{row.key}")
        with self.refusing("purge", answer, 204):
            self.library.purge(row)

    # Reads

    def read(self, data: st.DataObject) -> None:
        row = self.some_row(data)
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

    def page_through(self, data: st.DataObject) -> None:
        """By offset and by cursor, in an order in which rows may be equal."""
        kind, limit, backwards = data.draw(KIND), data.draw(st.integers(1, 5)), data.draw(st.booleans())
        column = KINDS[kind].fields[0]
        query: dict[str, Any] = {"limit": limit, "sort": f"-{column}" if backwards else column}
        rows = sorted(self.library.live(kind), key=lambda row: row.values[column], reverse=backwards)
        if backwards:  # the key ascends in any order
            rows.sort(key=lambda row: row.key)
            rows.sort(key=lambda row: row.values[column], reverse=True)
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

    def filter(self, data: st.DataObject) -> None:
        target = self.some_row(data)
        if target is None:
            return
        for kind, reference in references_to(target.kind):
            found = [row.key for row in self.library.live(kind) if row.values[reference.column] == target.key]
            assert self.listed(kind, **{reference.column: target.key}) == found
        if target.kind == "tag":
            linked = [row.key for row in self.library.live("book") if target.key in row.tags]
            assert self.listed("book", tag_id=target.key) == (linked if self.library.is_live(target.key) else [])
        self.steps.append("filter")

    def compare_all(self, _: st.DataObject | None = None) -> None:
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

    def values(self, data: st.DataObject, kind: str) -> Values:
        """Values of which there are few, so that rows get in each other's way."""
        values: Values = {}
        for name in KINDS[kind].fields:
            values[name] = value_of(name, data.draw(WORDS))
        for reference in KINDS[kind].references:
            keys = [row.key for row in self.library.of(reference.target)]
            choices = [*keys, None] if reference.optional else keys
            values[reference.column] = data.draw(st.sampled_from(choices))
        return values

    def tags(self, data: st.DataObject, kind: str) -> set[str]:
        keys = [row.key for row in self.library.of("tag")]
        return data.draw(st.sets(st.sampled_from(keys))) if KINDS[kind].tagged and keys else set()

    def some_row(self, data: st.DataObject, *, deleted: bool = False) -> Row | None:
        """Any row, even one that was purged; rather a deleted one where asked for."""
        rows = [*self.library.rows.values(), *self.library.gone[-2:]]
        if deleted and data.draw(st.integers(0, 4)):
            rows = [row for row in rows if row.deletion is not None]
        return data.draw(st.sampled_from(rows)) if rows else None

    def versions(self, data: st.DataObject, row: Row) -> tuple[set[int] | None, dict[str, str]]:
        """The versions that a change is meant for, None for any, and the header that says so."""
        expected = data.draw(st.sampled_from(["none", "any", "this", "other"])) if KINDS[row.kind].versioned else "none"
        version = row.version if expected == "this" else row.version + 1
        return {
            "none": (None, {}),
            "any": (None, {"If-Match": "*"}),
        }.get(expected, ({version}, {"If-Match": f'"{version}"'}))

    def listed(self, kind: str, **query: str) -> list[str]:
        return [row["id"] for row in self.client.get(self.url(kind), params={"limit": "100", **query}).json()["items"]]

    # Agreement

    def agree(self, step: str, answer: httpx2.Response, status: int, change: Callable[[str], Row]) -> None:
        """The library does what the service did, or refuses what it refused; the answer is the row as it is then."""
        with self.refusing(step, answer, status):
            row = change(answer.json().get("id", "refused"))
        if answer.status_code == status:
            assert_part(self.library.detail(row), answer.json(), partial=not KINDS[row.kind].tagged)
            self.assert_version(row, answer)

    @contextmanager
    def refusing(self, step: str, answer: httpx2.Response, status: int) -> Iterator[None]:
        expected = status
        try:
            yield
        except RefusedError as refusal:
            expected = refusal.status
        assert answer.status_code == expected, answer.text
        self.steps.append(f"{step} {expected}")

    def assert_version(self, row: Row, answer: httpx2.Response) -> None:
        expected = f'"{row.version}"' if KINDS[row.kind].versioned else None
        assert answer.headers.get("ETag") == expected


def value_of(name: str, word: str) -> Any:
    return {"email": f"{word}@example.org", "number": len(word), "returned": word == "two"}.get(name, word)


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
def test_it_does_what_a_library_in_memory_does(project: Project, new_url: NewDatabase) -> None:
    database = new_url()
    project.migrate("upgrade head", database=database)
    variables = {"DATABASE_URL": database, "PACKAGE": "lending", "PYTHONPATH": f"src:{HERE}"}
    with (
        project.served("jobs:create_app", **variables) as address,
        httpx2.Client(base_url=address) as client,
    ):
        steps: list[str] = []
        machine = type("Lending", (Lending,), {"client": client, "steps": steps})
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
    outcomes = Counter(steps)
    assert outcomes.total() >= LEAST + RUNS * len(KINDS), outcomes  # each run began by filling all kinds
    assert set(OUTCOMES) <= outcomes.keys(), outcomes
