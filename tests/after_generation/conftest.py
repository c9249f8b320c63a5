"""A project that was just rendered, and fake commands: these tests need no network, environment or database."""

from __future__ import annotations

import os
import stat
import sys
from pathlib import Path

import pytest


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one entity, as it is right after rendering."""
    package = tmp_path / "project" / "src" / "shop"
    for name in ("models/__init__.py", "models/author.py", "migrations/env.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    return tmp_path / "project"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A directory for PATH with a `uv` that makes an environment of commands that record their calls."""
    directory = tmp_path / "tools"
    directory.mkdir()
    recorder = directory / "recorder"
    recorder.write_text(
        f"""#!{sys.executable}
import json, os, pathlib, sys
name = pathlib.Path(sys.argv[0]).name
call = {{"command": [name, *sys.argv[1:]], "variables": dict(os.environ)}}
with open({str(tmp_path / "calls")!r}, "a") as calls:
    print(json.dumps(call), file=calls)
if name == "uv":
    pathlib.Path(".venv/bin").mkdir(parents=True, exist_ok=True)
    for command in ("alembic", "pytest"):
        pathlib.Path(".venv/bin", command).unlink(missing_ok=True)
        os.link({str(recorder)!r}, pathlib.Path(".venv/bin", command))
if os.environ.get("FAIL") == " ".join([name, *sys.argv[1:2]]):
    print("the first words")
    print("the last words", file=sys.stderr)
    sys.exit(3)
""",
        encoding="utf-8",
    )
    recorder.chmod(recorder.stat().st_mode | stat.S_IXUSR)
    os.link(recorder, directory / "uv")
    return directory
