"""What the templates write for one entity, layer by layer, as finished lines of Python."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from . import names, scalars
from .layout import Import, imports
from .model import Entity, Field, Key, ManyToMany, OnDelete, Reference, Reverse

if TYPE_CHECKING:
    from .project import Project

KEY_MIXINS = {Key.UUID7: "UUID7Key", Key.UUID4: "UUID4Key", Key.INT: "IntegerKey"}


@dataclass(frozen=True)
class EntityCode:
    """One entity as Python: imports, columns, relations, fields of schemas."""

    project: Project
    entity: Entity

    # --- what the entity is made of ---

    @cached_property
    def scalars(self) -> tuple[Field, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, Field))

    @cached_property
    def references(self) -> tuple[Reference, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, Reference))

    @cached_property
    def many_to_many(self) -> tuple[ManyToMany, ...]:
        return tuple(field for field in self.entity.fields if isinstance(field, ManyToMany))

    @cached_property
    def linked(self) -> tuple[ManyToMany, ...]:
        """The many-to-many relations that are written by a list of keys."""
        return tuple(relation for relation in self.many_to_many if relation.ids)

    @cached_property
    def relations(self) -> tuple[Reference | ManyToMany, ...]:
        return tuple(field for field in self.entity.fields if not isinstance(field, Field))

    @property
    def writable(self) -> bool:
        """Whether a row has anything that a client may change."""
        return any(not isinstance(field, ManyToMany) or field.ids for field in self.entity.fields)

    @property
    def related(self) -> bool:
        return bool(self.relations or self.entity.reverses)

    @property
    def answer(self) -> str:
        """The schema of a single row: with its relations where it has any."""
        return f"{self.entity.name}Detail" if self.related else f"{self.entity.name}Read"

    @property
    def listed(self) -> str:
        """The schema of a row in a list: lists include the relations that the entity declares."""
        return f"{self.entity.name}Detail" if self.relations else f"{self.entity.name}Read"

    @property
    def written(self) -> str:
        """The schema that answers a write: with its relations where the write may have changed them."""
        return f"{self.entity.name}Detail" if self.linked else f"{self.entity.name}Read"

    @staticmethod
    def response(schema: str) -> str:
        """The arguments of an endpoint that answers this schema: of relations, those that were loaded."""
        return f"response_model={schema}" + ", response_model_exclude_unset=True" * ("Detail" in schema)

    @property
    def singular(self) -> str:
        return self.entity.module.rstrip("_")

    @property
    def key_annotation(self) -> str:
        return "IntegerKey" if self.entity.key is Key.INT else "UUID"

    @property
    def key_argument(self) -> str:
        return f"{self.entity.module.rstrip('_')}_id"

    @property
    def mixins(self) -> list[str]:
        found = [KEY_MIXINS[self.entity.key]]
        found += ["SoftDelete"] * self.entity.soft_delete + ["Timestamps"] * self.entity.timestamps
        return found + ["Versioned"] * self.entity.version

    @property
    def bases(self) -> str:
        return ", ".join([*self.mixins, "Base"])

    # --- models ---

    @property
    def enums(self) -> list[tuple[str, list[tuple[str, str]]]]:
        return [
            (scalars.enum_class(self.entity, field), [(names.member(value), value) for value in field.arguments])
            for field in self.scalars
            if field.type.name == "enum"
        ]

    @property
    def association_tables(self) -> list[str]:
        return [
            f'{relation.table} = sa.Table("{relation.table}", Base.metadata, '
            f"{self._association_column(relation.owner_column, self.entity)}, "
            f"{self._association_column(relation.target_column, self.project.entity(relation.target), index=True)})"
            for relation in self.linked
        ]

    @staticmethod
    def _association_column(name: str, target: Entity, *, index: bool = False) -> str:
        key = f'sa.ForeignKey("{target.table}.id", ondelete="CASCADE")'
        return f'sa.Column("{name}", {key}, primary_key=True{", index=True" * index})'

    @property
    def table_args(self) -> str:
        single = [(field.name,) for field in self.scalars if field.unique]
        single += [(reference.column,) for reference in self.references if reference.unique]
        unique = [*(single if self.entity.soft_delete else ()), *self.entity.unique]
        kind = "unique_while_live" if self.entity.soft_delete else "sa.UniqueConstraint"
        return _tuple(
            [
                *(f"{kind}({_quoted(columns)})" for columns in unique),
                *(f"sa.Index(None, {_quoted(columns)})" for columns in self.entity.indexes),
                *(check for field in self.scalars for check in scalars.checks(field)),
            ]
        )

    @property
    def columns(self) -> list[str]:
        return [
            self._column(field) if isinstance(field, Field) else self._foreign_key(field)
            for field in self.entity.fields
            if not isinstance(field, ManyToMany)
        ]

    def _column(self, field: Field) -> str:
        arguments = [scalars.column_type(field)] if scalars.column_type(field) else []
        # SQLAlchemy takes `Any` for a type that may be null.
        arguments += ["nullable=False"] * (field.type.name == "json" and not field.nullable)
        arguments += ["unique=True"] * (field.unique and not self.entity.soft_delete)
        arguments += ["index=True"] * (field.index and not field.unique)
        arguments += [f"default={scalars.model_default(self.entity, field)}"] if field.default else []
        annotation = _optional(scalars.annotation(self.entity, field), field.nullable)
        return _assign(field.name, f"Mapped[{annotation}]", "mapped_column", arguments)

    def _foreign_key(self, reference: Reference) -> str:
        target = self.project.entity(reference.target)
        rule = {
            OnDelete.CASCADE: ', ondelete="CASCADE"',
            OnDelete.RESTRICT: ', ondelete="RESTRICT"',
            OnDelete.SET_NULL: ', ondelete="SET NULL"',
        }[reference.on_delete]
        deferred = ", use_alter=True" if reference.deferred else ""
        arguments = [f'sa.ForeignKey("{target.table}.id"{rule}{deferred})']
        unique = reference.unique and not self.entity.soft_delete
        leads = any(columns[0] == reference.column for columns in self.entity.unique)
        arguments += ["unique=True"] * unique + ["index=True"] * (not reference.unique and not leads)
        annotation = _optional(_key_type(target), reference.nullable)
        return _assign(reference.column, f"Mapped[{annotation}]", "mapped_column", arguments)

    @property
    def relationships(self) -> list[str]:
        own = [
            self._to_one(relation) if isinstance(relation, Reference) else self._to_many(relation)
            for relation in self.relations
        ]
        return own + [self._reverse(reverse) for reverse in self.entity.reverses]

    def _to_one(self, reference: Reference) -> str:
        arguments = [f"foreign_keys=[{reference.column}]"] * self._ambiguous(self.entity.name, reference.target)
        arguments += [f'remote_side="{reference.target}.id"'] * (reference.target == self.entity.name)
        arguments += [f'back_populates="{reference.reverse}"', 'lazy="raise"']
        optional = reference.nullable or self.project.entity(reference.target).soft_delete
        target = f'"{reference.target} | None"' if optional else f'"{reference.target}"'
        return _assign(reference.name, f"Mapped[{target}]", "relationship", arguments)

    def _to_many(self, relation: ManyToMany) -> str:
        arguments = self._secondary(relation, self.entity.name, relation.target, reverse=False)
        return self._collection(relation.name, relation.target, [*arguments, *_other_side(relation, relation.reverse)])

    def _reverse(self, reverse: Reverse) -> str:
        relation = reverse.many_to_many
        if relation is not None:
            arguments = self._secondary(relation, self.entity.name, reverse.source, reverse=True)
            return self._collection(reverse.name, reverse.source, [*arguments, *_other_side(relation, relation.name)])
        column = self._relation(reverse).column
        arguments = [f'foreign_keys="{reverse.source}.{column}"'] * self._ambiguous(reverse.source, self.entity.name)
        arguments += [f'back_populates="{reverse.relation}"']
        if reverse.many:
            return self._collection(reverse.name, reverse.source, [*arguments, 'passive_deletes="all"'])
        arguments += ['lazy="raise"', 'passive_deletes="all"']
        return _assign(reverse.name, f'Mapped["{reverse.source} | None"]', "relationship", arguments)

    def _relation(self, reverse: Reverse) -> Reference:
        source = self.project.entity(reverse.source)
        return next(field for field in source.fields if isinstance(field, Reference) and field.name == reverse.relation)

    def _secondary(self, relation: ManyToMany, near: str, far: str, *, reverse: bool) -> list[str]:
        """How SQLAlchemy joins through the association: said in full where it cannot see it by itself."""
        near_column, far_column = relation.owner_column, relation.target_column
        if reverse:
            near_column, far_column = far_column, near_column
        named = reverse or relation.through
        arguments = [f'secondary="{relation.table}"' if named else f"secondary={relation.table}"]
        if relation.through:
            through = self.project.entity(relation.through)
            live = f"~{through.name}.is_deleted" if through.soft_delete else ""
            far_join = f"{far}.id == {through.name}.{far_column}"
            arguments += [
                f'primaryjoin="{near}.id == {through.name}.{near_column}"',
                f'secondaryjoin="and_({far_join}, {live})"' if live else f'secondaryjoin="{far_join}"',
            ]
        elif near == far:
            arguments += [
                f'primaryjoin="{near}.id == {relation.table}.c.{near_column}"',
                f'secondaryjoin="{far}.id == {relation.table}.c.{far_column}"',
            ]
        return arguments

    @staticmethod
    def _collection(name: str, target: str, arguments: list[str]) -> str:
        ordered = [*arguments, f'order_by="{target}.id"', 'lazy="raise"']
        return _assign(name, f'Mapped[list["{target}"]]', "relationship", ordered)

    def _ambiguous(self, one: str, other: str) -> bool:
        """Whether more than one foreign key connects two tables, so that a relation has to name its own."""
        pairs = [(entity.name, field.target) for entity in self.project.entities for field in entity.fields
                 if isinstance(field, Reference)]  # fmt: skip
        return sum(pair in ((one, other), (other, one)) for pair in pairs) > 1

    @property
    def model_imports(self) -> str:
        package = self.project.package
        text = "\n".join([*self.columns, *self.relationships, *self.association_tables, self.table_args])
        needed: list[Import] = [
            (f"{package}.db.{'soft_delete' if name == 'SoftDelete' else 'base'}", name)
            for name in [*self.mixins, "Base"]
        ]
        needed += [("sqlalchemy", "")] if "sa." in text else []
        needed += [("sqlalchemy.orm", name) for name in ("mapped_column", "relationship") if f" {name}(" in text]
        needed += [("sqlalchemy.orm", "Mapped")] if "Mapped[" in text else []
        needed += [(f"{package}.db.soft_delete", "unique_while_live")] if "unique_while_live(" in text else []
        needed += [("enum", "StrEnum")] if self.enums else []
        needed += [("typing", "TYPE_CHECKING")] if self.neighbours else []
        needed += [("uuid", "UUID")] if "[UUID" in text else []
        needed += [item for field in self.scalars for item in scalars.model_imports(package, field)]
        return imports([("sqlalchemy as sa", "") if item == ("sqlalchemy", "") else item for item in needed], package)

    @property
    def neighbours(self) -> list[Entity]:
        """The other entities that the annotations of the model name, sorted by module."""
        found = {relation.target for relation in self.relations} | {reverse.source for reverse in self.entity.reverses}
        return sorted((self.project.entity(name) for name in found - {self.entity.name}), key=lambda e: e.module)

    # --- schemas ---

    @property
    def aliases(self) -> list[str]:
        return [
            f"{scalars.alias(self.entity, field)} = {definition}"
            for field in self.scalars
            if (definition := scalars.alias_definition(field))
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
            annotation = f"KeySet[{_key_input(self.project.entity(field.target))}]"
            return f"{field.ids}: {annotation} = {'UNSET' if update else 'set()'}"
        if isinstance(field, Reference):
            annotation = _optional(_key_input(self.project.entity(field.target)), field.nullable)
            default = "None" if field.nullable else "UNSET" if update else ""
            return f"{field.column}: {annotation}" + (f" = {default}" if default else "")
        annotation = _optional(scalars.input_type(self.entity, field), field.nullable)
        default = "None" if field.nullable else "UNSET"
        if not update:
            default = scalars.schema_default(self.entity, field) or ("None" if field.nullable else "")
        return f"{field.name}: {annotation}" + (f" = {default}" if default else "")

    @property
    def read_fields(self) -> list[str]:
        lines = [f"id: {_key_type(self.entity)}"]
        for field in self.entity.fields:
            if isinstance(field, Field):
                lines.append(f"{field.name}: {_optional(scalars.output_type(self.entity, field), field.nullable)}")
            elif isinstance(field, Reference):
                target = self.project.entity(field.target)
                lines.append(f"{field.column}: {_optional(_key_type(target), field.nullable)}")
        if self.entity.timestamps:
            lines += ["created_at: dt.datetime", "updated_at: dt.datetime"]
        return lines

    @property
    def detail_fields(self) -> list[str]:
        lines = []
        for relation in self.relations:
            if isinstance(relation, Reference):
                lines.append(f"{relation.name}: {relation.target}Read | None = None")
            else:
                lines.append(f"{relation.name}: list[{relation.target}Read] = []")
        for reverse in self.entity.reverses:
            many = f"list[{reverse.source}Read] = []"
            lines.append(f"{reverse.name}: {many if reverse.many else f'{reverse.source}Read | None = None'}")
        return lines

    @property
    def includes(self) -> str:
        """The relations that a list can include."""
        return _quoted(relation.name for relation in self.relations)

    @property
    def collections(self) -> str:
        """The relations of other entities that a single read can include."""
        return _quoted(reverse.name for reverse in self.entity.reverses)

    @property
    def schema_imports(self) -> str:
        package = self.project.package
        lines = [*self.aliases, *self.create_fields, *self.update_fields, *self.read_fields]
        text = "\n".join(lines)
        needed: list[Import] = [(f"{package}.schemas.base", name) for name in ("Create", "Read")]
        needed += [(f"{package}.schemas.base", "Update")] if self.writable else []
        needed += [(package, "models"), (f"{package}.schemas.queries", "Query")]
        needed += [(f"{package}.schemas.base", "UNSET")] if "UNSET" in text else []
        needed += [("pydantic", "Field")] if "Field(" in text else []
        needed += [("typing", "Annotated")] if self.aliases else []
        needed += [("typing", "Literal"), (f"{package}.schemas.types", "Listed")] if self.relations else []
        needed += [("uuid", "UUID")] if "UUID" in text.replace("UUID7", "") else []
        needed += [("datetime as dt", "")] if "dt." in text else []
        needed += [("decimal", "Decimal")] if "Decimal" in text else []
        needed += [(f"{package}.schemas.types", name) for name in scalars.INPUT_TYPES if _mentions(text, name)]
        needed += [(f"{package}.db.types", name) for name in ("utc_now", "utc_today") if _mentions(text, name)]
        needed += [(f"{package}.models.{self.entity.module}", name) for name, _ in self.enums]
        return imports(needed, package)

    @property
    def detail_imports(self) -> str:
        package = self.project.package
        needed = [(f"{package}.schemas.{self.entity.module}", f"{self.entity.name}Read")]
        needed += [(f"{package}.schemas.{entity.module}", f"{entity.name}Read") for entity in self.neighbours]
        if self.entity.reverses:
            needed += [("typing", "Literal"), (f"{package}.schemas.types", "Listed")]
        return imports(needed, package)

    # --- the diagram in the README ---

    @property
    def diagram_columns(self) -> list[str]:
        lines = [f"{_key_type(self.entity).lower()} id PK"]
        for field in self.entity.fields:
            if isinstance(field, Field):
                lines.append(f"{field.type.name} {field.name}{' UK' * field.unique}")
            elif isinstance(field, Reference):
                key = _key_type(self.project.entity(field.target)).lower()
                lines.append(f"{key} {field.column} {'FK, UK' if field.unique else 'FK'}")
        return lines

    @property
    def diagram_relations(self) -> list[str]:
        lines = []
        for relation in self.relations:
            if isinstance(relation, ManyToMany):
                ends = "}o--o{"
            else:
                ends = ("|o" if relation.nullable else "||") + ("--o|" if relation.unique else "--o{")
            owner, target = self.entity.name, relation.target
            first, last = (owner, target) if isinstance(relation, ManyToMany) else (target, owner)
            lines.append(f"{first} {ends} {last} : {relation.name}")
        return lines

    # --- repositories, services, endpoints ---

    @property
    def loaders(self) -> str:
        return _tuple(
            f"{'joinedload' if isinstance(relation, Reference) else 'selectinload'}"
            f"(models.{self.entity.name}.{relation.name})"
            for relation in self.relations
        )

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
        needed += [("sqlalchemy.orm", name) for name in ("joinedload", "selectinload") if name in self.loaders]
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
        needed: list[Import] = [("typing", "Annotated"), (package, "models")]
        needed += [("fastapi", name) for name in ("APIRouter", "Query", "Request", "Response")]
        needed += [(f"{package}.api.dependencies", name) for name in ("reading", "writing")]
        needed += [(f"{package}.api.errors", "problems"), (f"{package}.schemas.base", "Page")]
        needed += [(f"{package}.repositories.{entity.module}", f"{entity.name}Repository")]
        needed += [(f"{package}.services.{entity.module}", f"{entity.name}Service")]
        needed += [(schemas, f"{entity.name}{name}") for name in ("Create", "Query")]
        needed += [(schemas, f"{entity.name}Update")] if self.writable else []
        needed += [("uuid", "UUID")] if entity.key is not Key.INT else [(f"{package}.schemas.types", "IntegerKey")]
        for answer in {self.answer, self.listed, self.written}:
            details = f"{package}.schemas.details.{entity.module}"
            needed += [(details if answer.endswith("Detail") else schemas, answer)]
        if entity.reverses:
            needed += [(f"{package}.schemas.details.{entity.module}", f"{entity.name}Include")]
        return imports(needed, package)


def _other_side(relation: ManyToMany, other: str) -> list[str]:
    return ["viewonly=True"] if relation.through else [f'back_populates="{other}"']


def _assign(name: str, annotation: str, call: str, arguments: Iterable[str]) -> str:
    joined = ", ".join(arguments)
    return f"{name}: {annotation} = {call}({joined})" if joined else f"{name}: {annotation}"


def _optional(annotation: str, nullable: bool) -> str:
    return f"{annotation} | None" if nullable else annotation


def _tuple(items: Iterable[str]) -> str:
    written = list(items)
    return f"({', '.join(written)}{',' * (len(written) == 1)})" if written else ""


def _quoted(columns: Iterable[str]) -> str:
    return ", ".join(f'"{column}"' for column in columns)


def _key_type(entity: Entity) -> str:
    return "int" if entity.key is Key.INT else "UUID"


def _key_input(entity: Entity) -> str:
    return "IntegerKey" if entity.key is Key.INT else "UUID"


def _mentions(text: str, name: str) -> bool:
    return re.search(rf"\b{name}\b", text) is not None
