"""Reads YAML, or the mapping that Copier has made of it, into names and texts; knows nothing of types and modifiers."""

from __future__ import annotations

import re
import sys
from collections.abc import Mapping
from itertools import takewhile
from textwrap import shorten

import yaml

from .problems import Refusal, Report, nearest
from .tree import NULLS, read_tree

FieldLists = list[list[str]]
Body = dict[str, str | bool | FieldLists | None]  # None: was refused, and said so
Bodies = dict[str, Body]

WRAPPER = "entities"
SWITCHES = ("_soft_delete", "_timestamps", "_version")
LISTS = ("_unique", "_index")
OPTIONS = (*LISTS, "_key", *SWITCHES, "_table", "_plural")

_MOST = 500  # entities, and lines of an entity
_LONGEST_VALUE = 20_000  # an enum of all time zones takes 15,000

_UNWRITABLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_TRUE = ("true", "yes", "on")  # as YAML 1.1 reads them, which Copier does
_FALSE = ("false", "no", "off")


def load(entities: object, report: Report) -> Bodies:
    """Return the text of every field and option by entity and name, in the order of the file."""
    with report.at(None):
        tree = read_tree(entities, report) if isinstance(entities, str) else entities
        return {name: _body(name, body, report) for name, body in _top(tree, report).items()}
    return {}


def canonical(bodies: Bodies) -> str:
    """Return the entities as YAML without comments and wrapper: equal entities have equal texts."""
    if not bodies:
        return ""
    written = {name: body or None for name, body in bodies.items()}
    return yaml.dump(
        written, Dumper=_Dumper, default_flow_style=False, sort_keys=False, allow_unicode=True, width=sys.maxsize
    )


def _top(tree: object, report: Report) -> dict[str, object]:
    """Return the bodies of the entities, without the key that may hold all of them."""
    entities = _mapping(tree, "the entities")
    if WRAPPER in entities:
        beside = [key for key in entities if key != WRAPPER]
        if beside:
            raise Refusal(f"'{WRAPPER}' holds all entities and stands alone, found {_shown(beside[0])} beside it")
        entities = _mapping(entities[WRAPPER], f"'{WRAPPER}'")
        if WRAPPER in entities:
            raise Refusal(f"'{WRAPPER}' stands inside '{WRAPPER}'; write it once")
    return _named(entities, "entities", None, report)


def _mapping(value: object, what: str) -> Mapping[object, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise Refusal(
            f"{what} must be a mapping of names, found {_shown(value)}",
            hint="an entity is written 'Book:', its fields below it as 'title: str'",
        )
    return value


def _named(mapping: Mapping[object, object], what: str, entity: str | None, report: Report) -> dict[str, object]:
    """Return the mapping without the keys that are not text; report those."""
    if len(mapping) > _MOST:
        raise Refusal(f"{len(mapping):,} {what}; a service has at most {_MOST}")
    named = {}
    for key, value in mapping.items():
        with report.at(entity):
            named[_text(key, "a name")] = value
    return named


def _body(name: str, body: object, report: Report) -> Body:
    with report.at(name):
        fields = _named(_mapping(body, "an entity"), "lines of an entity", name, report)
        return _joined(name, fields, report)
    return {}


def _joined(entity: str, fields: dict[str, object], report: Report) -> Body:
    """Return the texts of the fields; report a value that a comma has split once, not for each piece."""
    body: Body = {}
    items = list(fields.items())
    pieces: list[str] = []
    for place, (name, value) in enumerate(items, start=1):
        if name in pieces:
            continue
        body[name] = None
        with report.at(entity, name):
            pieces = _pieces(value, items[place:])
            if pieces:
                whole = ", ".join([str(value), *pieces])
                raise Refusal("a comma has split it: inside '{ }' such a value is quoted", near=f'"{whole}"')
            body[name] = _value(name, value, fields)
    return body


def _pieces(value: object, following: list[tuple[str, object]]) -> list[str]:
    """Return the following names up to the one that closes the bracket of the value: YAML has split them off."""
    if isinstance(value, str) and value.count("(") > value.count(")"):
        bare = [name for name, _ in takewhile(lambda item: item[1] is None, following)]
        for count, name in enumerate(bare, start=1):
            if ")" in name:
                return bare[:count]
    return []


def _value(name: str, value: object, fields: Mapping[str, object]) -> str | bool | FieldLists:
    if name == "_id":
        raise Refusal("every entity has its primary key, 'id', by itself", hint="leave it out")
    if name.startswith("_") and name not in OPTIONS:
        raise Refusal(f"unknown option '{name}'", near=nearest(name, OPTIONS), accepted=OPTIONS)
    if _is_option(f"_{name}", value):
        raise Refusal(f"'{name}' is an option, and options begin with an underscore", near=f"_{name}")
    if name == "_key":
        _refuse_composite(value, fields)
    if name in LISTS:
        return _lists(value)
    if name in SWITCHES:
        return _switch(value)
    if name in OPTIONS and value is not None:
        return _text(value, "a value")
    if name in OPTIONS:
        raise Refusal("a value is missing")
    if value is None:
        raise Refusal("a type is missing", hint=f"it is written '{name}: str'")
    return _text(value, "a field")


def _is_option(name: str, value: object) -> bool:
    if name in SWITCHES:
        return str(value).lower() in (*_TRUE, *_FALSE)
    return name in (*LISTS, "_key") and isinstance(value, list)


def _refuse_composite(key: object, fields: Mapping[str, object]) -> None:
    """Refuse the names of fields where the name of a kind of key belongs."""
    columns = [str(name) for name in _words(key)]
    if columns and (isinstance(key, list) or all(name in fields for name in columns)):
        said = fields.get("_unique")
        sets = [*(said if isinstance(said, list) else ()), columns]
        written = ", ".join(f"[{', '.join(map(str, set_))}]" for set_ in sets if isinstance(set_, list))
        unique = f"[{', '.join(columns)}] can be unique beside it"
        found = f"the primary key is one column, 'id', which the server makes; {unique}"
        raise Refusal(found, hint=f"leave it out and write '_unique: [{written}]'")


def _switch(value: object) -> bool:
    word = str(value).lower()
    if isinstance(value, (bool, str)) and word in (*_TRUE, *_FALSE):
        return word in _TRUE
    near = {"1": "true", "0": "false"}.get(word)
    raise Refusal(f"{_shown(value)} is neither true nor false", near=near, accepted=("true", "false"))


def _lists(value: object) -> FieldLists:
    if isinstance(value, list) and value and all(isinstance(item, list) and item for item in value):
        return [[_text(field, "a field's name") for field in item] for item in value]
    plain = [word for word in _words(value) if isinstance(word, str) and re.fullmatch(r"\w+", word)]
    near = f"[[{', '.join(plain)}]]" if plain else None
    raise Refusal(f"'[{', '.join(plain)}]' is not a list of lists of field names, as in '[[book, rating]]'", near=near)


def _words(value: object) -> list[object]:
    """Return the members of a list, or the words of a text."""
    if isinstance(value, list):
        return value
    return list(re.split(r"[\s,]+", value)) if isinstance(value, str) else []


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


class _Dumper(yaml.SafeDumper):
    """Writes one name per line, lists of fields in brackets, and an entity without fields as a bare name."""


_Dumper.add_representer(type(None), lambda dumper, _: dumper.represent_scalar("tag:yaml.org,2002:null", ""))
_Dumper.add_representer(
    list, lambda dumper, items: dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=True)
)
