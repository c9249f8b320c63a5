"""What the API says of itself, beyond what FastAPI knows: how errors look, how lists in a query are written."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.types import Receive, Scope, Send

from bookshop.api.errors import Problem

HEADERS = {
    "ETag": "The version of the row, for `If-Match`",
    "Location": "Where the row is",
}


class Service(FastAPI):
    """FastAPI with a complete description, and with HEAD wherever there is GET."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # A copy: by its own scope the server knows that it has to leave out the body.
        scope = {**scope, "method": "GET"} if scope.get("method") == "HEAD" else scope
        await super().__call__(scope, receive, send)

    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            description = super().openapi()
            template = "#/components/schemas/{model}"
            _, errors = models_json_schema([(Problem, "serialization")], ref_template=template)
            description.setdefault("components", {}).setdefault("schemas", {}).update(errors["$defs"])
            describe_whole_bounds(description)
        return self.openapi_schema or {}


BOUNDS = ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum")


def describe_whole_bounds(node: Any) -> None:
    """Write the bounds of whole numbers as such: FastAPI makes floats of them, which 64 bits are too many for."""
    if isinstance(node, dict) and node.get("type") == "integer":
        node |= {bound: min(int(node[bound]), 2**63 - 1) for bound in BOUNDS if bound in node}
    for part in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        describe_whole_bounds(part)


def headers(status: int, *names: str) -> dict[int | str, dict[str, Any]]:
    """Return the OpenAPI description of an answer's headers."""
    described = {name: {"description": HEADERS[name], "schema": {"type": "string"}} for name in names}
    return {status: {"headers": described}}


def parameters(query: type[BaseModel]) -> dict[str, Any]:
    """Return the description of a query string that is read by its model at once."""
    schema = query.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        "parameters": [
            {
                "name": name,
                "in": "query",
                "description": field.pop("description", ""),
                "schema": inlined(field, definitions),
            }
            for name, field in schema["properties"].items()
        ]
    }


def inlined(schema: Any, definitions: dict[str, Any]) -> Any:
    match schema:
        case {"$ref": str(reference)}:
            return definitions[reference.rpartition("/")[2]]
        case dict():
            return {name: inlined(part, definitions) for name, part in schema.items()}
        case list():
            return [inlined(part, definitions) for part in schema]
    return schema
