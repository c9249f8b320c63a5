"""`python -m benchmarks.decimals`: how many decimals SQLite returns as they were stored, by their number of digits."""

from __future__ import annotations

import platform
import sqlite3
import warnings
from decimal import Decimal
from importlib.metadata import version
from random import Random

from sqlalchemy import Column, Integer, MetaData, Numeric, Table, create_engine, insert, select
from sqlalchemy.exc import SAWarning

SCALE = 4
VALUES = 20_000


def changed(digits: int) -> int:
    """Return how many random decimals of so many digits come back from SQLite as another number."""
    table = Table("rows", MetaData(), Column("id", Integer, primary_key=True), Column("value", Numeric(digits, SCALE)))
    random = Random(digits)
    values = [Decimal(random.randrange(10 ** (digits - 1), 10**digits)).scaleb(-SCALE) for _ in range(VALUES)]
    engine = create_engine("sqlite://")
    table.metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(insert(table), [{"id": number, "value": value} for number, value in enumerate(values)])
        found = connection.scalars(select(table.c.value).order_by(table.c.id)).all()
    return sum(one != other for one, other in zip(values, found, strict=True))


if __name__ == "__main__":
    # SQLAlchemy warns that SQLite has no decimals; how far it goes with floats is the question here.
    warnings.simplefilter("ignore", SAWarning)
    print(f"{'digits':>8}{'changed':>10} of {VALUES:,}")
    for digits in range(13, 20):
        print(f"{digits:8}{changed(digits):10}")
    print(f"Python {platform.python_version()}, sqlalchemy {version('sqlalchemy')}, SQLite {sqlite3.sqlite_version}")
