"""Reads YAML, or what Copier has already read of it, into names and texts; knows YAML, not types and modifiers."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping, Sized
from itertools import takewhile
from textwrap import shorten

import yaml

from .problems import Refusal, Report, nearest
from .tree import NULLS, read_tree

FieldLists = list[list[str]]
Body = dict[str, "str | FieldLists | None"]  # None: was refused, and said so
Bodies = dict[str, Body]

WRAPPER = "entities"
SWITCHES = ("_soft_delete", "_timestamps", "_version")
LISTS = ("_unique", "_index")
OPTIONS = (*LISTS, "_key", *SWITCHES, "_table", "_plural")

MOST_ENTITIES = 500
MOST_FIELDS = 500
_LONGEST_VALUE = 20_000  # an enum of all time zones takes 15,000

_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TRUE = ("true", "yes", "on")  # as YAML 1.1 reads them, which Copier does
_FALSE = ("false", "no", "off")


def load(entities: object, report: Report) -> Bodies:
    """The text of every field and option by entity and name, in the order in which they were written."""
    with report.at(None):
        tree = read_tree(entities, report) if isinstance(entities, str) else entities
        return {name: _body(name, body, report) for name, body in _top(tree, report).items()}
    return {}


def canonical(bodies: Bodies) -> str:
    """The entities as YAML without comments and wrapper: the same text for the same entities, however they came."""
    if not bodies:
        return ""
    written = {name: _writable(body) or None for name, body in bodies.items()}
    return yaml.dump(
        written, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=sys.maxsize
    )


def _top(tree: object, report: Report) -> dict[str, object]:
    """The bodies of the entities, without the key that may hold them all."""
    entities = _mapping(tree, "the entities")
    if WRAPPER in entities:
        beside = [key for key in entities if key != WRAPPER]
        if beside:
            raise Refusal(f"'{WRAPPER}' holds all entities and stands alone, found {_shown(beside[0])} beside it")
        entities = _mapping(entities[WRAPPER], f"'{WRAPPER}'")
        if WRAPPER in entities:
            raise Refusal(f"'{WRAPPER}' stands inside '{WRAPPER}'; write it once")
    _check_count(entities, "entities", MOST_ENTITIES)
    return _named(entities, None, report)


def _check_count(names: Sized, what: str, most: int) -> None:
    if len(names) > most:
        raise Refusal(f"{len(names):,} {what}; a service has at most {most}")


def _mapping(value: object, what: str) -> Mapping[object, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Refusal(
            f"{what} must be a mapping of names, found {_shown(value)}",
            hint="an entity is written 'Book:', its fields below it as 'title: str'",
        )
    return value


def _named(mapping: Mapping[object, object], entity: str | None, report: Report) -> dict[str, object]:
    """The mapping without the keys that are not text; those are reported."""
    named = {}
    for key, value in mapping.items():
        with report.at(entity):
            named[_text(key, "a name")] = value
    return named


def _body(name: str, body: object, report: Report) -> Body:
    with report.at(name):
        fields = _mapping(body, "an entity")
        _check_count(fields, "lines of an entity", MOST_FIELDS)
        return _joined(name, _named(fields, name, report), report)
    return {}


def _joined(entity: str, fields: dict[str, object], report: Report) -> Body:
    """The fields' texts; what a comma has split in flow style is reported once, not in its pieces."""
    body: Body = {}
    names = list(fields)
    pieces: list[str] = []
    for place, (name, value) in enumerate(fields.items()):
        if name in pieces:
            continue
        body[name] = None
        with report.at(entity, name):
            pieces = _pieces(value, names[place + 1 :], fields)
            if pieces:
                whole = ", ".join([str(value), *pieces])
                raise Refusal("a comma has split it: inside '{ }' such a value is quoted", near=f'"{whole}"')
            body[name] = _value(name, value, fields)
    return body


def _pieces(value: object, names: list[str], fields: dict[str, object]) -> list[str]:
    """The names that follow, up to the one that closes the value's bracket; they are what YAML makes of its rest."""
    if not isinstance(value, str) or value.count("(") <= value.count(")"):
        return []
    rest = list(takewhile(lambda name: fields[name] is None, names))
    end = next((place for place, name in enumerate(rest) if ")" in name), None)
    return [] if end is None else rest[: end + 1]


