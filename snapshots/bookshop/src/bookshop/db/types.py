"""Column types that behave the same on SQLite and on PostgreSQL."""

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any, cast

from sqlalchemy import JSON, DateTime, Dialect, Enum, String, TypeDecorator
from sqlalchemy.dialects.postgresql import JSONB

logger = logging.getLogger(__name__)

JSONDocument = JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def utc_now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


def utc_today() -> dt.date:
    return utc_now().date()


class UTCDateTime(TypeDecorator[dt.datetime]):
    """An instant, stored and returned in UTC; naive values are refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[dt.datetime]:
        return dt.datetime

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is not None and value.tzinfo is None:
            raise ValueError(f"{value!r} has no time zone")
        return value and value.astimezone(dt.UTC)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:
        if value is None or value.tzinfo is dt.UTC:  # as asyncpg has it
            return value
        return value.replace(tzinfo=value.tzinfo or dt.UTC).astimezone(dt.UTC)


class Members(Enum):
    """An enum as text. A value that is not one of its members, as another release may know it, is returned as it is."""

    cache_ok = True

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any]:
        to_member = cast(Any, super()).result_processor(dialect, coltype)

        def process(value: Any) -> Any:
            try:
                return to_member(value)
            except LookupError as error:
                logger.warning(f"{error}. Change the rows that have it by a revision, or add the member again")
                return value

        return process

    def _resolve_for_python_type(self, *types: Any) -> Any:
        """Return the type for an enum's class, as SQLAlchemy's own would be: a plain Enum."""
        found: Any = super()._resolve_for_python_type(*types)
        return found and Members(*found._enums_argument, **found._make_enum_kw({}))


class CaseFolded(TypeDecorator[str]):
    """Text that is compared without regard to case, and so is stored in lower case."""

    impl = String
    cache_ok = True

    @property
    def python_type(self) -> type[str]:
        return str

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return value and value.lower()
