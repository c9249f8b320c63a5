"""Compares two ways to do one thing by their CPU time, in this process: the generated bookshop, on PostgreSQL."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import platform
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any

from fastapi import FastAPI
from starlette.types import Message

from benchmarks.services import leave_a_core, loaded_database, pin
from tests.doors import make_checkout
from tests.projects import example, generate

ROUNDS = 11
LIBRARIES = ("fastapi", "sqlalchemy", "pydantic", "asyncpg")

Call = Callable[[], Awaitable[object]]
Clock = Callable[[], float]
Use = Callable[[Any], Awaitable[object]]
"""What is done with a session; the generated classes have no types here, as they exist at run time only."""


@dataclass(frozen=True)
class Comparison:
    """One thing, as the generated service does it and as the library would; `calls` of each make one measurement."""

    name: str
    ours: Call
    library: Call
    calls: int = 100


@contextmanager
def bookshop() -> Iterator[None]:
    """Make the package `bookshop` importable, and name its database, which has the rows of `make bench`."""
    with TemporaryDirectory(prefix="async-alchemy-") as room:
        core = leave_a_core()
        project = generate(make_checkout(Path(room, "checkout")), Path(room, "bookshop"), example("bookshop"))
        with loaded_database(project) as url:
            pin(os.getpid(), core)
            os.environ["DATABASE_URL"] = url
            sys.path.insert(0, str(project.directory / "src"))
            yield


def run(comparisons: Callable[[Any], Iterable[Comparison]], clock: Clock = time.process_time) -> None:
    """Make the comparisons that are named for the database of a started bookshop."""

    async def main() -> None:
        async with started() as app:
            await compare(comparisons(app.state.database), clock)

    with bookshop():
        asyncio.run(main())


@asynccontextmanager
async def started() -> AsyncIterator[FastAPI]:
    """Yield the bookshop's service, ready to be called."""
    app: FastAPI = module("main").create_app()
    async with app.router.lifespan_context(app):
        yield app


def module(name: str) -> ModuleType:
    return import_module(f"bookshop.{name}")


def in_session(make: Callable[[], Any], use: Use) -> Call:
    """Return a call that uses a session of its own; what it writes is rolled back."""

    async def call() -> object:
        async with make() as session:
            return await use(session)

    return call


async def ask(app: FastAPI, path: str, method: str = "GET", body: object = None) -> bytes:
    """Call a service as a server does; return the body of its response, which must be a success."""
    path, _, query = path.partition("?")
    scope = {"type": "http", "http_version": "1.1", "method": method, "path": path, "raw_path": path.encode()}
    scope |= {"query_string": query.encode(), "headers": [(b"content-type", b"application/json")]}
    sent: list[Message] = []

    async def receive() -> Message:
        return {"type": "http.request", "body": json.dumps(body).encode(), "more_body": False}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    content = b"".join(message.get("body", b"") for message in sent)
    assert sent[0]["status"] < 300, content
    return content


async def compare(comparisons: Iterable[Comparison], clock: Clock = time.process_time) -> None:
    """Print the medians of the time per call of each way, and of the rounds' ratios: above 1, ours is faster."""
    measured = "CPU time" if clock is time.process_time else "time"
    print(f"{f'{measured} per call, us':56}{'ours':>9}{'library':>9}{'ratio':>8}", flush=True)
    for one in comparisons:
        times: list[tuple[float, float]] = []
        for number in range(ROUNDS + 1):
            found = {way: await microseconds(way, one.calls, clock) for way in _turned((one.ours, one.library), number)}
            times.append((found[one.ours], found[one.library]))
        ours, library = zip(*times[1:], strict=True)  # the first round is the warm-up
        ratio = median(after / before for before, after in times[1:])
        print(f"{one.name:56}{median(ours):9.0f}{median(library):9.0f}{ratio:8.2f}", flush=True)
    print(f"{versions()}; {ROUNDS} rounds")


def versions() -> str:
    libraries = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    return f"Python {platform.python_version()}, {libraries}"


async def microseconds(call: Call, calls: int, clock: Clock) -> float:
    gc.collect()
    started = clock()
    for _ in range(calls):
        await call()
    return (clock() - started) / calls * 1e6


def _turned(ways: tuple[Call, Call], number: int) -> Sequence[Call]:
    return ways if number % 2 else ways[::-1]