def _value(name: str, value: object, fields: Mapping[str, object]) -> str | FieldLists:
    if name == "_id":
        raise Refusal("every entity has its primary key, 'id', by itself", hint="leave it out")
    if name.startswith("_") and name not in OPTIONS:
        raise Refusal(f"unknown option '{name}'", near=nearest(name, OPTIONS), accepted=OPTIONS)
    if _is_option(f"_{name}", value):
        raise Refusal(f"'{name}' is an option, and options begin with an underscore", near=f"_{name}")
    if name == "_key" and (columns := _columns(value, fields)):
        raise _composite(columns, fields)
    if name in LISTS:
        return _lists(value)
    if name in SWITCHES:
        return _switch(value)
    if value is None:
        what = "a value" if name.startswith("_") else "a type"
        raise Refusal(f"{what} is missing", hint=f"it is written '{name}: str'" if what == "a type" else None)
    return _text(value, "a value" if name.startswith("_") else "a field")


def _is_option(name: str, value: object) -> bool:
    if name in SWITCHES:
        return str(value).lower() in (*_TRUE, *_FALSE)
    return name in (*LISTS, "_key") and isinstance(value, list)


def _columns(value: object, fields: Mapping[str, object]) -> list[str]:
    """The fields that `_key` names, which names a kind of key instead."""
    listed = value if isinstance(value, list) else re.split(r"[\s,]+", value) if isinstance(value, str) else []
    named = [str(name) for name in listed]
    return named if isinstance(value, list) or all(name in fields for name in named) else []


def _composite(columns: list[str], fields: Mapping[str, object]) -> Refusal:
    said = fields.get("_unique")
    sets = [*(said if isinstance(said, list) else ()), columns]
    written = ", ".join(f"[{', '.join(map(str, set_))}]" for set_ in sets if isinstance(set_, list))
    found = (
        f"the primary key is one column, 'id', which the server makes; [{', '.join(columns)}] can be unique beside it"
    )
    return Refusal(found, hint=f"leave it out and write '_unique: [{written}]'")


def _switch(value: object) -> str:
    word = str(value).lower()
    if isinstance(value, (bool, str)) and word in (*_TRUE, *_FALSE):
        return "true" if word in _TRUE else "false"
    near = {"1": "true", "0": "false"}.get(word)
    raise Refusal(f"{_shown(value)} is neither true nor false", near=near, accepted=("true", "false"))


def _lists(value: object) -> FieldLists:
    if isinstance(value, list) and value and all(isinstance(item, list) and item for item in value):
        return [[_text(field, "a field's name") for field in item] for item in value]
    fields = value if isinstance(value, list) else re.split(r"[\s,]+", value) if isinstance(value, str) else []
    plain = [field for field in fields if isinstance(field, str) and re.fullmatch(r"\w+", field)]
    near = f"[[{', '.join(plain)}]]" if plain else None
    raise Refusal(f"'[{', '.join(plain)}]' is not a list of lists of field names, as in '[[book, rating]]'", near=near)


def _text(value: object, what: str) -> str:
    if isinstance(value, str):
        if _UNWRITABLE.search(value):
            raise Refusal(f"{what} holds a control character, or one that nobody sees: {shorten(repr(value), 80)}")
        if len(value) > _LONGEST_VALUE:
            raise Refusal(f"{what} has {len(value):,} characters; at most {_LONGEST_VALUE:,} are read")
        return value
    if isinstance(value, (Mapping, list)):
        raise Refusal(f"{what} is one text, found {_shown(value)}", hint="a field is written 'title: str(200) unique'")
    raise Refusal(f"{what} is text, but YAML reads {_shown(value)} here", hint="put quotes around what you wrote")


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, (list, tuple)):
        return "a list"
    if isinstance(value, bool):
        return f"{str(value).lower()} ({', '.join(_TRUE if value else _FALSE)})"
    if value is None:
        return f"null ({', '.join(NULLS[1:])} or nothing)"
    return f"'{shorten(value, 60)}'" if isinstance(value, str) else f"the {type(value).__name__} {value}"


class _Switch(str):
    """A text that is written without quotes, although YAML reads it as a bool."""


class _Dumper(yaml.SafeDumper):
    """Mappings one name per line, lists of fields in brackets, an entity without fields as a bare name."""

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - PyYAML passes it
        return True


_Dumper.add_representer(_Switch, lambda dumper, word: dumper.represent_scalar("tag:yaml.org,2002:bool", str(word)))
_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
_Dumper.add_representer(
    list, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)


def _writable(body: Body) -> dict[str, object]:
    return {name: _Switch(value) if name in SWITCHES else value for name, value in body.items()}
