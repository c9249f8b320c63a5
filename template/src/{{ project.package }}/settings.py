"""Everything that a deployment may set, read from the environment and from `.env`."""

from importlib import import_module
from inspect import signature
from typing import Annotated

from pydantic import AfterValidator, Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url


def with_parameters_of_the_driver(value: str) -> str:
    """Refuse at the start what asyncpg would refuse at every request."""
    url = make_url(value)
    if url.get_backend_name() == "postgresql":
        known = {*signature(import_module("asyncpg").connect).parameters, "prepared_statement_cache_size"}
        if unknown := ", ".join(sorted(url.query.keys() - known)):
            raise ValueError(f"asyncpg has no parameter {unknown}; instead of sslmode=require say ssl=require")
    return value


class Settings(BaseSettings):
    """One field per environment variable of the same name; the defaults need no service to be running."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: Annotated[str, AfterValidator(with_parameters_of_the_driver)] = Field(
        default="sqlite+aiosqlite:///{{ project.package }}.db",
        pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://",
        repr=False,
    )
    pool_size: PositiveInt = 20
    pool_timeout: PositiveFloat = 10.0
    """Seconds that a request waits for a connection before it is answered with 503."""
    pool_pre_ping: bool = False
    database_pooler: bool = False
    """Whether DATABASE_URL leads to a pooler such as PgBouncer, 1.21 or later. It refuses connections that bring settings, so
    the timeouts below are not set: give them to the role (`ALTER ROLE ... SET`). Migrations need a direct connection."""
    statement_timeout: PositiveFloat = 30.0
    """Seconds that one statement may take (PostgreSQL only)."""
    lock_timeout: PositiveFloat = 5.0
    """Seconds that a statement waits for a lock held by another transaction."""
