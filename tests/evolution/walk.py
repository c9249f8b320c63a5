"""Random changes of entities, one after the other, such as a project meets in its years."""

from __future__ import annotations

import re
from collections.abc import Callable
from random import Random
from typing import Any

from blueprint.notation.problems import BlueprintError
from tests.evolution.lives import Entities
from tests.projects import entities_of

NAMES = ("Crate", "Depot", "Event", "Forum", "Guild", "Hotel", "Index", "Juror")
WORDS = ("alpha", "bravo", "delta", "early", "final", "glossy", "heavy", "inner", "jolly", "known", "light", "minor")
TYPES = (
    "str", "str(40)", "text", "int", "smallint", "bigint", "float", "decimal(9, 2)", "bool", "date", "time",
    "datetime", "duration", "uuid", "json", "bytes", "email", "url", "enum(one, two, three)",
)  # fmt: skip
DEFAULTS = {
    "str": "'new'",
    "int": "7",
    "bool": "true",
    "date": "today",
    "datetime": "now",
    "json": "{}",
    "float": "0.5",
}
BOUNDS = {"int": "> 0", "str(40)": ">= 2", "decimal(9, 2)": ">= 0.01 < 1000", "smallint": "< -5"}
TEXTS = {"str", "text", "email", "url", "enum"}
NUMBERS = {"int", "smallint", "bigint", "float", "decimal"}
"""What texts do not become: a migration stops at the first that is none."""
TRIES = 200

Change = Callable[[Random, Entities], None]


class NothingToChangeError(Exception):
    """A change that there is nothing for, or that rows would stop."""


def is_reference(text: object) -> bool:
    return isinstance(text, str) and text[:1].isupper()


def kind(text: str) -> str:
    return re.split(r"\W", text)[0]


def new_field(random: Random, *, bounded: bool = True) -> str:
    kind = random.choice(TYPES)
    optional = kind == "uuid" or random.random() < 0.4
    default = f" = {DEFAULTS[kind]}" if kind in DEFAULTS and random.random() < 0.4 else ""
    bounds = f" {BOUNDS[kind]}" if bounded and kind in BOUNDS and not default and random.random() < 0.5 else ""
    index = " index" if kind in {"int", "str(40)", "date", "email"} and random.random() < 0.2 else ""
    return f"{kind}{'?' if optional else ''}{index}{bounds}{default}"


def any_fields(random: Random, entities: Entities) -> dict[str, str]:
    return random.choice(list(entities.values()))


def any_scalar(random: Random, fields: dict[str, str]) -> str:
    """A field that may change: the first one of an entity never does."""
    names = [name for name, text in list(fields.items())[1:] if not is_reference(text) and not name.startswith("_")]
    if not names:
        raise NothingToChangeError
    return random.choice(names)


def add_entity(random: Random, entities: Entities) -> None:
    name = random.choice(NAMES)
    if name in entities:
        raise NothingToChangeError
    fields = {"title": "str(60)"} | {random.choice(WORDS): new_field(random) for _ in range(random.randint(1, 3))}
    if random.random() < 0.7:
        fields["owner"] = (
            f"{random.choice(list(entities))}{random.choice(['?', ' cascade', ''])} as {name.lower()}_list"
        )
    entities[name] = fields


def remove_entity(random: Random, entities: Entities) -> None:
    """An entity goes with the references to it."""
    names = [name for name in entities if name != "Author"]
    if not names:
        raise NothingToChangeError
    name = random.choice(names)
    del entities[name]
    for fields in entities.values():
        for field in [field for field, text in fields.items() if is_reference(text) and re.match(rf"{name}\b", text)]:
            del fields[field]


def add_field(random: Random, entities: Entities) -> None:
    name = random.choice(WORDS)
    fields = any_fields(random, entities)
    if name in fields:
        raise NothingToChangeError
    fields[name] = new_field(random)


def remove_field(random: Random, entities: Entities) -> None:
    fields = any_fields(random, entities)
    del fields[any_scalar(random, fields)]


def change_type(random: Random, entities: Entities) -> None:
    fields = any_fields(random, entities)
    name = any_scalar(random, fields)
    new = new_field(random, bounded=False)
    old, to = kind(fields[name]), kind(new)
    if (old in TEXTS and to in NUMBERS) or old == to == "enum":  # rows have members that would be none
        raise NothingToChangeError
    fields[name] = new


def change_null(random: Random, entities: Entities) -> None:
    fields = any_fields(random, entities)
    name = any_scalar(random, fields)
    if kind(fields[name]) == "uuid":  # there is no value to give
        raise NothingToChangeError
    required = re.sub(r"^(\w+(\([^)]*\))?)\?", r"\1", fields[name])
    optional = re.sub(r"^(\w+(\([^)]*\))?)", r"\1?", fields[name])
    fields[name] = optional if required == fields[name] else required


def add_reference(random: Random, entities: Entities) -> None:
    source, target = random.choice(list(entities)), random.choice(list(entities))
    word = random.choice(WORDS)
    if f"{word}_{target.lower()}" in entities[source]:
        raise NothingToChangeError
    way = random.choice(["?", "? cascade", "[]"])
    entities[source][f"{word}_{target.lower()}"] = f"{target}{way} as {word}_{source.lower()}_list"


def remove_reference(random: Random, entities: Entities) -> None:
    referring = [fields for fields in entities.values() if any(map(is_reference, fields.values()))]
    if not referring:
        raise NothingToChangeError
    fields = random.choice(referring)
    del fields[random.choice([name for name, text in fields.items() if is_reference(text)])]


def switch(random: Random, entities: Entities) -> None:
    fields: dict[str, Any] = any_fields(random, entities)
    option = random.choice(["_version", "_timestamps", "_soft_delete"])
    fields[option] = not fields.get(option, option == "_timestamps")


def reorder(random: Random, entities: Entities) -> None:
    names = list(entities)
    random.shuffle(names)
    for name in names:
        entities[name] = entities.pop(name)


CHANGES: tuple[Change, ...] = (
    add_entity, add_entity, remove_entity, add_field, add_field, add_field, remove_field, change_type, change_type,
    change_null, add_reference, add_reference, remove_reference, switch, reorder,
)  # fmt: skip


def next_entities(random: Random, before: Entities) -> tuple[str, Entities, set[str]]:
    """One to three changes that the notation accepts: their names, the entities, and the fields that may differ."""
    for _ in range(TRIES):
        entities = {name: dict(fields) for name, fields in before.items()}
        changes = random.sample(CHANGES, random.randint(1, 3))
        try:
            for change in changes:
                change(random, entities)
            entities_of({"entities": entities})
        except (BlueprintError, NothingToChangeError):
            continue
        return ", ".join(change.__name__ for change in changes), entities, changed(before, entities)
    raise AssertionError(f"no change was accepted in {TRIES} tries: {before}")


def changed(before: Entities, after: Entities) -> set[str]:
    """What answers call the fields that were there and are written otherwise now; a reference is its key there."""
    found = {"created_at", "updated_at"}
    for name in before.keys() & after.keys():
        for field in before[name].keys() & after[name].keys():
            if before[name][field] != after[name][field]:
                found |= {field, f"{field}_id"}
    return found
