"""Compares the responses of a service with the rows of its library."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import httpx2

from tests.model_based.drawing import Drawing
from tests.model_based.kinds import KINDS
from tests.model_based.library import RefusedError, Row, Values


class Agreement(Drawing):
    """Compares the status, the row and the version in each response with the library's."""

    client: httpx2.Client
    steps: list[str]
    outcomes: set[str]

    def url(self, kind: str, key: str = "") -> str:
        return f"/api/v1/{KINDS[kind].path}{key and '/'}{key}"

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


def assert_part(expected: Values, given: Values, *, partial: bool = False) -> None:
    """Compare the expected values with a row, and with all rows in it; a `partial` response has no relations."""
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
