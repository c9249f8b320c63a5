"""Everything that a deployment may set, read from the environment and from `.env`."""

from pydantic import Field, PositiveFloat, PositiveInt
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """One field per environment variable of the same name; the defaults need no service to be running."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", hide_input_in_errors=True)

    database_url: str = Field(
        default="sqlite+aiosqlite:///bookshop.db",
        pattern=r"^(sqlite\+aiosqlite|postgresql\+asyncpg)://",
        repr=False,
    )
    pool_size: PositiveInt = 20
    pool_timeout: PositiveFloat = 10.0
    """Seconds that a request waits for a connection before it is answered with 503."""
    pool_pre_ping: bool = False
    statement_timeout: PositiveFloat = 30.0
    """Seconds that one statement may take (PostgreSQL only)."""
    lock_timeout: PositiveFloat = 5.0
    """Seconds that a statement waits for a lock held by another transaction."""
