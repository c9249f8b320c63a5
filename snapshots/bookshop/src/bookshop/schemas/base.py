"""What all request and response bodies have in common."""

from typing import Any, Generic, TypeVar

from pydantic import BaseModel, ConfigDict, GetJsonSchemaHandler, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from bookshop.db.base import Base
from bookshop.schemas.types import StoredInt32, StoredInt64

ItemT = TypeVar("ItemT")
EXAMPLES: dict[str, Any] = {
    "array": [],
    "boolean": True,
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:30:00Z",
    "duration": "P1DT2H",
    "email": "user@example.com",
    "integer": 1,
    "null": None,
    "number": 0.5,
    "object": {},
    "string": "text",
    "time-local": "12:30:00",
    "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
}
"""By JSON Schema's formats and types, for fields that have no example of their own."""


class Schema(BaseModel):
    """A body whose description carries an example, put together from those of its fields."""

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        schema = handler.resolve_ref_schema(handler(core))
        fields = schema.get("properties", {})
        schema["examples"] = [{name: example(field, handler) for name, field in fields.items()}]
        return schema


def example(field: dict[str, Any], handler: GetJsonSchemaHandler) -> Any:
    field = handler.resolve_ref_schema(field)
    for known in ("examples", "enum"):
        if known in field:
            return field[known][0]
    if "anyOf" in field:
        return example(field["anyOf"][0], handler)
    return EXAMPLES.get(field.get("format", ""), EXAMPLES.get(field.get("type", "null")))


class Create(Schema):
    """The body of a POST: unknown names are refused rather than ignored."""

    model_config = ConfigDict(extra="forbid")


def drop_defaults(schema: dict[str, Any]) -> None:
    for field in schema.get("properties", {}).values():
        field.pop("default", None)


class Update(Schema):
    """The body of a PATCH: absent keeps, null clears; a field that is absent is None, and not in `model_fields_set`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra=drop_defaults)


class Read(Schema):
    """A row as it is answered. Of an entity it takes what was loaded, so that answering never loads more."""

    model_config = ConfigDict(from_attributes=True, json_schema_extra=drop_defaults)

    @model_validator(mode="before")
    @classmethod
    def _loaded(cls, row: Any) -> Any:
        return vars(row) if isinstance(row, Base) else row


class Page(Schema, Generic[ItemT]):
    """One page of a list: by offset with the total of all pages, or by cursor with where the next one starts."""

    items: list[ItemT]
    total: StoredInt64 = 0
    limit: StoredInt32 = 0
    offset: StoredInt64 = 0
    next: str | None = None
