"""What the API says of itself, beyond what FastAPI knows: how errors look, how lists in a query are written."""

from typing import Any

from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema
from starlette.types import Receive, Scope, Send

from {{ project.package }}.api.errors import Problem


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
            for methods in description["paths"].values():
                for operation in methods.values():
                    for parameter in operation.get("parameters", ()):
                        separate_by_commas(parameter)
        return self.openapi_schema or {}


def separate_by_commas(parameter: dict[str, Any]) -> None:
    """Describe `?sort=a,b`; `?sort=a&sort=b` is understood as well."""
    if parameter["in"] == "query" and parameter["schema"].get("type") == "array":
        parameter.update(style="form", explode=False)


def parameters(query: type[BaseModel]) -> dict[str, Any]:
    """Return the description of a query string that is read by its model at once."""
    schema = query.model_json_schema()
    definitions = schema.get("$defs", {})
    return {
        "parameters": [
            {"name": name, "in": "query", "schema": inlined(field, definitions)}
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
