"""An entity's schemas: what the API takes, what it answers, and a single row with the rows around it."""

from __future__ import annotations

from ..finish.layout import Import, imports
from ..notation import names
from ..notation.model import Field, ManyToMany, Reference
from . import samples, scalars
from .entity import EntityCode
from .python import key_input, key_output, mentions, optional, without_strings


class SchemaCode(EntityCode):
    """One entity in `schemas/` and `schemas/details/`."""

    @property
    def aliases(self) -> list[str]:
        return [
            f"{names.field_class(self.entity.name, field.name)} = {definition}"
            for field in self.scalars
            if (definition := scalars.alias_definition(field, samples.example(field)))
        ]

    @property
    def create_fields(self) -> list[str]:
        return [line for field in self.entity.fields if (line := self._input(field, update=False))]

    @property
    def update_fields(self) -> list[str]:
        return [line for field in self.entity.fields if (line := self._input(field, update=True))]

    def _input(self, field: Field | Reference | ManyToMany, *, update: bool) -> str:
        if isinstance(field, ManyToMany):
            if field.ids is None:
                return ""
            annotation = f"KeySet[{key_input(self.project.entity(field.target))}]"
            return f"{field.ids}: {annotation} = {'UNSET' if update else 'set()'}"
        if isinstance(field, Reference):
            annotation = optional(key_input(self.project.entity(field.target)), field.nullable)
            default = "None" if field.nullable else "UNSET" if update else ""
            return f"{field.column}: {annotation}" + (f" = {default}" if default else "")
        annotation = optional(scalars.input_type(self.entity, field), field.nullable)
        default = "None" if field.nullable else "UNSET"
        if not update:
            default = scalars.schema_default(self.entity, field) or ("None" if field.nullable else "")
        return f"{field.name}: {annotation}" + (f" = {default}" if default else "")

    @property
    def read_fields(self) -> list[str]:
        lines = [f"id: {key_output(self.entity)}"]
        for field in self.entity.fields:
            if isinstance(field, Field):
                lines.append(f"{field.name}: {optional(scalars.output_type(self.entity, field), field.nullable)}")
            elif isinstance(field, Reference):
                target = self.project.entity(field.target)
                lines.append(f"{field.column}: {optional(key_output(target), field.nullable)}")
        if self.entity.timestamps:
            lines += ["created_at: dt.datetime", "updated_at: dt.datetime"]
        return lines

    @property
    def query_types(self) -> str:
        """The argument of its query for fields that are stored in a form of their own."""
        fields = [field for field in self.scalars if field.type.name in scalars.NORMALIZED]
        pairs = ", ".join(f'"{field.name}": {scalars.input_type(self.entity, field)}' for field in fields)
        return f", types={{{pairs}}}" if pairs else ""

    @property
    def detail_fields(self) -> list[str]:
        lines = []
        for relation in self.relations:
            if isinstance(relation, Reference):
                lines.append(f"{relation.name}: {relation.target}Read | None = None")
            else:
                lines.append(f"{relation.name}: list[{relation.target}Read] = UNSET")
        for reverse in self.entity.reverses:
            many = f"list[{reverse.source}Read] = UNSET"
            lines.append(f"{reverse.name}: {many if reverse.many else f'{reverse.source}Read | None = None'}")
        return lines

    @property
    def imports(self) -> str:
        package = self.project.package
        lines = [*self.aliases, *self.create_fields, *self.update_fields, *self.read_fields, self.query_types]
        code = without_strings("\n".join(lines))
        needed: list[Import] = [(f"{package}.schemas.base", name) for name in ("Create", "Read")]
        needed += [(f"{package}.schemas.base", "Update")] if self.writable else []
        needed += [(package, "models"), (f"{package}.schemas.queries", "Query")]
        needed += [(f"{package}.schemas.base", "UNSET")] if mentions(code, "UNSET") else []
        needed += [("pydantic", "Field")] if mentions(code, "Field") else []
        needed += [("typing", "Annotated")] if self.aliases else []
        needed += [("typing", "Literal"), (f"{package}.schemas.types", "Listed")] if self.relations else []
        needed += [("uuid", "UUID")] if mentions(code, "UUID") else []
        needed += [("datetime as dt", "")] if mentions(code, "dt.") else []
        needed += [("decimal", "Decimal")] if mentions(code, "Decimal") else []
        needed += [(f"{package}.schemas.types", name) for name in scalars.INPUT_TYPES if mentions(code, name)]
        needed += [(f"{package}.db.types", name) for name in ("utc_now", "utc_today") if mentions(code, name)]
        needed += [(f"{package}.models.{self.entity.module}", name) for name, _ in self.enums]
        return imports(needed, package)

    @property
    def detail_imports(self) -> str:
        package = self.project.package
        needed = [(f"{package}.schemas.{self.entity.module}", f"{self.entity.name}Read")]
        needed += [(f"{package}.schemas.{entity.module}", f"{entity.name}Read") for entity in self.neighbours]
        needed += [(f"{package}.schemas.base", "UNSET")] if mentions("\n".join(self.detail_fields), "UNSET") else []
        if self.entity.reverses:
            needed += [("typing", "Literal"), (f"{package}.schemas.types", "Listed")]
        return imports(needed, package)
