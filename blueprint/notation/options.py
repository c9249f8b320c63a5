"""Reads the options of one entity that hold a single value."""

from __future__ import annotations

from dataclasses import dataclass

from . import names
from .loading import Body
from .model import Key
from .problems import Refusal, Report, meant
from .reserved import check_table

_KEYS = {"uuid": Key.UUID7, "integer": Key.INT, "bigint": Key.INT, "serial": Key.INT} | {key: key for key in Key}
"""The kinds of keys by the words that people use for them."""


@dataclass(frozen=True)
class Options:
    """The columns that an entity has besides its fields."""

    key: Key
    soft_delete: bool
    timestamps: bool
    version: bool = False

    def has(self, option: str) -> bool:
        return bool(getattr(self, option.removeprefix("_")))


def read_options(entity: str, body: Body, defaults: Options, report: Report) -> Options:
    """Return what the entity chooses, and the defaults of the project otherwise."""
    return Options(
        key=_key(entity, body, defaults.key, report),
        soft_delete=_switch(body, "_soft_delete", defaults.soft_delete),
        timestamps=_switch(body, "_timestamps", defaults.timestamps),
        version=_switch(body, "_version", defaults.version),
    )


def read_plural_and_table(entity: str, body: Body, report: Report) -> tuple[str, str]:
    """Return the plural of an entity and the name of its table, which follow from each other and from its name."""
    plural = _name(entity, "_plural", body, names.plural(names.snake(entity)), report)
    return plural, _name(entity, "_table", body, plural, report)


def _key(entity: str, body: Body, otherwise: Key, report: Report) -> Key:
    written = body.get("_key")
    if not isinstance(written, str):
        return otherwise
    with report.at(entity, "_key"):
        if written not in list(Key):
            raise Refusal(f"unknown kind of key '{written}'", near=meant(written, _KEYS), accepted=Key)
        return Key(written)
    return otherwise


def _switch(body: Body, option: str, otherwise: bool) -> bool:
    chosen = body.get(option)
    return chosen if isinstance(chosen, bool) else otherwise


def _name(entity: str, option: str, body: Body, otherwise: str, report: Report) -> str:
    name = body.get(option)
    if not isinstance(name, str):
        return otherwise
    with report.at(entity, option):
        check_table(name, option)
        return name
    return otherwise
