"""Entity files drawn from the whole notation: most are valid, and some are what people write by mistake."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from blueprint.notation.types import TYPES, FieldType, Measure

ENTITIES = (
    "Account", "APIKey", "Box", "Category", "Company", "Data", "Datum", "Day", "Event", "Field", "Group", "Import",
    "Index", "Item", "Key", "Link", "Match", "Member", "News", "Order", "Page", "Person", "Query", "Row", "Schema",
    "Series", "Session", "Status", "Table", "Type", "User", "Value",
)  # fmt: skip
"""With names that SQL, Python and the generated modules use, and with plurals of all kinds."""
WORDS = (
    "address", "after", "body", "cascade", "check", "code", "column", "content", "count", "created", "data", "day",
    "description", "end", "field", "filter", "first", "full_name", "group", "head", "index", "items", "key", "kind",
    "label", "last", "level", "limit", "name", "next", "note", "number", "offset", "order", "owner", "page", "path",
    "position", "price", "query", "rank", "row", "sort", "start", "state", "status", "title", "total", "type", "unit",
    "user", "value", "version", "weight", "x",
)  # fmt: skip
DEFAULTS = {
    "str": ("''", "plain", "'two words'", '"it\'s"', "'{{ x }}'", "'%s'", "null"),
    "text": ("plain", "'# no comment'", "'back\\slash'"),
    "int": ("0", "-1", "2147483647", "1.5"),
    "smallint": ("0", "7", "32768"),
    "bigint": ("9223372036854775807", "-9007199254740993"),
    "float": ("0.1", "-1e300", "1"),
    "decimal": ("0", "9.90", "0.001", "1000000"),
    "bool": ("true", "false", "1"),
    "date": ("today", "2000-02-29", "0001-01-01"),
    "time": ("09:30", "23:59:59.999999"),
    "datetime": ("now", "1970-01-01T00:00:00Z", "2024-06-30T12:00:00+02:00"),
    "duration": ("PT30M", "P1DT1S"),
    "json": ("{}", "[]"),
    "email": ("nobody@example.com",),
    "url": ("https://example.com/?a=1&b=%20",),
    "enum": ("a", "B-c", "in"),
}
ARGUMENTS = {
    "str": ("", "(1)", "(3)", "(40)", "(650)", "(2000)"),
    "decimal": ("(1, 0)", "(4, 4)", "(10, 2)", "(15, 4)", "(15, 15)"),
    "enum": ("(a)", "(a, B-c, in)", "(a, A)", "(none, null, a)"),
}
NUMBERS = ("0", "1", "2", "-5", "5", "0.5", "100", "40000")


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """The answers of one project: its keys, its switches, and one to five entities that refer to each other."""
    names = draw(st.lists(st.sampled_from(ENTITIES), min_size=1, max_size=5, unique=True))
    entities = {name: draw(bodies(names)) for name in names}
    entities |= draw(associations(names))
    return {
        "project_name": "Graph",
        "primary_key": draw(st.sampled_from(["uuid7", "uuid4", "int"])),
        "soft_delete": draw(st.booleans()),
        "timestamps": draw(st.booleans()),
        "entities": entities,
    }


@st.composite
def bodies(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    words = draw(st.lists(st.sampled_from(WORDS), max_size=7, unique=True))
    references = draw(st.integers(0, min(3, len(words))))
    body: dict[str, Any] = {
        word: draw(relations(names, word) if place < references else fields()) for place, word in enumerate(words)
    }
    return body | draw(options(words))


@st.composite
def fields(draw: st.DrawFn) -> str:
    type_ = draw(st.sampled_from(list(TYPES.values())))
    text = type_.name + draw(st.sampled_from(ARGUMENTS.get(type_.name, ("",)))) + draw(optional)
    modifiers = [draw(st.sampled_from(["", "", *keys(type_)]))]
    if type_.measure and draw(st.integers(0, 2)) == 0:
        modifiers += draw(bounds(type_))
    if type_.name in DEFAULTS and draw(st.integers(0, 2)) == 0:
        modifiers.append(f"= {draw(st.sampled_from(DEFAULTS[type_.name]))}")
    if draw(st.integers(0, 60)) == 0:
        modifiers.append(draw(st.sampled_from(["unique", "cascade", "nullable", "> x", "as other", "= 7"])))
    return " ".join(filter(None, [text, *draw(st.permutations(modifiers))]))


optional = st.sampled_from(["", "?"])


def keys(type_: FieldType) -> list[str]:
    return [*["index"] * type_.indexable, *["unique"] * type_.unique]


@st.composite
def bounds(draw: st.DrawFn, type_: FieldType) -> list[str]:
    numbers = st.sampled_from(NUMBERS[:3] + NUMBERS[4:5] if type_.measure is Measure.LENGTH else NUMBERS)
    lower = draw(st.sampled_from(["", ">", ">="]))
    upper = draw(st.sampled_from(["", "<", "<="]))
    return [f"{sign} {draw(numbers)}" for sign in (lower, upper) if sign]


@st.composite
def relations(draw: st.DrawFn, names: list[str], word: str) -> str:
    target = draw(st.sampled_from(names))
    named = draw(st.sampled_from(["", f"as {word}_of"]))
    if draw(st.integers(0, 2)) == 0:
        return " ".join(filter(None, [f"{target}[]", named]))
    rule = draw(st.sampled_from(["", "", "cascade", "restrict", "set_null"]))
    unique = draw(st.sampled_from(["", "", "unique"]))
    return " ".join(filter(None, [target + draw(optional), *draw(st.permutations([rule, unique, named]))]))


@st.composite
def associations(draw: st.DrawFn, names: list[str]) -> dict[str, Any]:
    """Nothing, or an entity with two references, and a list through it in an entity of its own."""
    if draw(st.integers(0, 3)):
        return {}
    ways = {"source": f"{names[0]} cascade as linked_from", "target": f"{draw(st.sampled_from(names))} as linked_to"}
    target = ways["target"].split()[0]
    listed = {"Hub": {"label": "str(20)", "links": f"{target}[] as hubs through Membership"}}
    return {
        **listed,
        "Membership": {"hub": "Hub cascade", "target": f"{target} cascade", "note": draw(fields())},
        "Relationship": {**ways, "weight": draw(fields())},
    }


@st.composite
def options(draw: st.DrawFn, words: list[str]) -> dict[str, Any]:
    switches: dict[str, list[Any]] = {
        "_key": ["uuid7", "uuid4", "int"],
        "_soft_delete": [True, False],
        "_timestamps": [True, False],
        "_version": [True, False],
        "_plural": ["things", "rows"],
        "_table": ["any_table", "order"],
    }
    chosen: dict[str, Any] = {
        name: draw(st.sampled_from(levels)) for name, levels in switches.items() if draw(st.integers(0, 5)) == 0
    }
    for name, members in (("_unique", words), ("_index", [*words, "created_at"])):
        if len(words) > 1 and draw(st.integers(0, 4)) == 0:
            chosen[name] = [draw(st.lists(st.sampled_from(members), min_size=2, max_size=3, unique=True))]
    return chosen
