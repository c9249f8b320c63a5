"""Somebody who does exactly what each message says gets the entities that they meant."""

from __future__ import annotations

from copy import deepcopy
from dataclasses import replace
from pathlib import Path

import pytest

from blueprint.notation.model import Entity, Key, ManyToMany
from tests.entity_files import REAL
from tests.notation.obeying import Entities, accepted
from tests.notation.reading import parsed
from tests.notation.transcription import HABITS, Habit, transcribed

SMALL = [file for file in REAL if file.stem in ("networth", "rentals")]


def meant(file: Path) -> tuple[Entity, ...]:
    return parsed(file.read_text(encoding="utf-8"))


@pytest.mark.parametrize("file", REAL, ids=lambda file: file.stem)
@pytest.mark.parametrize(
    ("habit", "key"), [(HABITS[0], Key.INT), *((habit, Key.UUID7) for habit in HABITS)], ids=lambda value: value.name
)
def test_obeying_all_messages_leads_to_the_meant_entities(file: Path, habit: Habit, key: Key) -> None:
    entities = meant(file)
    check(accepted(transcribed(entities, habit), key=key, timestamps=False), entities, habit)


@pytest.mark.parametrize("file", SMALL, ids=lambda file: file.stem)
@pytest.mark.parametrize("habit", HABITS, ids=lambda habit: habit.name)
def test_messages_can_be_obeyed_one_by_one(file: Path, habit: Habit) -> None:
    entities = meant(file)
    check(accepted(transcribed(entities, habit), one_by_one=True, timestamps=False), entities, habit)


def check(found: tuple[Entity, ...], entities: tuple[Entity, ...], habit: Habit) -> None:
    if habit.mirrored:
        assert sides(found) == sides(entities)
        found, entities = (tuple(without_lists(entity) for entity in read) for read in (found, entities))
    assert dict(zip(names(found), found, strict=True)) == dict(zip(names(entities), entities, strict=True))


def names(entities: tuple[Entity, ...]) -> list[str]:
    return [entity.name for entity in entities]


def sides(entities: tuple[Entity, ...]) -> set[frozenset[tuple[str, str]]]:
    """Many-to-many relations, whichever of their entities declares them."""
    return {
        frozenset({(entity.name, field.name), (field.target, field.reverse)})
        for entity in entities
        for field in entity.fields
        if isinstance(field, ManyToMany)
    }


def without_lists(entity: Entity) -> Entity:
    fields = tuple(field for field in entity.fields if not isinstance(field, ManyToMany))
    reverses = tuple(reverse for reverse in entity.reverses if reverse.many_to_many is None)
    return replace(entity, fields=fields, reverses=reverses)


WRITTEN = {
    "both sides of a tree": (
        {"Part": {"parent": "Part?", "children": "Part[]"}},
        {"Part": {"parent": "Part? as children"}},
    ),
    "two references and their lists": (
        {"User": {"sent": "Mail[]", "mails": "Mail[]"}, "Mail": {"recipient": "User", "sender": "User"}},
        {"User": {}, "Mail": {"recipient": "User", "sender": "User as sent"}},
    ),
    "two lists": (
        {"Book": {"tags": "Tag[]"}, "Tag": {"tagged": "Book[]"}},
        {"Book": {}, "Tag": {"tagged": "Book[]"}},
    ),
    "two lists, one of which names the other": (
        {"Book": {"labels": "Tag[]"}, "Tag": {"titles": "Book[] as labels"}},
        {"Book": {}, "Tag": {"titles": "Book[] as labels"}},
    ),
    "lists through another entity": (
        {
            "Book": {"tags": "Tag[] through Tagging"},
            "Tag": {"books": "Book[] through Tagging"},
            "Tagging": {"book": "Book", "tag": "Tag"},
        },
        {"Book": {"tags": "Tag[] through Tagging"}, "Tag": {}, "Tagging": {"book": "Book", "tag": "Tag"}},
    ),
    "one to one, both sides unique": (
        {"User": {"profile": "Profile? unique"}, "Profile": {"user": "User unique"}},
        {"User": {}, "Profile": {"user": "User unique"}},
    ),
    "a column that says more than its reference": (
        {"User": {}, "Profile": {"userId": "uuid? unique", "user": "User cascade"}},
        {"User": {}, "Profile": {"user": "User? unique cascade"}},
    ),
    "a set of columns in camel case": (
        {"User": {}, "Vote": {"userId": "User", "pollDay": "date", "_unique": [["userId", "pollDay"]]}},
        {"User": {}, "Vote": {"user": "User", "poll_day": "date", "_unique": [["user", "poll_day"]]}},
    ),
    "tables of SQL": (
        {
            "users": {"id": "bigserial primary key", "nick": "varchar(20) not null unique"},
            "blog_posts": {"id": "bigint primary key", "user_id": "bigint not null references users(id)"},
        },
        {"User": {"nick": "str(20) unique", "_key": "int"}, "BlogPost": {"user": "User", "_key": "int"}},
    ),
    "a composite key": (
        {"A": {}, "B": {"a_id": "A", "n": "int", "_key": ["a_id", "n"]}},
        {"A": {}, "B": {"a": "A", "n": "int", "_unique": [["a", "n"]]}},
    ),
    "members of enums": (
        {"A": {"a": "enum(1, 2, 3) = 2", "b": "enum('in progress', done) = 'in progress'", "n": "enum(5, 9)"}},
        {"A": {"a": "smallint >= 1 <= 3 = 2", "b": "enum(in_progress, done) = in_progress", "n": "enum(n_5, n_9)"}},
    ),
    "a soft reference stays": (
        {"User": {}, "Log": {"user_id": "uuid?", "actor_id": "str?"}},
        {"User": {}, "Log": {"user_id": "uuid?", "actor_id": "str?"}},
    ),
    "a list and a reference of other names stay": (
        {"Group": {"topics": "Topic[]"}, "Topic": {"group": "Group as own_topics"}},
        {"Group": {"topics": "Topic[]"}, "Topic": {"group": "Group as own_topics"}},
    ),
    "text that is indexed": (
        {"A": {"slug": "text unique", "name": "text", "year": "int", "_index": [["name", "year"]]}},
        {"A": {"slug": "str unique", "name": "str", "year": "int", "_index": [["name", "year"]]}},
    ),
    "defaults of SQL and Python": (
        {"A": {"a": "bool = True", "b": "timestamp default now()", "c": "json = dict", "d": "str default 'x y'"}},
        {"A": {"a": "bool = true", "b": "datetime = now", "c": "json = {}", "d": "str = 'x y'"}},
    ),
    "modifiers of Django": (
        {"B": {}, "A": {"a": "CharField(9) null=True unique=True", "b_id": "ForeignKey(B) on_delete=models.CASCADE"}},
        {"B": {}, "A": {"a": "str(9)? unique", "b": "B cascade"}},
    ),
}  # fmt: skip


@pytest.mark.parametrize(("written", "entities"), WRITTEN.values(), ids=WRITTEN)
def test_obeying_leads_to_the_meant_entities_of(written: Entities, entities: Entities) -> None:
    assert accepted(deepcopy(written)) == parsed(entities)
