"""Gives the parts of a scalar field their meaning: the type with its arguments, bounds, default, flags."""

from __future__ import annotations

import operator
from collections.abc import Collection
from typing import Any

from .grammar import NAMED, ON_DELETE, Written
from .model import Bound, Default, Field
from .problems import Refusal, meant, nearest
from .types import ALIASES, TYPES, USAGES, Arguments, FieldType, Measure, indexable
from .values import Fresh

_ORDER = (">=", ">", "<=", "<")
_LOWER = (">=", ">")
_HOLDS = {">=": operator.ge, ">": operator.gt, "<=": operator.le, "<": operator.lt}


def read_field(name: str, written: Written) -> Field:
    """The field, or a Refusal of the first thing in it that cannot be."""
    type_ = TYPES[written.head]
    arguments = _arguments(type_, written)
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
    head, suffix = written.head, "[]" if written.many else ""
    if head.lower() in ALIASES and not written.many:
        return Refusal(f"unknown type '{head}'", near=_alias(head.lower(), written.arguments), accepted=USAGES)
    if entity := _entity_like(head, entities):
        return Refusal(f"unknown entity '{head}'", near=entity + suffix)
    if head[0].isupper() and head.lower() not in TYPES:
        return Refusal(f"unknown entity '{head}'", near=_near_type(head), accepted=entities)
    return Refusal(f"unknown type '{head}'", near=_near_type(head), accepted=(*USAGES, "Entity", "Entity[]"))


def _near_type(head: str) -> str | None:
    aliases = {alias: spelling.rstrip("*") for alias, spelling in ALIASES.items()}
    return meant(head, aliases | {name: name for name in TYPES})


def _entity_like(head: str, entities: Collection[str]) -> str | None:
    plain = head.replace("_", "")
    return next((entity for entity in entities if entity.lower() == plain.lower()), None) or (
        nearest(head, entities) if head[:1].isupper() else None
    )


def _alias(word: str, arguments: tuple[str, ...] | None) -> str:
    spelling = ALIASES[word]
    kept = f"({', '.join(arguments)})" if arguments else ""
    if spelling == "decimal*" and len(arguments or ()) < 2:
        kept = f"({arguments[0]}, 0)" if arguments else "(10, 2)"
    return spelling.replace("*", kept)


def _arguments(type_: FieldType, written: Written) -> Arguments:
    if written.many:
        raise Refusal(
            f"'{type_.name}[]' cannot be: only entities make lists",
            hint="a list of values is 'json', or an entity of its own",
        )
    try:
        return type_.arguments(written.arguments)
    except Refusal as refusal:
        if written.arguments is None or type_.usage != type_.name:
            raise
        near = "str({})".format(", ".join(written.arguments)) if type_.name == "text" else type_.name
        raise Refusal(f"{type_.name} takes nothing in parentheses", near=near) from refusal


def _check_modifiers(type_: FieldType, arguments: Arguments, written: Written) -> None:
    for word in (*ON_DELETE, *NAMED):
        named = {"as": written.reverse, "through": written.through}
        if word in written.words or named.get(word):
            raise Refusal(f"'{word}' belongs to references, '{type_.name}' is none")
    flags = [word for word in written.words if word in ("unique", "index")]
    if flags and not indexable(type_, arguments):
        hint = "a shorter str(n), up to str(650), can be" if type_.name in ("str", "text") else None
        raise Refusal(f"{_usage(type_, arguments)} cannot be '{flags[0]}': no index takes such values", hint=hint)
    if "unique" in flags and not type_.unique:
        raise Refusal(f"{type_.name} cannot be 'unique' alone: the table could hold a few rows only")


def _bounds(type_: FieldType, arguments: Arguments, written: Written) -> tuple[Bound, ...]:
    if not written.bounds:
        return ()
    if type_.measure is None or type_.limits is None:
        raise Refusal(
            f"'{written.bounds[0][0]} {written.bounds[0][1]}' cannot be: {type_.name} has no bounds",
            hint="numbers have, and the lengths of str and text",
        )
    bounds = sorted(
        (Bound(sign, type_.bound(value, arguments)) for sign, value in written.bounds),
        key=lambda bound: _ORDER.index(bound.operator),
    )
    _check_bounds(type_, arguments, bounds, type_.limits(arguments))
    return tuple(bounds)


def _check_bounds(type_: FieldType, arguments: Arguments, bounds: list[Bound], limits: tuple[Any, Any]) -> None:
    for side in (_ORDER[:2], _ORDER[2:]):
        if all(any(bound.operator == sign for bound in bounds) for sign in side):
            raise Refusal(f"'{side[0]}' and '{side[1]}' both bound the same side")
    for bound in bounds:
        if not limits[0] <= bound.value <= limits[1]:
            raise Refusal(
                f"'{_shown(bound)}' is outside what {_usage(type_, arguments)} can be", hint=_range(type_, limits)
            )
    texts = type_.measure is Measure.LENGTH
    least = 1 if texts else limits[0]
    for bound in bounds:
        if bound.operator in _LOWER:
            least = max(least, bound.value if bound.operator == ">=" else type_.after(bound.value, arguments))
    if least > limits[1] or not all(_HOLDS[bound.operator](least, bound.value) for bound in bounds):
        hint = "a text that can only be empty says nothing" if texts else None
        raise Refusal(f"'{' '.join(map(_shown, bounds))}' leaves no {type_.measure} that fits", hint=hint)


def _default(type_: FieldType, arguments: Arguments, bounds: tuple[Bound, ...], written: Written) -> Default | None:
    if written.default is None:
        return None
    if type_.default is None:
        raise Refusal(f"{type_.name} takes no default")
    if "unique" in written.words:
        raise Refusal("a unique field takes no default: the second row would break it")
    if written.default.lower() in ("null", "none") and not written.quoted and type_.name != "enum":
        hint = f"for the word itself: = '{written.default}'" if type_.measure is Measure.LENGTH else None
        raise Refusal(f"'= {written.default}' says nothing: with '?' after the type null is the default", hint=hint)
    value = type_.default(written.default, arguments)
    if not isinstance(value, Fresh):
        _check_default(value, type_, arguments, bounds)
    return Default(value)


def _check_default(value: Any, type_: FieldType, arguments: Arguments, bounds: tuple[Bound, ...]) -> None:
    if type_.measure is None or type_.limits is None:
        return
    measured = len(value) if type_.measure is Measure.LENGTH else value
    low, high = type_.limits(arguments)
    if not low <= measured <= high:
        raise Refusal(f"the default '{value}' does not fit {_usage(type_, arguments)}", hint=_range(type_, (low, high)))
    for bound in bounds:
        if not _HOLDS[bound.operator](measured, bound.value):
            raise Refusal(f"the default '{value}' breaks the bound '{_shown(bound)}'")


def _shown(bound: Bound) -> str:
    return f"{bound.operator} {bound.value}"


def _range(type_: FieldType, limits: tuple[Any, Any]) -> str:
    return f"its {type_.measure} is {limits[0]} to {limits[1]}"


def _usage(type_: FieldType, arguments: Arguments) -> str:
    return f"{type_.name}({', '.join(map(str, arguments))})" if arguments else type_.name
