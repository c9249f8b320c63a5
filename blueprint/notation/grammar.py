"""Splits the text of one field into type, arguments and modifiers; knows how they are written, not what they mean."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from .foreign import entity_like, foreign_modifier, foreign_type
from .problems import Refusal, nearest, quoted

FLAGS = ("unique", "index")
ON_DELETE = ("cascade", "restrict", "set_null")
NAMED = ("as", "through")
MODIFIERS = (*FLAGS, ">= n", "> n", "<= n", "< n", "= default", *ON_DELETE, "as name", "through Entity")

_WORDS = (*FLAGS, *ON_DELETE, *NAMED)
_TYPE = re.compile(
    r"(?P<head>[A-Za-z_][A-Za-z0-9_]*)"
    r"(?:\s*\((?P<arguments>[^()]*)\))?(?:\s*(?P<many>\[\s*\]))?(?:\s*(?P<optional>\?))?"
)
_BOUND = re.compile(r"(?P<operator>>=|<=|>|<)\s*(?P<value>[^\s<>=]*)")
_DEFAULT = re.compile(
    r"""=\s*(?:(?P<quote>['"])(?P<quoted>(?:(?!(?P=quote)).|(?P=quote){2})*)(?P=quote)(?!\S)|(?P<plain>\S*))""",
    re.DOTALL,
)
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")


@dataclass(frozen=True)
class Written:
    """A field as it is written, in parts."""

    type_text: str  # decimal(10, 2), Author[]: the type as it stands, without '?'
    head: str  # decimal, Author
    arguments: tuple[str, ...] | None  # ("10", "2"); None without parentheses
    many: bool
    optional: bool
    words: tuple[str, ...] = ()  # unique, index, cascade, restrict, set_null
    bounds: tuple[tuple[str, str], ...] = ()  # (">=", "0")
    default: str | None = None
    default_text: str = ""  # = 'two words': the default as it stands
    quoted: bool = False  # the default stands in quotes
    reverse: str | None = None  # the name after `as`
    through: str | None = None


def take_apart(text: str, entities: Collection[str]) -> Written:
    """Return the parts of a field's text; raise Refusal if it cannot be read."""
    match = _TYPE.match(text)
    rest = text[match.end() :] if match else text
    if match is None or not re.match(r"[\s<>=≤≥]|$", rest) or _is_foreign(match, text, entities):
        raise _unreadable_type(text, rest, entities)
    type_ = Written(
        type_text=match[0].rstrip("? "),
        head=match["head"],
        arguments=_split(match["arguments"]),
        many=match["many"] is not None,
        optional=match["optional"] is not None,
    )
    reader = _Reader(text, entities, type_)
    while rest := rest.lstrip():
        rest = reader.take(rest)
    return reader.written


def _is_foreign(match: re.Match[str], text: str, entities: Collection[str]) -> bool:
    """Tell whether the text begins with a type of another notation; an entity may be called `List` all the same."""
    foreign = foreign_type(text, entities)
    if foreign is None:
        return False
    return entity_like(match["head"], entities) is None or len(foreign.found) > len(match[0])


class _Reader:
    """Takes modifiers from the front of the text, one after the other."""

    def __init__(self, text: str, entities: Collection[str], written: Written) -> None:
        self.text = text
        self.entities = entities
        self.written = written
        self.taken: set[str] = set()

    def take(self, rest: str) -> str:
        """Take one modifier, and return the rest of the text."""
        if foreign := self._foreign(rest):
            raise foreign
        if match := _BOUND.match(rest):
            return self._take_bound(match, rest)
        if match := _DEFAULT.match(rest):
            return self._take_default(match, rest)
        word = _WORD.match(rest)
        if word is None:
            raise _unreadable_modifier(rest)
        return self._take_word(word[0], rest[word.end() :])

    def _take_bound(self, match: re.Match[str], rest: str) -> str:
        operator, value = match["operator"], match["value"]
        if not value:
            raise Refusal(f"'{operator}' stands without a number", hint=f"write it, or leave out '{operator}'")
        self._once(operator)
        self.written = replace(self.written, bounds=(*self.written.bounds, (operator, value)))
        return rest[match.end() :]

    def _take_default(self, match: re.Match[str], rest: str) -> str:
        self._once("=")
        rest = rest[match.end() :]
        quote = match["quote"]
        default = match["quoted"].replace(quote * 2, quote) if quote else _plain_default(match["plain"])
        if not quote and (more := self._more_of_default(rest)):
            found = f"the default '{default}{more}' holds a space"
            raise Refusal(found, near=f"'{default}{more}'", hint="a text with spaces stands in quotes")
        self.written = replace(self.written, default=default, default_text=match[0], quoted=bool(quote))
        return rest

    def _more_of_default(self, rest: str) -> str:
        """Return the text between an unquoted default and the next modifier, or an attempt at one."""
        for chunk in re.finditer(r"\S+", rest):
            modifier = chunk[0][0] in "<>=≤≥" or nearest(chunk[0], _WORDS) or self._foreign(rest[chunk.start() :])
            if modifier:
                return rest[: chunk.start()].rstrip()
        return rest.rstrip()

    def _foreign(self, rest: str) -> Refusal | None:
        """Return the refusal of a modifier of another notation; None for modifiers of this one."""
        word = re.match(r"[A-Za-z_][A-Za-z0-9_]*(?!=(?:True|False)\b)", rest)
        if word and word[0] in _WORDS:
            return None
        return foreign_modifier(rest, self.text[: len(self.text) - len(rest)], self.entities)

    def _take_word(self, word: str, rest: str) -> str:
        if word not in _WORDS:
            raise Refusal(f"unknown modifier '{word}'", near=nearest(word, _WORDS), accepted=MODIFIERS)
        self._once(word)
        if not re.match(r"[\s<>=]|$", rest):
            raise _unreadable_modifier(word + rest)
        if word not in NAMED:
            self.written = replace(self.written, words=(*self.written.words, word))
            return rest
        name = _WORD.match(rest.lstrip())
        if name is None:
            raise Refusal(f"'{word}' stands without a name", accepted=MODIFIERS[-2:])
        if word == "as":
            self.written = replace(self.written, reverse=name[0])
        else:
            self.written = replace(self.written, through=name[0])
        return rest.lstrip()[name.end() :]

    def _once(self, modifier: str) -> None:
        if modifier in self.taken:
            raise Refusal(f"'{modifier}' is written twice", hint=f"leave out '{modifier}'")
        self.taken.add(modifier)


def _plain_default(value: str) -> str:
    if not value:
        raise Refusal(
            "'=' stands without a default", hint="an empty string is ''; one that begins with '#' stands in quotes"
        )
    if value in _WORDS:
        raise Refusal(f"'= {value}' holds a modifier", near=f"= '{value}'", hint="the word itself stands in quotes")
    if value[0] in "'\"":
        raise Refusal(f"the quote that opens the default {value} is never closed, or something follows it at once")
    return value


def _split(arguments: str | None) -> tuple[str, ...] | None:
    if arguments is None:
        return None
    return tuple(argument.strip() for argument in arguments.split(",")) if arguments.strip() else ()


def _unreadable_type(text: str, rest: str, entities: Collection[str]) -> Refusal:
    if text.count("(") != text.count(")"):
        near = f"{text})" if re.fullmatch(r"\w+\s*\([^()<>=]*", text) else None
        return Refusal(f"{quoted(text)} has a bracket that is not closed", near=near)
    if foreign := foreign_type(text, entities):
        return Refusal(f"{quoted(foreign.found)} is not how a type is written", near=foreign.near)
    if rest.startswith(","):
        return _comma(text)
    return Refusal(f"no type at the beginning of {quoted(text)}", hint="a field is written 'name: type modifiers'")


def _unreadable_modifier(rest: str) -> Refusal:
    if re.match(r"\w*\s*,", rest):
        return _comma(rest)
    return Refusal(f"{quoted(rest)} cannot be read as a modifier", accepted=MODIFIERS)


def _comma(text: str) -> Refusal:
    near = re.sub(r"\s*,\s*", " ", text, count=1) if "(" not in text.partition(",")[0] else None
    return Refusal(f"{quoted(text)}: modifiers are separated by spaces, not by commas", near=near)
