"""An entity's way from the database to HTTP: its repository, its service, its endpoints."""

from __future__ import annotations

from ..finish.layout import Import, imports
from ..notation.model import Key
from .entity import EntityCode
from .python import tuple_of


class EndpointCode(EntityCode):
    """One entity in `repositories/`, `services/` and `api/`."""

    @property
    def detail(self) -> str:
        return tuple_of(f"models.{self.entity.name}.{relation.name}" for relation in self.relations)

    @property
    def links(self) -> str:
        return ", ".join(f'"{relation.ids}": models.{self.entity.name}.{relation.name}' for relation in self.linked)

    @property
    def repository_base(self) -> str:
        return "SoftDeleteRepository" if self.entity.soft_delete else "Repository"

    @property
    def service_base(self) -> str:
        return "SoftDeleteService" if self.entity.soft_delete else "Service"

    @property
    def repository_imports(self) -> str:
        package = self.project.package
        module = "soft_delete" if self.entity.soft_delete else "base"
        needed = [(package, "models"), (f"{package}.repositories.{module}", self.repository_base)]
        return imports(needed, package)

    @property
    def service_imports(self) -> str:
        package, entity = self.project.package, self.entity
        schemas = ["Create", "Update"] if self.writable else ["Create"]
        needed = [(package, "models"), (f"{package}.services.base", self.service_base)]
        needed += [(f"{package}.schemas.{entity.module}", f"{entity.name}{schema}") for schema in schemas]
        needed += [] if self.writable else [(f"{package}.schemas.base", "Update")]
        return imports(needed, package)

    @property
    def router_imports(self) -> str:
        package, entity = self.project.package, self.entity
        schemas = f"{package}.schemas.{entity.module}"
        needed: list[Import] = [("collections.abc", "Sequence"), ("typing", "Annotated"), (package, "models")]
        needed += [("fastapi", name) for name in ("Request", "Response")]
        needed += [("fastapi", "Query")] if self.collections else []
        needed += [(f"{package}.api.dependencies", name) for name in ("listing", "reading", "writing")]
        needed += [(f"{package}.api.openapi", name) for name in ("headers", "parameters")]
        needed += [(f"{package}.api.errors", "problems"), (f"{package}.api.routing", "Router")]
        needed += [(f"{package}.schemas.base", "Page")]
        needed += [(f"{package}.repositories.{entity.module}", f"{entity.name}Repository")]
        needed += [(f"{package}.services.{entity.module}", f"{entity.name}Service")]
        needed += [(schemas, f"{entity.name}{name}") for name in ("Create", "Query")]
        needed += [(schemas, f"{entity.name}Update")] if self.writable else []
        needed += [(f"{package}.schemas.types", "Bulk")]
        needed += [("uuid", "UUID")] if entity.key is not Key.INT else []
        keys = ("DIGITS", "IntegerKey") if entity.key is Key.INT else ("CANONICAL",)
        needed += [(f"{package}.schemas.types", name) for name in keys]
        for answer in {self.answer, self.listed, self.written}:
            details = f"{package}.schemas.details.{entity.module}"
            needed += [(details if answer.endswith("Detail") else schemas, answer)]
        if entity.reverses:
            needed += [(f"{package}.schemas.details.{entity.module}", f"{entity.name}Include")]
            needed += [(f"{package}.schemas.types", "NOTHING")]
        if entity.version:
            needed += [(f"{package}.api.versions", name) for name in ("IfMatch", "etag")]
        return imports(needed, package)

    @staticmethod
    def response(schema: str) -> str:
        """The arguments of an endpoint that answers this schema: of relations, those that were loaded."""
        return f"response_model={schema}" + ", response_model_exclude_unset=True" * ("Detail" in schema)
