"""An entity's model: its columns, its relationships, and the tables that associate it with others."""

from __future__ import annotations

from ..finish.layout import Import, imports
from ..notation.model import Entity, Field, Key, ManyToMany, Reference, Reverse
from . import scalars
from .entity import EntityCode
from .python import assign, key_type, mentions, optional, quoted, tuple_of, without_strings

KEY_MIXINS = {Key.UUID7: "UUID7Key", Key.UUID4: "UUID4Key", Key.INT: "IntegerKey"}


class ModelCode(EntityCode):
    """One entity in `models/`."""

    @property
    def mixins(self) -> list[str]:
        found = [KEY_MIXINS[self.entity.key]]
        found += ["SoftDelete"] * self.entity.soft_delete + ["Timestamps"] * self.entity.timestamps
        return found + ["Versioned"] * self.entity.version

    @property
    def bases(self) -> str:
        return ", ".join([*self.mixins, "Base"])

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
        return tuple_of(
            [
                *(f"{kind}({quoted(columns)})" for columns in unique),
                *(f"sa.Index(None, {quoted(columns)})" for columns in self.entity.indexes),
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
        annotation = optional(scalars.annotation(self.entity, field), field.nullable)
        return assign(field.name, f"Mapped[{annotation}]", "mapped_column", arguments)

    def _foreign_key(self, reference: Reference) -> str:
        target = self.project.entity(reference.target)
        rule = reference.on_delete.replace("_", " ").upper()
        deferred = ", use_alter=True" if reference.deferred else ""
        arguments = [f'sa.ForeignKey("{target.table}.id", ondelete="{rule}"{deferred})']
        unique = reference.unique and not self.entity.soft_delete
        # Sets that are unique among live rows alone do not find the others.
        whole = [*self.entity.indexes, *(() if self.entity.soft_delete else self.entity.unique)]
        leads = any(columns[0] == reference.column for columns in whole)
        arguments += ["unique=True"] * unique + ["index=True"] * (not reference.unique and not leads)
        annotation = optional(key_type(target), reference.nullable)
        return assign(reference.column, f"Mapped[{annotation}]", "mapped_column", arguments)

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
        absent = reference.nullable or self.project.entity(reference.target).soft_delete
        return assign(reference.name, f'Mapped["{optional(reference.target, absent)}"]', "relationship", arguments)

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
        return assign(reverse.name, f'Mapped["{reverse.source} | None"]', "relationship", arguments)

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
        return assign(name, f'Mapped[list["{target}"]]', "relationship", ordered)

    def _ambiguous(self, one: str, other: str) -> bool:
        """Whether more than one foreign key connects two tables, so that a relation has to name its own."""
        ends = [
            {entity.name, field.target}
            for entity in self.project.entities
            for field in entity.fields
            if isinstance(field, Reference)
        ]
        return ends.count({one, other}) > 1

    @property
    def imports(self) -> str:
        package = self.project.package
        lines = [*self.columns, *self.relationships, *self.association_tables, self.table_args]
        code = without_strings("\n".join(lines))
        needed: list[Import] = [
            (f"{package}.db.{'soft_delete' if name == 'SoftDelete' else 'base'}", name)
            for name in [*self.mixins, "Base"]
        ]
        needed += [("sqlalchemy as sa", "")] if mentions(code, "sa.") else []
        needed += [("sqlalchemy.orm", name) for name in ("mapped_column", "relationship") if f" {name}(" in code]
        needed += [("sqlalchemy.orm", "Mapped")] if "Mapped[" in code else []
        needed += [(f"{package}.db.soft_delete", "unique_while_live")] if "unique_while_live(" in code else []
        needed += [("enum", "StrEnum")] if self.enums else []
        needed += [("typing", "TYPE_CHECKING")] if self.neighbours else []
        needed += [("uuid", "UUID")] if mentions(code, "UUID") else []
        needed += [item for field in self.scalars for item in scalars.model_imports(package, field)]
        return imports(needed, package)


def _other_side(relation: ManyToMany, other: str) -> list[str]:
    return ["viewonly=True"] if relation.through else [f'back_populates="{other}"']
