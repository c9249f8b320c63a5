"""From what a database driver raises to a domain error: one table by SQLSTATE, for both databases."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

from sqlalchemy import ForeignKeyConstraint, Index, UniqueConstraint, exc
from sqlalchemy.exc import DBAPIError, InterfaceError, NotSupportedError

from {{ project.package }}.db.base import Base
from {{ project.package }}.exceptions import (
    ConflictError,
    DomainError,
    InvalidValueError,
    MissingReferenceError,
    UnavailableError,
)

SQLITE_STATES = {
    "SQLITE_CONSTRAINT_UNIQUE": "23505",
    "SQLITE_CONSTRAINT_PRIMARYKEY": "23505",
    "SQLITE_CONSTRAINT_FOREIGNKEY": "23503",
    "SQLITE_CONSTRAINT_TRIGGER": "23001",  # what ON DELETE RESTRICT raises
    "SQLITE_CONSTRAINT_NOTNULL": "23502",
    "SQLITE_CONSTRAINT_CHECK": "23514",
    "SQLITE_BUSY": "55P03",
    "SQLITE_LOCKED": "55P03",
    "SQLITE_CANTOPEN": "08001",
    "SQLITE_READONLY": "25006",
    "SQLITE_PERM": "42501",
    "SQLITE_NOTADB": "58030",
    "SQLITE_CORRUPT": "58030",
    "SQLITE_FULL": "53100",
    "SQLITE_IOERR": "58030",
}
"""By how SQLite's names begin: some have more specific ones."""

LACKS = re.compile(r"no such (table|column): |table \w+ has no column ")
"""How SQLite's text for a table or a column that is not there begins: its name is that of any error in a statement."""

DOMAIN_ERRORS: dict[str, tuple[type[DomainError], str]] = {
    "23001": (ConflictError, "other rows{{ ", live or deleted," if project.uses("soft_delete") }} refer to it"),
    "23502": (InvalidValueError, "a required value is missing"),
    "23514": (InvalidValueError, "a value is out of bounds"),
    "23P01": (ConflictError, "another row excludes it"),
    "25006": (UnavailableError, "the database takes no changes"),
    "22": (InvalidValueError, "a value does not fit its column"),
    "28": (UnavailableError, "the database refuses the role or its password"),
    "3D": (UnavailableError, "the database does not exist"),
    "42501": (UnavailableError, "the database does not permit it"),
    "42P01": (UnavailableError, "the database lacks a table or a column: run alembic upgrade head"),
    "42703": (UnavailableError, "the database lacks a table or a column: run alembic upgrade head"),
    "40": (UnavailableError, "a concurrent change came first"),
    "54": (InvalidValueError, "a value is too long for its index"),
    "53": (UnavailableError, "the database has no resources left"),
    "55P03": (UnavailableError, "a row is locked by another change"),
    "57": (UnavailableError, "the database stopped the statement"),
    "58": (UnavailableError, "the database cannot read or write its files"),
    "08": (UnavailableError, "the connection to the database was lost"),
}


@contextmanager
def translated_errors(*references: str) -> Iterator[None]:
    """Raise what the database refuses as a domain error.

    `references` are the fields that can be the only ones to refer to a row that does not exist.
    """
    try:
        yield
    except (DBAPIError, exc.TimeoutError, OSError) as error:
        raise translate(error, *references) from error
    except (OverflowError, UnicodeEncodeError) as error:  # what SQLite's driver raises itself, of values alone
        raise InvalidValueError("a value does not fit its column") from error


def translate(error: Exception, *references: str) -> Exception:
    """Return the domain error for a driver's error, or the error itself where there is none."""
    if isinstance(error, exc.TimeoutError):
        return UnavailableError("all connections to the database are in use")
    if isinstance(error, NotSupportedError):  # of a statement that was prepared before a migration
        return UnavailableError("the schema of the database has changed")
    if not isinstance(error, DBAPIError) or isinstance(error, InterfaceError) or error.connection_invalidated:
        return UnavailableError("the database cannot be reached")
    state = sqlstate(error)
    if state == "23505":
        fields = violated_fields(error)
        return ConflictError(f"another row has the same {' and '.join(fields) or 'key'}", fields)
    if state == "23503":
        return MissingReferenceError(references or violated_fields(error))
    for prefix, (kind, message) in DOMAIN_ERRORS.items():
        if state.startswith(prefix):
            return kind(message)  # a new one each time: an exception keeps the frames of all who raised it
    return error


def sqlstate(error: DBAPIError) -> str:
    name = getattr(error.orig, "sqlite_errorname", "")
    if name == "SQLITE_ERROR" and LACKS.match(str(error.orig)):
        return "42P01"
    state = next((state for prefix, state in SQLITE_STATES.items() if name.startswith(prefix)), name)
    state = state or getattr(error.orig, "sqlstate", None) or ""
    # PostgreSQL tells a row that is needed from one that is missing since version 18.
    return "23001" if state == "23503" and str(error.statement).startswith("DELETE") else state


def violated_fields(error: DBAPIError) -> tuple[str, ...]:
    """Return the columns of the violated constraint: SQLite names those of unique ones, PostgreSQL the constraint."""
    if columns := re.findall(r"\w+\.(\w+)", str(error.orig).partition("UNIQUE constraint failed:")[2]):
        return tuple(columns)
    [constraint] = re.findall(r"index '(\w+)'", str(error.orig)) or [
        getattr(getattr(error.orig, "__cause__", None), "constraint_name", "")
    ]
    return constrained_columns().get(constraint, ())


@cache
def constrained_columns() -> dict[str, tuple[str, ...]]:
    """Return the columns of every unique set and foreign key by the name of its constraint."""
    return {
        str(constraint.name): tuple(column.name for column in constraint.columns)
        for table in Base.metadata.tables.values()
        for constraint in (*table.constraints, *table.indexes)
        if isinstance(constraint, ForeignKeyConstraint | UniqueConstraint)
        or (isinstance(constraint, Index) and constraint.unique)
    }
