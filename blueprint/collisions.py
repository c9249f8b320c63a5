"""Finds names that two things would share, in an entity, among tables or among classes, and names that cannot be."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from . import names
from .model import Entity, Field, ManyToMany, Reference
from .problems import Refusal, Report
from .reserved import ATTRIBUTES, CLASSES, Groups, reason

SUFFIXES = ("Create", "Update", "Read", "Detail", "Query", "Sort", "Include", "Repository", "Service")
LONGEST = 63  # PostgreSQL cuts what is longer

_AS = "name it with 'as'; if both mean the same relation, declare it on one side only"

_Place = tuple[str, str | None]


@dataclass(frozen=True)
class _Claim:
    """A name that something takes, and where a person can change it."""

    name: str
    what: str
    entity: str
    field: str | None = None
    hint: str = "rename one of them"

    @property
    def place(self) -> _Place:
        return self.entity, self.field


def check_names(entities: tuple[Entity, ...], report: Report) -> None:
    """Report every name that two things would share, that is reserved, or that is too long."""
    attributes = [list(_attributes(entity)) for entity in entities]
    classes = list(_classes(entities))
    told: set[frozenset[_Place]] = set()
    for claims in (_plain(entities), _tables(entities), classes, *attributes):
        _check_shared(claims, told, report)
    for claims in attributes:
        _check_reserved(claims, ATTRIBUTES, report)
    _check_reserved((claim for claim in classes if claim.field), CLASSES, report)
    _check_lengths(_stored(entities), report)


def _check_shared(claims: Iterable[_Claim], told: set[frozenset[_Place]], report: Report) -> None:
    """Report claims of one name in any case: two places that quarrel once, however often they do."""
    taken: dict[str, _Claim] = {}
    for claim in claims:
        other = taken.setdefault(claim.name.lower(), claim)
        places = frozenset({claim.place, other.place})
        if len(places) == 2 and places not in told:
            told.add(places)
            found = f"{claim.what} and {other.what} would both be called '{claim.name}'"
            report.add(*claim.place, Refusal(found, hint=claim.hint))


def _check_reserved(claims: Iterable[_Claim], groups: Groups, report: Report) -> None:
    for claim in claims:
        if why := reason(claim.name, groups):
            found = f"{claim.what} would be called '{claim.name}', which {why}"
            report.add(*claim.place, Refusal(found, hint=claim.hint))


def _check_lengths(claims: Iterable[_Claim], report: Report) -> None:
    for claim in claims:
        if len(claim.name) > LONGEST:
            found = f"{claim.what}, '{claim.name}', has {len(claim.name)} characters; databases take {LONGEST}"
            report.add(*claim.place, Refusal(found, hint=claim.hint))


def _plain(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    """Entities by their own names; a plural is none of another's singulars either."""
    for entity in entities:
        yield _Claim(entity.name, f"the entity {entity.name}", entity.name)
    for entity in entities:
        yield _Claim(entity.module, f"the module of {entity.name}", entity.name)
        yield _Claim(entity.plural, f"the plural of {entity.name}", entity.name, None, "say it with '_plural'")


def _attributes(entity: Entity) -> Iterator[_Claim]:
    """What an entity's own fields and the relations of others add to it."""
    for field in entity.fields:
        place = (entity.name, field.name)
        yield _Claim(field.name, f"the field '{field.name}'", *place)
        if isinstance(field, Reference):
            yield _Claim(field.column, f"the column of '{field.name}'", *place)
        if isinstance(field, ManyToMany):
            item = names.singular(field.name)
            yield _Claim(f"{item}_ids", f"the list of ids of '{field.name}'", *place)
            yield _Claim(f"{item}_id", f"the filter by '{field.name}'", *place)
    for reverse in entity.reverses:
        what = f"the other side of {reverse.source}.{reverse.relation}"
        yield _Claim(reverse.name, what, reverse.source, reverse.relation, _AS)


def _tables(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    for entity in entities:
        yield _Claim(entity.table, f"the table of {entity.name}", entity.name, None, "name it with '_table'")
    for entity in entities:
        for field in entity.fields:
            if isinstance(field, ManyToMany) and field.through is None:
                what = f"the table between {entity.name} and its {field.name}"
                yield _Claim(field.table, what, entity.name, field.name, "give the list another name")


def _classes(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    for entity in entities:
        yield _Claim(entity.name, f"the entity {entity.name}", entity.name)
    for entity in entities:
        for suffix in SUFFIXES:
            yield _Claim(f"{entity.name}{suffix}", f"a class made for {entity.name}", entity.name)
        for field in entity.fields:
            if isinstance(field, Field) and field.type.name == "enum":
                what = f"the enum of {entity.name}.{field.name}"
                yield _Claim(names.enum_class(entity.name, field.name), what, entity.name, field.name)


def _stored(entities: tuple[Entity, ...]) -> Iterator[_Claim]:
    """The tables and columns that a database must take."""
    yield from _tables(entities)
    for entity in entities:
        for field in entity.fields:
            for column in _columns(field):
                yield _Claim(column, "the column", entity.name, field.name, "choose a shorter name")


def _columns(field: Field | Reference | ManyToMany) -> tuple[str, ...]:
    if isinstance(field, ManyToMany):
        return () if field.through else (field.owner_column, field.target_column)
    return (field.column if isinstance(field, Reference) else field.name,)
