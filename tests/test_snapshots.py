"""The bookshop in snapshots/ is what the template renders: a change of the template comes with what it changes."""

from __future__ import annotations

from pathlib import Path

from tests.doors import tree
from tests.snapshots import BOOKSHOP, render


def test_the_snapshot_is_what_is_rendered(checkout: Path, tmp_path: Path) -> None:
    rendered, committed = tree(render(checkout, tmp_path / "bookshop")), tree(BOOKSHOP)
    changed = {name for name in rendered.keys() | committed.keys() if rendered.get(name) != committed.get(name)}
    assert changed == set(), "run: make snapshots"
