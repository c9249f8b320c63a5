"""What the database refuses becomes an error of the domain, and every error an answer that repeats nothing."""

import traceback

import pytest
from httpx2 import AsyncClient
from sqlalchemy import (
    CheckConstraint,
    Column,
    Enum,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    insert,
    literal_column,
    update,
)
from sqlalchemy.exc import DBAPIError, InterfaceError, NotSupportedError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from bookshop.api.errors import logger
from bookshop.db import types
from bookshop.db.base import Base
from bookshop.db.errors import translate, translated_errors
from bookshop.db.session import Database
from bookshop.db.unit_of_work import UnitOfWork
from bookshop.exceptions import ConflictError, DomainError, InvalidValueError, UnavailableError
from bookshop.main import create_app

from tests.conftest import client_of
from tests.factories import FACTORIES
from tests.factories.base import Factory

SCRATCH = MetaData()
SECRET = "xyzzy"
LIMITS = Table(
    "_limits",
    SCRATCH,
    Column("number", Integer, CheckConstraint("number < 10"), primary_key=True),
    Column("other", Integer, ForeignKey("_limits.number"), nullable=False),
    Column("password", String, default=SECRET),
)
REFUSED: dict[str, tuple[dict[str, int | None], type[DomainError]]] = {
    "the same twice": ({"number": 1, "other": 1}, ConflictError),
    "a reference to nothing": ({"number": 2, "other": 3}, ConflictError),
    "no value": ({"number": 2, "other": None}, InvalidValueError),
    "out of bounds": ({"number": 10, "other": 1}, InvalidValueError),
}
ENUMS = [
    (factory, column.key)
    for factory in FACTORIES
    for column in Base.metadata.tables[factory.model.__tablename__].columns
    if isinstance(column.type, Enum)
]


@pytest.mark.parametrize("name", REFUSED)
async def test_what_a_constraint_refuses_is_an_error_of_the_domain(database: Database, name: str) -> None:
    values, expected = REFUSED[name]
    async with database.engine.connect() as connection:
        await connection.run_sync(SCRATCH.create_all)
        await connection.execute(insert(LIMITS).values(number=1, other=1))
        with pytest.raises(expected), translated_errors():
            await connection.execute(insert(LIMITS).values(values))
        await connection.rollback()


@pytest.mark.parametrize(("factory", "column"), ENUMS, ids=[f"{factory}-{column}" for factory, column in ENUMS])
async def test_a_row_with_a_former_member_is_read_as_it_is(
    client: AsyncClient,
    database: Database,
    caplog: pytest.LogCaptureFixture,
    monkeypatch: pytest.MonkeyPatch,
    factory: Factory,
    column: str,
) -> None:
    """While two releases run, or after a member was removed, one row must not take the list down that it is in."""
    monkeypatch.setattr(types.logger, "disabled", False)  # as import-linter leaves the loggers that it finds
    key, *_ = [factory.key(row) for row in await factory.create_many(client, min(2, factory.capacity))]
    table = Base.metadata.tables[factory.model.__tablename__]
    async with UnitOfWork(database) as work:
        await work.session.execute(update(table).where(table.c.id == key).values({column: literal_column("'former'")}))
    read = (await client.get(f"{factory.url}/{key}")).json()
    name = next(field for field, value in read.items() if value == "former")
    listed = {row["id"]: row for row in (await client.get(factory.url)).json()["items"]}
    assert listed[read["id"]][name] == "former"
    for sort in [] if table.c[column].nullable else [name, f"-{name}"]:
        first = await client.get(factory.url, params={"sort": sort, "limit": 1, "after": ""})
        if cursor := first.json()["next"]:
            second = await client.get(factory.url, params={"sort": sort, "after": cursor})
            assert second.status_code == 200, second.text
    assert "'former' is not among the defined enum values" in caplog.text


class DriverError(Exception):
    def __init__(self, sqlstate: str) -> None:
        self.sqlstate = sqlstate


