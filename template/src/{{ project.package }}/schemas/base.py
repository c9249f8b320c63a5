"""What all request and response bodies have in common."""

from collections.abc import Mapping
from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

ItemT = TypeVar("ItemT")
UNSET: Any = None
"""The default of a field of a PATCH that was not sent; it never reaches the database."""


def drop_defaults(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("default", None)


class Create(BaseModel):
    """The body of a POST: unknown names are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")


class Update(BaseModel):
    """The body of a PATCH: absent keeps, null clears. The `None` defaults only make fields optional."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=drop_defaults)


class Read(BaseModel):
    """A row as it is answered. Of an entity it takes what was loaded, so that answering never loads more."""

    model_config = ConfigDict(from_attributes=True)

    @model_validator(mode="before")
    @classmethod
    def loaded(cls, row: Any) -> Any:
        return row if isinstance(row, Mapping) else vars(row)


class Page(BaseModel, Generic[ItemT]):
    """One page of a list, and how many rows there are on all pages."""

    items: list[ItemT]
    total: int
    limit: int
    offset: int
