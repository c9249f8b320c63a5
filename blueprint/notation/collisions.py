"""Finds names that two things would share, names that are reserved, and names that are too long."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import partial

from . import names
from .mirrored import without, without_mirrored
from .model import Entity, Field, ManyToMany, Reference, Reverse
from .problems import Refusal, Report
from .reserved import CLASSES, PLURALS, attribute_reason, reason, table_reason
from .types.enums import Enum

SCHEMAS = ("Create", "Update", "Read", "Query", "Sort")
LONGEST = 63  # PostgreSQL cuts what is longer

Unread = Mapping[str, Collection[str]]
_Place = tuple[str, str | None]


@dataclass(frozen=True)
class _Claim:
    """A name that something takes, and where a person can change it."""

    name: str
    what: str
    entity: str
    field: str | None = None
    hint: str | None = None

    @property
    def place(self) -> _Place:
        return self.entity, self.field

    @property
    def advice(self) -> str:
        if self.hint is None and self.field is not None:
            return f"choose another name, such as '{names.snake(self.entity)}_{self.field}'"
        return self.hint or "rename one of them"


def check_names(entities: tuple[Entity, ...], unread: Unread, report: Report) -> None:
    """Report every name that two things would share, that is reserved, or that is too long.

    `unread` gives the entities to which refused relations of an entity point.
    """
    entities = without_mirrored(_certain(entities, unread), report)
    told = set(_check_case(entities, report))
    for claims in _namespaces(entities):
        _check_shared(claims, told, report)
    for claims, why in _rules(entities):
        for claim in claims:
            if because := why(claim.name):
                found = f"{claim.what} would be called '{claim.name}', which {because}"
                report.add(*claim.place, Refusal(found, hint=claim.advice))


def _namespaces(entities: tuple[Entity, ...]) -> Iterator[Iterable[_Claim]]:
    """Yield the claims of one namespace after the other: in each of them a name can be claimed once."""
    yield [*_modules(entities), *_plurals(entities)]  # the modules of endpoints have plurals as names
    yield _tables(entities)
    yield _models(entities)
    for claims_of in (_schemas, _attributes, _filters):
        yield from map(claims_of, entities)


def _rules(entities: tuple[Entity, ...]) -> Iterator[tuple[Iterable[_Claim], Callable[[str], str | None]]]:
    """Yield claims with the function that says why a name is not allowed there."""
    for entity in entities:
        yield _attributes(entity), attribute_reason
        yield _field_types(entity, entity.fields), partial(reason, groups=CLASSES)
    yield _plurals(entities), partial(reason, groups=PLURALS)
    yield _tables(entities), table_reason
    yield [*_tables(entities), *_columns(entities)], _too_long


def _certain(entities: tuple[Entity, ...], unread: Unread) -> tuple[Entity, ...]:
    """Return the entities without the relations whose other side may be among the refused ones."""
    places = {
        (entity.name, field.name)
        for entity in entities
        for field in entity.fields
        if not isinstance(field, Field) and entity.name in unread[field.target]
    }
    return tuple(without(entity, places) for entity in entities)


def _check_case(entities: tuple[Entity, ...], report: Report) -> Iterator[frozenset[_Place]]:
    taken: dict[str, str] = {}
    for entity in entities:
        other = taken.setdefault(entity.name.lower(), entity.name)
        if other != entity.name:
            report.add(entity.name, None, Refusal(f"{entity.name} and {other} differ in case only; rename one of them"))
            yield frozenset({(entity.name, None), (other, None)})


def _check_shared(claims: Iterable[_Claim], told: set[frozenset[_Place]], report: Report) -> None:
    """Report two claims of one name; the same two places are reported once."""
    taken: dict[str, _Claim] = {}
    for claim in claims:
        other = taken.setdefault(claim.name, claim)
        places = frozenset({claim.place, other.place})
        if len(places) == 2 and places not in told:
            told.add(places)
            found = f"{claim.what} and {other.what} would both be called '{claim.name}'"
            report.add(*claim.place, Refusal(found, hint=claim.advice))


def _too_long(name: str) -> str | None:
    return f"has {len(name)} characters where databases take {LONGEST}" if len(name) > LONGEST else None


def _modules(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    for entity in entities:
        yield _Claim(entity.module, f"the module of {entity.name}", entity.name)


def _plurals(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    """Yield the modules of the endpoints, which plurals name."""
    for entity in entities:
        yield _Claim(entity.plural, f"the plural of {entity.name}", entity.name, hint="choose one with '_plural'")


def _attributes(entity: Entity) -> Iterator[_Claim]:
    """Yield what the fields of an entity and the relations of others add to its class."""
    for field in entity.fields:
        yield _Claim(field.name, f"the field '{field.name}'", entity.name, field.name)
        if isinstance(field, Reference):
            yield _Claim(field.column, f"the column of '{field.name}'", entity.name, field.name)
        if isinstance(field, ManyToMany) and field.ids is not None:
            yield _Claim(field.ids, f"the list of ids of '{field.name}'", entity.name, field.name)
            yield _Claim(field.target_column, f"the filter by '{field.name}'", entity.name, field.name)
            yield _association(entity, field)
    for reverse in entity.reverses:
        what = f"the other side of {reverse.source}.{reverse.relation}"
        hint = f"name the other side: write 'as {_other_name(entity, reverse)}'"
        yield _Claim(reverse.name, what, reverse.source, reverse.relation, hint)


def _other_name(entity: Entity, reverse: Reverse) -> str:
    """Suggest a name for the other side of a relation: that of the most similar list, if the entity has one."""
    lists = [field.name for field in entity.fields if isinstance(field, ManyToMany) and field.target == reverse.source]
    alike = sorted(lists, key=lambda name: SequenceMatcher(None, reverse.relation, name).ratio())
    return alike[-1] if alike else f"{reverse.relation}_{reverse.name}"


def _filters(entity: Entity) -> Iterator[_Claim]:
    """Yield the filters by columns and by lists through other entities; two such lists may share a filter."""
    lists = [field for field in entity.fields if isinstance(field, ManyToMany) and field.through is not None]
    for column, name in {list_.target_column: list_.name for list_ in reversed(lists)}.items():
        yield _Claim(column, f"the filter by '{name}'", entity.name, name)
    for field in entity.fields:
        if not isinstance(field, ManyToMany):
            yield _Claim(_columns_of(field)[0], f"the column of '{field.name}'", entity.name, field.name)


def _tables(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    for entity in entities:
        yield _Claim(entity.table, f"the table of {entity.name}", entity.name, hint="choose one with '_table'")
    for entity in entities:
        for field in entity.fields:
            if isinstance(field, ManyToMany) and field.through is None:
                yield _association(entity, field)


def _association(entity: Entity, field: ManyToMany) -> _Claim:
    return _Claim(field.table, f"the table of the list '{field.name}'", entity.name, field.name)


def _models(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    """Yield the classes of the models and the enums of their fields."""
    for entity in entities:
        yield _Claim(entity.name, f"the entity {entity.name}", entity.name)
    for entity in entities:
        yield from _field_types(entity, [field for field in entity.fields if _is_enum(field)])


def _schemas(entity: Entity) -> Iterator[_Claim]:
    """Yield the classes in the module of an entity's schemas: the schemas and the types of their fields."""
    for suffix in SCHEMAS:
        yield _Claim(f"{entity.name}{suffix}", f"a class made for {entity.name}", entity.name)
    for field in entity.fields:
        if isinstance(field, Field):
            for name in {field.type.input, field.type.query} - {""}:
                yield _Claim(name, f"the type of every {field.type.name}", entity.name)
            if field.nullable:
                yield _Claim("BoolParam", "the type of filters for null", entity.name)
    yield from _field_types(entity, entity.fields)


def _field_types(entity: Entity, fields: Iterable[Field | Reference | ManyToMany]) -> Iterator[_Claim]:
    """Yield the types that are defined for a single field: enums, and types with constraints."""
    for field in fields:
        if _is_enum(field) or (isinstance(field, Field) and field.type.constraints(field)):
            name = names.field_class(entity.name, field.name)
            yield _Claim(name, f"the type of '{field.name}'", entity.name, field.name)


def _is_enum(field: Field | Reference | ManyToMany) -> bool:
    return isinstance(field, Field) and isinstance(field.type, Enum)


def _columns(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    for entity in entities:
        for field in entity.fields:
            for column in _columns_of(field):
                yield _Claim(column, "a column", entity.name, field.name, "choose a shorter name")


def _columns_of(field: Field | Reference | ManyToMany) -> tuple[str, ...]:
    if isinstance(field, ManyToMany):
        return () if field.through else (field.owner_column, field.target_column)
    return (field.column if isinstance(field, Reference) else field.name,)
