"""A small template with a version, and a project of it."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tests import doors
from tests.commands import write_command
from tests.updates.commands import REPLACE_UVX
from tests.updates.editing import VERSION, generate


@pytest.fixture(scope="session")
def released(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with a version, and with two of its packages, which have all kinds of files that updates change."""
    copy = tmp_path_factory.mktemp("released") / "async-alchemy"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git", "benchmarks", "examples", "tests"))
    for path in (copy / "template" / "src").glob("*/*"):
        if path.is_file():
            path.unlink()
        elif path.name not in ("models", "services"):
            shutil.rmtree(path)
    doors.make_repository(copy, "First", tag=VERSION)
    return copy


@pytest.fixture
def template(released: Path, tmp_path: Path) -> Path:
    """The same, to be changed at will."""
    doors.git(tmp_path, "clone", "--quiet", str(released), "template")
    return tmp_path / "template"


@pytest.fixture
def bookshop(template: Path, tmp_path: Path) -> Path:
    """A project of it, as it was generated and committed."""
    return generate(template, tmp_path / "bookshop")


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """The file in which the commands of an equipped project record their calls."""
    return tmp_path / "calls"


@pytest.fixture
def equipped(bookshop: Path, calls: Path, tmp_path: Path) -> Path:
    """A project with an environment of such commands, and a `uvx` beside it that finds Copier here."""
    write_command(tmp_path / "tools" / "uvx", REPLACE_UVX.format(calls=calls, python=sys.executable))
    for name in ("alembic", "pytest", "python"):
        write_command(bookshop / ".venv" / "bin" / name, f'#!/bin/sh\necho {name} "$@" >> "{calls}"\n')
    (bookshop / ".venv" / ".ready").touch()
    return bookshop