@pytest.mark.parametrize("state", ["25006", "40001", "40P01", "42501", "53300", "55P03", "57014", "57P03", "08006"])
def test_a_database_in_trouble_is_unavailable(state: str) -> None:
    error = DBAPIError("SELECT 1", {}, DriverError(state))
    assert isinstance(translate(error), UnavailableError)


def test_an_error_is_raised_once() -> None:
    """One that is raised again keeps the frames of all who raised it, and what was in them."""
    error = DBAPIError("SELECT 1", {}, DriverError("40001"))
    assert translate(error) is not translate(error)


def test_what_is_not_known_stays_what_it_is() -> None:
    error = DBAPIError("SELECT 1", {}, DriverError("42601"))
    assert translate(error) is error


class UnlistedError(DomainError):
    """A rule of the business that has no status of its own."""


class UnlistedConflictError(ConflictError):
    """One of a kind that has."""


@pytest.mark.parametrize(
    ("error", "status"), [(UnlistedError("no credit is left"), 422), (UnlistedConflictError("it is sold"), 409)]
)
async def test_an_error_without_a_row_in_the_table_has_the_status_of_its_base(error: DomainError, status: int) -> None:
    app = create_app()

    @app.get("/broken")
    async def broken() -> None:
        raise error

    async with client_of(app) as client:
        response = await client.get("/broken")
    assert (response.status_code, response.json()["detail"]) == (status, str(error))


async def test_an_unexpected_error_shows_nothing() -> None:
    app = create_app()

    @app.get("/broken")
    async def broken() -> None:
        raise RuntimeError("a secret")

    async with client_of(app) as client:
        response = await client.get("/broken")
    assert (response.status_code, response.headers["Content-Type"]) == (500, "application/problem+json")
    assert "secret" not in response.text


async def test_a_response_that_is_not_valid_stays_out_of_the_log(
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logger, "disabled", False)
    app = create_app()

    @app.get("/broken", response_model=int)
    async def broken() -> str:
        return "a secret"

    async with client_of(app) as client:
        response = await client.get("/broken")
    assert (response.status_code, response.headers["Content-Type"]) == (500, "application/problem+json")
    assert "/broken" in caplog.text
    assert "secret" not in caplog.text + response.text


@pytest.mark.parametrize("name", REFUSED)
async def test_an_error_of_the_database_shows_no_value(database: Database, name: str) -> None:
    """Its traceback shows the statement and no value."""
    values, _ = REFUSED[name]
    async with database.engine.connect() as connection:
        await connection.run_sync(SCRATCH.create_all)
        await connection.execute(insert(LIMITS).values(number=1, other=1))
        with pytest.raises(DBAPIError) as raised:
            await connection.execute(insert(LIMITS).values(values))
        await connection.rollback()
    shown = "".join(traceback.format_exception(raised.value))
    assert "INSERT INTO" in shown
    assert SECRET not in shown


@pytest.mark.parametrize(
    "error",
    [
        ConnectionRefusedError("the cause"),
        PoolTimeoutError("the cause"),
        InterfaceError("COMMIT", {}, OSError("the cause")),
        NotSupportedError("SELECT 1", {}, OSError("the cause")),
    ],
)
async def test_a_lost_database_is_unavailable_wherever_it_is_missed(
    error: Exception, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logger, "disabled", False)  # as import-linter leaves the loggers that it finds
    app = create_app()

    @app.get("/broken")
    async def broken() -> None:
        raise error

    async with client_of(app) as client:
        response = await client.get("/broken")
    assert (response.status_code, response.headers["Retry-After"]) == (503, "1")
    assert "the cause" in caplog.text
    assert "the cause" not in response.text


async def test_what_is_not_routed_is_a_problem_too(client: AsyncClient) -> None:
    for response in (await client.get("/nowhere"), await client.post("/health/live")):
        assert response.status_code in (404, 405)
        assert response.headers["Content-Type"] == "application/problem+json"
