"""Variants as files that Copier takes: rows of levels are written as entities, and read back from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import product
from pathlib import Path
from typing import Any

import yaml

from tests.matrix.options import ANSWERS, ARGUMENTS, FIELDS, OPTIONS, RELATIONS, Factors, Row

DIRECTORY = Path(__file__).with_name("variants")
NAMES: tuple[Mapping[str, str], ...] = (
    {"project_name": "Abc"},
    {"project_name": "A Name Of Which Forty Letters Are The Package"},
    {
        "project_name": "Variant",
        "project_slug": "a-slug",
        "package_name": "some_package",
        "description": "What it is for.",
    },
)
"""Which the variants take in turn: lines of all lengths, and every other question answered."""
ENTITIES = ("Atom", "Beam", "Coil", "Dome", "Easel", "Flask", "Gauge", "Hinge", "Inlet", "Jetty")
"""What the entities that are varied are called; the others are there for them to refer to."""
TARGETS = {"Owner": {"name": "str(40) unique"}, "Tag": {"name": "str(40)"}}

Answers = dict[str, Any]
Body = dict[str, Any]


def name_of(row: Row) -> str:
    """The readable id of the variant that a row belongs to: its answers."""
    deleted = {"true": "soft", "false": "hard"}[row["soft_delete"]]
    stamped = {"true": "stamped", "false": "bare"}[row["timestamps"]]
    return f"{row['primary_key']}-{deleted}-{stamped}"


def write(rows: Iterable[Row], names: Mapping[str, str]) -> Answers:
    """The answers that all these rows share, and an entity for each."""
    rows = list(rows)
    entities: dict[str, Body] = dict(TARGETS)
    for name, row in zip(ENTITIES[: len(rows)], rows, strict=True):
        entities |= _entities(name, row)
    switches = {answer: rows[0][answer] == "true" for answer in ("soft_delete", "timestamps")}
    return {**names, "primary_key": rows[0]["primary_key"], **switches, "entities": entities}


def read(answers: Answers) -> list[Row]:
    """The rows that are written there, from its words alone."""
    shared = {
        "primary_key": answers["primary_key"],
        **{answer: str(answers[answer]).lower() for answer in ("soft_delete", "timestamps")},
    }
    assert shared.keys() == ANSWERS.keys()
    return [{**shared, **_row(name, body)} for name, body in answers["entities"].items() if name in ENTITIES]


def _entities(name: str, row: Row) -> dict[str, Body]:
    body = {f"{type_}_value": _field(type_, row) for type_ in FIELDS}
    body["parent"] = _reference(name, row)
    if parts := _list(name, row):
        body["parts"] = parts
    written = {name: {**body, **{option: _option(name, option, row) for option in OPTIONS if row[option]}}}
    if row["reference to"] == "circle":
        written[f"{name}Partner"] = {"name": "str(40)", "back": f"{name}?"}
    if row["list"] == "through":
        other = name if row["list to"] == "itself" else "Tag"
        written[f"{name}Link"] = {
            "source": f"{name} as {name.lower()}_sources",
            "target": f"{other} as {name.lower()}_targets",
            "weight": "int = 1",
        }
    return written


def _row(name: str, body: Body) -> Row:
    """The levels whose words these are: of all that could be written, what is."""
    row: dict[str, str] = {}
    for type_, factors in FIELDS.items():
        row |= _levels(factors, partial(_field, type_), body[f"{type_}_value"])
    for prefix, field, writer in (("reference", "parent", _reference), ("list", "parts", _list)):
        factors = {factor: levels for factor, levels in RELATIONS.items() if factor.startswith(prefix)}
        row |= _levels(factors, partial(writer, name), body.get(field, ""))
    for option, levels in OPTIONS.items():
        row |= _levels({option: levels}, partial(_option, name, option), body.get(option, ""))
    return row


def _levels(factors: Factors, writer: Callable[[Row], Any], written: Any) -> Row:
    rows = (dict(zip(factors, levels, strict=True)) for levels in product(*factors.values()))
    return next(row for row in rows if writer(row) == written)


def _field(type_: str, row: Row) -> str:
    arguments = row.get(f"{type_} ()") or ARGUMENTS.get(type_, ("",))[0]
    default = row.get(f"{type_} default")
    words = (row[f"{type_} ?"], row.get(f"{type_} key"), row.get(f"{type_} bounds"), default and f"= {default}")
    return " ".join(filter(None, [f"{type_}{arguments}{words[0]}", *words[1:]]))


def _reference(name: str, row: Row) -> str:
    target = {"another": "Owner", "itself": name, "circle": f"{name}Partner"}[row["reference to"]]
    named = f"as {name.lower()}_children" if row["reference as"] else ""
    words = (row["reference unique"], row["reference on delete"], named)
    return " ".join(filter(None, [target + row["reference ?"], *words]))


def _list(name: str, row: Row) -> str:
    if not row["list"]:
        return ""
    target = {"another": "Tag", "itself": name}[row["list to"]]
    named = f"as {name.lower()}_wholes" if row["list as"] else ""
    through = f"through {name}Link" if row["list"] == "through" else ""
    return " ".join(filter(None, [f"{target}[]", named, through]))


def _option(name: str, option: str, row: Row) -> Any:
    named: Mapping[str, Mapping[str, Any]] = {
        "_unique": {"set": [["parent", "smallint_value"]]},
        "_index": {"set": [["parent", "date_value"]]},
        "_table": {"named": f"{name.lower()}_table"},
        "_plural": {"named": f"{name.lower()}_rows"},
    }
    return named.get(option, {"true": True, "false": False}).get(row[option], row[option])


def load(name: str) -> Answers:
    answers: Answers = yaml.safe_load((DIRECTORY / f"{name}.yml").read_text(encoding="utf-8"))
    return answers


VARIANTS = sorted(path.stem for path in DIRECTORY.glob("*.yml"))
