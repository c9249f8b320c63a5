"""`python -m benchmarks.schemas`: how long the tests of a project wait for their tables, made in two ways."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

from alembic import command
from alembic.config import Config

from benchmarks.inprocess import bookshop, module, versions

ROUNDS = 7


def main() -> None:
    print(f"{'ms':12}{'upgrade head':>14}{'create_all':>12}")
    for name, url in {"PostgreSQL": os.environ["DATABASE_URL"], "SQLite": sqlite()}.items():
        os.environ["DATABASE_URL"] = url
        config = Config()
        config.set_main_option("script_location", str(Path(module("migrations").__file__ or "").parent))
        times = [
            (milliseconds(partial(command.upgrade, config, "head")), milliseconds(lambda: asyncio.run(create_all())))
            for _ in range(ROUNDS)
        ]
        print(f"{name:12}{median(one for one, _ in times):14.0f}{median(other for _, other in times):12.0f}")
    print(f"{versions()}; {ROUNDS} rounds")


def sqlite() -> str:
    return f"sqlite+aiosqlite:///{mkdtemp(prefix='async-alchemy-')}/tests.db"


def milliseconds(make: Callable[[], object]) -> float:
    asyncio.run(drop_all())
    begun = time.perf_counter()
    make()
    return (time.perf_counter() - begun) * 1e3


async def create_all() -> None:
    engine = module("db.session").create_engine(module("settings").Settings())
    async with engine.begin() as connection:
        await connection.run_sync(module("models").Base.metadata.create_all)
    await engine.dispose()


async def drop_all() -> None:
    """Drop the tables, Alembic's own among them."""
    session = module("db.session")
    engine = session.create_engine(module("settings").Settings())
    async with engine.begin() as connection:
        await connection.run_sync(module("models").Base.metadata.drop_all)
        await connection.exec_driver_sql(f"DROP TABLE IF EXISTS {session.VERSION_TABLE}")
    await engine.dispose()


if __name__ == "__main__":
    with bookshop():
        main()
