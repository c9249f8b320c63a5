"""`python -m benchmarks.without [WORD...]`: takes a hand-made part out of a service; how many of its tests fail?"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from tests.doors import make_checkout
from tests.postgresql import serve
from tests.projects import Project, generate

ENTITIES = """
Shelf:
  name: str(40) unique
Item:
  label: str(40)? index
  number: bigint
  at: datetime?
  state: enum(old, new) = new
  data: json?
  shelf: Shelf cascade as items
"""
ANSWERS = {"project_name": "Storage", "entities": ENTITIES}
FAILED = re.compile(r"^(?:FAILED|ERROR) tests/\S+?\.py::(\w+)", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A piece of the generated service, and what stands in its place without it."""

    name: str
    tests: str
    path: str
    text: str
    instead: str = ""


PARTS = (
    Part("Router", "test_requests", "api/routing.py", ' if self.prefix in scope["path"] else (Match.NONE, {})'),
    Part("HEAD", "test_requests", "api/openapi.py", 'scope.get("method") == "HEAD"', "False"),
    Part("exact bounds", "test_openapi", "api/openapi.py", "describe_whole_bounds(description)", "pass"),
    Part("methods of a 405", "test_requests", "api/errors.py", "allowed(request) if", "error.headers if"),
    Part("own 422", "test_hostile_values", "api/errors.py", "RequestValidationError: answer_invalid_request,"),
    Part("function scope", "test_requests", "db/dependencies.py", ', scope="function"'),
    Part("read session", "test_sessions", "db/session.py", "raise ReadOnlyError(statement)", "pass"),
    Part("BEGIN IMMEDIATE", "test_migrations", "db/session.py", '"BEGIN IMMEDIATE"', '"BEGIN"'),
    Part("SQLiteConnection", "test_sessions", "db/session.py", ', "factory": SQLiteConnection'),
    Part("unicode_lower", "test_sessions", "db/session.py", "return text and text.lower()", "return text"),
    Part("hidden details", "test_errors", "db/session.py", "driver.detail = None", "pass"),
    Part("version table", "test_migrations", "db/session.py", '"storage_alembic_version"', '"alembic_version"'),
    Part("UTCDateTime", "test_timestamps", "db/base.py", "UTCDateTime(),", "sa.DateTime(timezone=True),"),
    Part("Members", "test_errors", "db/base.py", "Enum: Members(", "Enum: sa.Enum("),
    Part("statement_time", "test_timestamps", "db/base.py", "default=statement_time, sort", "default=utc_now, sort"),
    Part("Written", "test_inputs", "schemas/types.py", "self.matches(value)", "True"),
    Part("Whole", "test_inputs", "schemas/types.py", "isinstance(value, str | bool)", "False"),
    Part("storable", "test_hostile_values", "schemas/types.py", "AfterValidator(storable), "),
)


def main(words: Sequence[str]) -> None:
    """Print how many tests fail without each part, on SQLite and on PostgreSQL."""
    chosen = [part for part in PARTS if not words or any(word in part.name for word in words)]
    # Not in the room: the server runs as another user where this runs as root.
    server = serve(mkdtemp(prefix="async-alchemy-"))
    try:
        server.psql("CREATE DATABASE storage;")
        url = server.get_uri(database="storage", driver="asyncpg")
        with TemporaryDirectory(prefix="async-alchemy-") as room:
            project = generate(make_checkout(Path(room, "checkout")), Path(room, "whole"), ANSWERS)
            print(f"{'without':20}{'SQLite':>8}{'PostgreSQL':>12}  failed tests")
            for part in chosen:
                found = [failures(project, part, **variables) for variables in ({}, {"DATABASE_URL": url})]
                names = " ".join(sorted(set[str]().union(*found)))
                print(f"{part.name:20}{found[0].total():8}{found[1].total():12}  {names}", flush=True)
    finally:
        server.cleanup()


def failures(project: Project, part: Part, **variables: str) -> Counter[str]:
    """Return the tests that fail in a copy of the project that lacks the part, and how often each."""
    shutil.copytree(project.directory, without := project.directory.with_name("without"))
    path = without / "src" / "storage" / part.path
    before = path.read_text(encoding="utf-8")
    assert part.text in before, f"{part.name} is written otherwise now: change its row here"
    path.write_text(before.replace(part.text, part.instead), encoding="utf-8")
    done = subprocess.run(
        [str(project.scripts / "pytest"), "-q", "-p", "no:cacheprovider", f"tests/{part.tests}.py"],
        cwd=without,
        env=project.environment(variables),
        capture_output=True,
        text=True,
        check=False,
    )
    shutil.rmtree(without)
    return Counter(FAILED.findall(done.stdout))


if __name__ == "__main__":
    main(sys.argv[1:])
