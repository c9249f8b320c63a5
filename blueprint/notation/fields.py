"""Gives the parts of a scalar field their meaning: the type with its arguments, bounds, default, flags."""

from __future__ import annotations

import operator
from collections.abc import Collection
from typing import Any

from .foreign import entity_like
from .grammar import NAMED, ON_DELETE, Written
from .problems import Refusal, meant, nearest, quoted
from .types import TYPES, USAGES
from .types.aliases import ALIASES, meant_by
from .types.enums import Enum
from .types.field import Arguments, Bound, Default, Field, FieldType, Measure
from .types.measured import Measured, N
from .types.texts import INDEX_HINT

_ORDER = (">=", ">", "<=", "<")
_HOLDS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


def read_field(name: str, written: Written) -> Field:
    """The field, or a Refusal of the first thing in it that cannot be."""
    type_ = TYPES[written.head]
    arguments = _arguments(name, type_, written)
    _check_modifiers(type_, arguments, written)
    bounds = _bounds(type_, arguments, written)
    return Field(
        name=name,
        type=type_,
        arguments=arguments,
        nullable=written.optional,
        unique="unique" in written.words,
        index="index" in written.words and "unique" not in written.words,
        bounds=bounds,
        default=_default(type_, arguments, bounds, written),
    )


def unknown_type(written: Written, entities: Collection[str]) -> Refusal:
    """What to say of a type that is neither a scalar nor an entity."""
    head = written.head
    if entity := entity_like(head, entities):
        return Refusal(f"unknown entity '{head}'", near=entity)
    if head.lower() in ALIASES:
        near = "json" if written.many else meant_by(head.lower(), written.arguments)
        return Refusal(f"unknown type {quoted(written.type_text)}", near=near, accepted=USAGES)
    if head[0].isupper() and (entity := nearest(head, entities)):
        return Refusal(f"unknown entity '{head}'", near=entity)
    if head[0].isupper() and head.lower() not in TYPES:
        return Refusal(f"unknown entity '{head}'", near=_near_type(head), accepted=entities)
    return Refusal(f"unknown type '{head}'", near=_near_type(head), accepted=(*USAGES, "Entity", "Entity[]"))


def _near_type(head: str) -> str | None:
    aliases = {alias: spelling.rstrip("*") for alias, spelling in ALIASES.items()}
    return meant(head, aliases | {name: name for name in TYPES})


def _arguments(name: str, type_: FieldType, written: Written) -> Arguments:
    if written.many:
        raise Refusal(
            f"{quoted(written.type_text)} is a list of values, and only entities make lists",
            near="json",
            hint="or make an entity for the values",
        )
    if written.arguments is not None and not type_.usage:
        near = f"str({', '.join(written.arguments)})" if type_.measure is Measure.LENGTH else type_.name
        raise Refusal(f"{quoted(written.type_text)} holds parentheses, which {type_.name} does not take", near=near)
    try:
        return type_.read_arguments(written.arguments)
    except Refusal as refusal:
        meant_ = refusal.near or type_.near(name, written.arguments or ())
        if meant_ is None:
            raise
        raise Refusal(f"{quoted(written.type_text)}: {refusal.found}", near=meant_, hint=refusal.hint) from refusal


def _check_modifiers(type_: FieldType, arguments: Arguments, written: Written) -> None:
    for word in (*ON_DELETE, *NAMED):
        named = {"as": written.reverse, "through": written.through}
        if word in written.words or named.get(word):
            part = f"{word} {named[word]}" if named.get(word) else word
            raise Refusal(f"'{part}' belongs to references, and {type_.name} is no entity", hint=f"leave out '{part}'")
    flags = [word for word in written.words if word in ("unique", "index")]
    if flags and not type_.fits_index(arguments):
        found = f"'{written.type_text}' cannot be '{flags[0]}': no index takes such values"
        hint = INDEX_HINT if type_.indexed_as else f"leave out '{flags[0]}'"
        raise Refusal(found, near=type_.indexed_as, hint=hint)
    if "unique" in flags and not type_.unique:
        found = f"{type_.name} cannot be 'unique' alone: the table could hold a few rows only"
        raise Refusal(found, hint="leave out 'unique'; '_unique' makes it unique together with other fields")


def _bounds(type_: FieldType, arguments: Arguments, written: Written) -> tuple[Bound, ...]:
    if not written.bounds:
        return ()
    if not isinstance(type_, Measured):
        raise Refusal(
            f"{type_.name} has no bounds; numbers have, and the lengths of str and text",
            hint=f"leave out '{' '.join(written.bounds[0])}'",
        )
    bounds = sorted(
        (Bound(sign, type_.read_bound(value, arguments)) for sign, value in written.bounds),
        key=lambda bound: _ORDER.index(bound.operator),
    )
    _check_bounds(type_, arguments, bounds)
    return tuple(bounds)


def _check_bounds(type_: Measured[N], arguments: Arguments, bounds: list[Bound]) -> None:
    for side in (_ORDER[:2], _ORDER[2:]):
        if all(any(bound.operator == sign for bound in bounds) for sign in side):
            raise Refusal(f"'{side[0]}' and '{side[1]}' both bound the same side")
    low, high = type_.limits(arguments)
    for bound in bounds:
        if not low <= bound.value <= high:
            found = f"'{_shown(bound)}' is outside what {type_.spelled(arguments)} can be"
            raise Refusal(found, hint=_range(type_, arguments))
    texts = type_.measure is Measure.LENGTH
    low, high = type_.allowed(arguments, bounds)
    if low > high or (texts and high < 1):
        hint = "a text that can only be empty says nothing" if texts else None
        raise Refusal(f"'{' '.join(map(_shown, bounds))}' leaves no {type_.measure} that fits", hint=hint)


def _default(type_: FieldType, arguments: Arguments, bounds: tuple[Bound, ...], written: Written) -> Default | None:
    if written.default is None:
        return None
    leave_out = f"leave out {quoted(written.default_text)}"
    if written.default.lower() in ("null", "none") and not written.quoted and not isinstance(type_, Enum):
        raise _null(written, leave_out)
    if not type_.takes_default:
        raise Refusal(f"{type_.name} takes no default", hint=leave_out)
    if "unique" in written.words:
        raise Refusal("a unique field takes no default: the second row would break it", hint=leave_out)
    value = type_.read_default(written.default, arguments)
    if isinstance(type_, Measured):
        _check_default(value, type_, arguments, bounds)
    return Default(value)


def _null(written: Written, leave_out: str) -> Refusal:
    if written.optional:
        return Refusal("with '?' after the type null is the default", hint=leave_out)
    return Refusal(f"{quoted(written.type_text)} without '?' is never null", near=f"{written.type_text}?")


def _check_default(value: Any, type_: Measured[N], arguments: Arguments, bounds: tuple[Bound, ...]) -> None:
    measured = len(value) if isinstance(value, str) else value
    low, high = type_.limits(arguments)
    if not low <= measured <= high:
        found = f"the default '{value}' does not fit {type_.spelled(arguments)}"
        raise Refusal(found, hint=_range(type_, arguments))
    for bound in bounds:
        if not _HOLDS[bound.operator](measured, bound.value):
            raise Refusal(f"the default '{value}' breaks the bound '{_shown(bound)}'")


def _shown(bound: Bound) -> str:
    return f"{bound.operator} {bound.value}"


def _range(type_: Measured[N], arguments: Arguments) -> str:
    low, high = type_.limits(arguments)
    return f"its {type_.measure} is {low} to {high}"
