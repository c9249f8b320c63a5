"""The layers, as the contracts in `pyproject.toml` have them, and who may commit."""

import re
from pathlib import Path

import pytest
from importlinter.cli import EXIT_STATUS_SUCCESS, lint_imports

import bookshop

SOURCE = Path(bookshop.__file__).parent
INSIDE = {"db", "migrations"}
OUTSIDE_DB = sorted(path for path in SOURCE.rglob("*.py") if not INSIDE & set(path.relative_to(SOURCE).parts))


def test_imports_keep_to_the_layers() -> None:
    assert lint_imports(no_cache=True) == EXIT_STATUS_SUCCESS


@pytest.mark.parametrize("path", OUTSIDE_DB, ids=lambda path: str(path.relative_to(SOURCE)))
def test_only_db_begins_and_ends_transactions(path: Path) -> None:
    assert re.findall(r"\.(?:commit|rollback|begin)\(", path.read_text(encoding="utf-8")) == []
