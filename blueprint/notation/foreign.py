"""Recognizes types and modifiers of SQL, Python, Django and Prisma, and translates them into this notation."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from . import names
from .problems import Refusal, quoted

_COLLECTION = r"(?:list|set|array|sequence|frozenset)"
_OPENED = r"\s*[\[(<]\s*['\"]?"
_CLOSED = r"[^\])>]*[\])>]+"
_SET = r"\s*[:=(]?\s*"
_TRUE = r"(?:\s*[:=]\s*(?:true|yes|1)\b)?"
_FALSE = r"\s*[:=]\s*(?:false|no|0)\b"
_MAY_BE_NULL = r"(?:nullable|optional|null|blank)"
_MUST_BE = r"(?:required|mandatory|not[\s_]*null(?:able)?)"
_TEXTS = r"(?:str|string|text|\w*char\w*)"

_TYPES = (
    (rf"{_COLLECTION}{_OPENED}((?-i:[A-Z])\w*)['\"]?\s*[\])>]", r"\1[]"),
    (rf"(?:{_COLLECTION}|dict)\s*[\[<][^\]>]*[\]>]+", "json"),
    (r"\[\s*(\w+)\s*\]", r"\1[]"),
    (rf"(?:has_many|many_?to_?many(?:_?field)?){_OPENED}(\w+){_CLOSED}", r"\1[]"),
    (rf"(?:one_?to_?one(?:_?field)?){_OPENED}(\w+){_CLOSED}", r"\1 unique"),
    (rf"(?:fk|foreign_?key|references?|ref|belongs_to|has_one){_OPENED}(\w+){_CLOSED}", r"\1"),
    (r"(?:optional|nullable)\s*[\[(<](.+?)[\])>]", r"\1?"),
    (r"([\w()\[\], ]+?)\s*\|\s*none", r"\1?"),
    (r"none\s*\|\s*(\w+(?:\([^()]*\))?)", r"\1?"),
    (r"(\w+)\?\s*(\[\s*\]|\([^()]*\))", r"\1\2?"),
    (r"((?-i:[A-Z])\w*)\.\w+", r"\1"),
    (r"(?:character|char)\s+varying(?:\s*(\(\s*\d+\s*\)))?", r"str\1"),
    (r"str\s+(\d+)", r"str(\1)"),
    (r"double\s+precision", "float"),
    (r"timestamp\s*(?:\(\d\))?\s+with(?:out)?\s+time\s+zone", "datetime"),
    (r"time\s*(?:\(\d\))?\s+with(?:out)?\s+time\s+zone", "time"),
    (r"(?:unsigned\s+int(?:eger)?|int(?:eger)?\s+unsigned)", "int >= 0"),
    (r"(?:unsigned\s+bigint|bigint\s+unsigned)", "bigint >= 0"),
    (r"(['\"])(\w+(?:\([^()]*\))?\??)\1", r"\2"),
)

_OPTIONAL = "?"  # the type takes a '?'
_OUT = ""  # the modifier is left out
_LENGTH = "(n)"
_ENTITY = "Entity"  # the type is a reference
_KEY_HINT = "every entity has its own primary key, 'id'; '_key' chooses its kind"

_MODIFIERS: tuple[tuple[str, str | None, str | None], ...] = (
    (r"(unique|index)=(?-i:True)\b", r"\1", None),
    (r"(?:unique|index)=(?-i:False)\b", _OUT, None),
    (rf"{_MAY_BE_NULL}{_FALSE}|{_MUST_BE}{_TRUE}(?!\w|\s*[:=])", _OUT, "without '?' a field is required"),
    (
        rf"{_MUST_BE}{_FALSE}|{_MAY_BE_NULL}{_TRUE}(?!\w|\s*[:=])",
        _OPTIONAL,
        "a '?' after the type lets a field be null",
    ),
    (rf"@id\b|primary[\s_]*key\b{_TRUE}|pk\b{_TRUE}", "unique", _KEY_HINT),
    (r"auto_?increment\b|identity\b|serial\b", _OUT, "only primary keys are numbered; '_key: int' does it"),
    (rf"@?(?:default|server_default)\b{_SET}('(?:[^']|'')*'|\"[^\"]*\"|[^\s()]+(?:\(\))?)\)?(?:::\w+)?", r"= \1", None),
    (rf"(?:max_?length|length|size){_SET}(\d+)\)?", _LENGTH, None),
    (rf"(?:max|maximum|max_value|le|lte|up to|at most){_SET}([0-9.]+)\)?", r"<= \1", None),
    (rf"(?:min|minimum|min_?length|min_value|ge|gte|from|at least){_SET}([0-9.]+)\)?", r">= \1", None),
    (rf"on[\s_]*delete{_SET}(?:models\.)?(cascade|restrict)\b\)?", r"\1", None),
    (rf"on[\s_]*delete{_SET}(?:models\.)?(?:protect|no[\s_]+action)\b\)?", "restrict", None),
    (rf"(?:on[\s_]*delete{_SET}(?:models\.)?)?set[\s_]*null\b\)?", "set_null", None),
    (rf"on[\s_]*update{_SET}(?:cascade|restrict|no[\s_]+action|set[\s_]+null)\b\)?", _OUT, "keys never change"),
    (r"(?:protect|no\s+action)\b", "restrict", None),
    (rf"(?:backref|related_name|back_populates|reverse)\b{_SET}['\"]?(\w+)['\"]?\)?", r"as \1", None),
    (rf"(?:via|using|secondary)\b{_SET}['\"]?(\w+)['\"]?\)?", r"through \1", None),
    (
        r"(?:(?:\bfk|foreign[\s_]*key)\b(?:\s+references\b)?|references?\b|->)\s*[:=(]?\s*['\"]?(\w+)['\"]?(?:\s*[.(]\s*\w+)?\)*",
        _ENTITY,
        "a reference has its entity as the type",
    ),
    (r"@(unique|index)\b", r"\1", None),
    (r"@db\.\w+(?:\([^()]*\))?", _OUT, None),
    (r"comment\s*[:=]?\s*('[^']*'|\"[^\"]*\")", _OUT, "a comment begins with '#'"),
    (r"(?:=>|≥)\s*(\S*)", r">= \1", None),
    (r"(?:=<|≤)\s*(\S*)", r"<= \1", None),
    (r"==\s*(\S*)", r"= \1", None),
    (r"between\s+(\S+)\s+and\s+(\S+)", r">= \1 <= \2", None),
    (r"check\b.*", None, "bounds are written as '>= 1 <= 5'"),
)


@dataclass(frozen=True)
class ForeignType:
    """A type of another notation, and how it is written here."""

    found: str
    near: str


def entity_like(word: str, entities: Collection[str]) -> str | None:
    """Return the entity that `word` names in another case, in snake case or as a plural."""
    spellings = {spelling.replace("_", "").lower() for spelling in (word, names.singular(names.snake(word)))}
    return next((entity for entity in entities if entity.lower() in spellings), None)


def foreign_type(text: str, entities: Collection[str]) -> ForeignType | None:
    """Return the type of another notation at the beginning of the text."""
    for pattern, spelling in _TYPES:
        match = re.match(rf"(?:{pattern})(?=[\s(?<>=]|$)", text, re.IGNORECASE)
        if match is None:
            continue
        near = match.expand(spelling)
        if spelling[:2] == r"\1" and match[1] not in entities and (entity := entity_like(match[1], entities)):
            near = near.replace(match[1], entity, 1)
        return ForeignType(match[0].rstrip(), near)
    return None


def foreign_modifier(rest: str, before: str, entities: Collection[str]) -> Refusal | None:
    """Return the refusal of a modifier of another notation at the beginning of `rest`.

    `before` is the text of the field up to it.
    """
    for pattern, spelling, hint in _MODIFIERS:
        if match := re.match(pattern, rest, re.IGNORECASE):
            return _refusal(match, spelling, hint, before, entities)
    return None


def _refusal(
    match: re.Match[str], spelling: str | None, hint: str | None, before: str, entities: Collection[str]
) -> Refusal:
    modifier = match[0].strip()
    unknown = f"unknown modifier {quoted(modifier)}"
    if spelling is None:
        return Refusal(unknown, hint=hint)
    if spelling == _OUT:
        return Refusal(unknown, hint=f"leave out {quoted(modifier)}{f' ({hint})' if hint else ''}")
    if spelling == _ENTITY and not entity_like(match[1], entities):
        return Refusal(unknown, hint=f"{hint}, as in 'author: Author'")
    if retyped := _retyped(before, spelling, match, entities):
        whole = f"{before.rstrip()} {modifier}"
        return Refusal(f"unknown modifier in {quoted(whole)}", near=retyped, hint=hint)
    if spelling == _LENGTH:
        return Refusal(unknown, near=f"<= {match[1]}")
    return Refusal(unknown, near=match.expand(spelling), hint=hint)


def _retyped(before: str, spelling: str, match: re.Match[str], entities: Collection[str]) -> str | None:
    """Return the text up to the modifier, with the type changed as the modifier says."""
    type_ = re.match(r"(\w+)(?:\s*\([^()]*\))?(?:\s*\[\s*\])?(\s*\?)?", before)
    if type_ is None:
        return None
    modifiers = before[type_.end() :].rstrip()
    if spelling == _OPTIONAL:
        return f"{type_[0].rstrip(' ?')}?{modifiers}"
    if spelling == _ENTITY:
        return f"{entity_like(match[1], entities)}{'?' if type_[2] else ''}{modifiers}"
    if spelling == _LENGTH and re.fullmatch(_TEXTS, type_[1], re.IGNORECASE) and "(" not in type_[0]:
        return f"{type_[1]}({match[1]}){'?' if type_[2] else ''}{modifiers}"
    return None
