"""Takes the text of one field apart: type, arguments, modifiers; knows how they are written, not what they mean."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .problems import Refusal, nearest

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
_QUOTED = re.compile(r"""=\s*(?P<quote>['"])(?P<value>(?:(?!(?P=quote)).|(?P=quote){2})*)(?P=quote)(?!\S)""", re.DOTALL)
_PLAIN = re.compile(r"=\s*(?P<value>\S*)")
_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")

# What people write out of habit, and how it is written here; `{type}` is the field's type as written.
_FOREIGN_TYPES = (
    (r"(?:list|set|array|sequence|frozenset)\s*[\[(<]\s*((?-i:[A-Z])\w*)\s*[\])>]", r"\1[]"),
    (r"(?:list|set|array|sequence|frozenset|dict)\s*[\[<].*", "json"),
    (r"\[\s*(\w+)\s*\]", r"\1[]"),
    (r"(?:has_many|many_to_many|manytomany|manytomanyfield)\s*[\[(]\s*['\"]?(\w+).*", r"\1[]"),
    (r"(?:fk|foreign_?key|references?|ref|belongs_to|has_one|one_to_one|onetoonefield)\s*[\[(]\s*['\"]?(\w+).*", r"\1"),
    (r"(?:optional|nullable)\s*[\[(<](.+?)[\])>]", r"\1?"),
    (r"([\w()\[\], ]+?)\s*\|\s*none", r"\1?"),
    (r"(\w+)\?\s*(\[\s*\]|\([^()]*\))", r"\1\2?"),
    (r"([A-Z]\w*)\.\w+", r"\1"),
    (r"(?:character|char)\s+varying\s*(\(\s*\d+\s*\))?", r"str\1"),
    (r"str\s+(\d+)", r"str(\1)"),
    (r"double\s+precision", "float"),
    (r"timestamp\s+with(?:out)?\s+time\s+zone", "datetime"),
    (r"time\s+with(?:out)?\s+time\s+zone", "time"),
    (r"(?:unsigned\s+int(?:eger)?|int(?:eger)?\s+unsigned)", "int >= 0"),
    (r"(?:unsigned\s+bigint|bigint\s+unsigned)", "bigint >= 0"),
)
_FOREIGN_MODIFIERS = (
    (r"(?:nullable|optional|null|blank)\b.*", "{type}?", "a '?' after the type lets a field be null"),
    (r"(?:required|mandatory|not[\s_]*null)\b.*", "{type}", "without '?' a field is required"),
    (r"(?:primary[\s_]*key|pk)\b.*", None, "every entity has a key of its own, 'id'; '_key' says of which kind"),
    (r"(?:auto_?increment|identity|serial)\b.*", None, "the server makes keys; '_key: int' numbers them"),
    (r"(?:default|server_default)\s*[:=(]?\s*([^\s()]+)\)?.*", r"= \1", None),
    (r"(?:max|maximum|max_?length|max_value|le|lte|up to|at most)\s*[:=(]?\s*([0-9.]+).*", r"<= \1", None),
    (r"(?:min|minimum|min_?length|min_value|ge|gte|from|at least)\s*[:=(]?\s*([0-9.]+).*", r">= \1", None),
    (r"on[\s_]*delete\s*[:=(]?\s*cascade.*", "cascade", None),
    (r"on[\s_]*delete\s*[:=(]?\s*(?:restrict|protect|no\s+action).*", "restrict", None),
    (r"(?:on[\s_]*delete\s*[:=(]?\s*)?set[\s_]*null.*", "set_null", None),
    (r"(?:protect|no\s+action)\b.*", "restrict", None),
    (r"(?:backref|related_name|back_populates|reverse)\s*[:=(]?\s*['\"]?(\w+).*", r"as \1", None),
    (r"(?:via|using|secondary)\s*[:=(]?\s*['\"]?(\w+).*", r"through \1", None),
    (r"references?\b.*", None, "a reference is written with its entity as the type, as in 'author: Author'"),
    (r"(?:=>|≥)\s*(\S*).*", r">= \1", None),
    (r"(?:=<|≤)\s*(\S*).*", r"<= \1", None),
    (r"==\s*(\S*).*", r"= \1", None),
    (r"between\s+(\S+)\s+and\s+(\S+).*", r">= \1 <= \2", None),
    (r"check\b.*", None, "bounds are written as '>= 1 <= 5'"),
)


@dataclass(frozen=True)
class Written:
    """A field as it is written, in parts."""

    head: str  # decimal, Author
    arguments: tuple[str, ...] | None  # ("10", "2"); None without parentheses
    many: bool
    optional: bool
    words: tuple[str, ...]  # unique, index, cascade, restrict, set_null
    bounds: tuple[tuple[str, str], ...]  # (">=", "0")
    default: str | None
    quoted: bool  # the default stands in quotes
    reverse: str | None  # the name after `as`
    through: str | None


def take_apart(text: str) -> Written:
    """The parts of a field's text; a Refusal when it cannot be read."""
    match = _TYPE.match(text)
    rest = text[match.end() :] if match else text
    if match is None or _foreign_type(text) or not re.match(r"[\s<>=≤≥]|$", rest):
        raise _unreadable_type(text)
    parts = _Parts(match[0].strip().rstrip("?"))
    while rest := rest.lstrip():
        rest = parts.take(rest)
    return Written(
        head=match["head"],
        arguments=_split(match["arguments"]),
        many=match["many"] is not None,
        optional=match["optional"] is not None,
        words=tuple(word for word in parts.taken if word in (*FLAGS, *ON_DELETE)),
        bounds=tuple(parts.bounds),
        default=parts.default,
        quoted=parts.quoted,
        reverse=parts.named.get("as"),
        through=parts.named.get("through"),
    )


class _Parts:
    """The modifiers, taken one by one from the front of what is left of the text."""

    def __init__(self, type_text: str) -> None:
        self.type_text = type_text
        self.taken: list[str] = []
        self.bounds: list[tuple[str, str]] = []
        self.default: str | None = None
        self.quoted = False
        self.named: dict[str, str] = {}

    def take(self, rest: str) -> str:
        """Take one modifier; what is left of the text."""
        _refuse_foreign_modifier(rest, self.type_text)
        if match := _BOUND.match(rest):
            return self._take_bound(match, rest)
        if rest.startswith("="):
            return self._take_default(rest)
        word = _WORD.match(rest)
        if word is None:
            raise _unreadable_modifier(rest)
        return self._take_word(word[0], rest[word.end() :])

    def _take_bound(self, match: re.Match[str], rest: str) -> str:
        operator, value = match["operator"], match["value"]
        if not value:
            raise Refusal(f"'{operator}' stands without a number")
        self._once(operator)
        self.bounds.append((operator, value))
        return rest[match.end() :]

    def _take_default(self, rest: str) -> str:
        self._once("=")
        if match := _QUOTED.match(rest):
            self.default = match["value"].replace(match["quote"] * 2, match["quote"])
            self.quoted = True
            return rest[match.end() :]
        if match := _PLAIN.match(rest):
            self.default = _plain_default(match["value"])
            rest = rest[match.end() :]
        if more := list(_more_of_default(rest)):
            raise Refusal(f"the default '{self.default} {' '.join(more)}' holds a space", hint="put it in quotes: '..'")
        return rest

    def _take_word(self, word: str, rest: str) -> str:
        if word not in _WORDS:
            raise Refusal(f"unknown modifier '{word}'", near=nearest(word, _WORDS), accepted=MODIFIERS)
        self._once(word)
        if not re.match(r"[\s<>=]|$", rest):
            raise _unreadable_modifier(word + rest)
        if word not in NAMED:
            return rest
        name = _WORD.match(rest.lstrip())
        if name is None:
            raise Refusal(f"'{word}' stands without a name", accepted=MODIFIERS[-2:])
        self.named[word] = name[0]
        return rest.lstrip()[name.end() :]

    def _once(self, modifier: str) -> None:
        if modifier in self.taken:
            raise Refusal(f"'{modifier}' is written twice")
        self.taken.append(modifier)


def _plain_default(value: str) -> str:
    if not value or value in _WORDS:
        hint = f"the word itself is quoted: = '{value}'" if value else "an empty string is ''"
        raise Refusal("'=' stands without a default", hint=hint)
    if value[0] in "'\"":
        raise Refusal(f"the quote that opens the default {value} is never closed, or something follows it at once")
    return value


def _more_of_default(rest: str) -> Iterator[str]:
    """The words after an unquoted default up to the next modifier, or to what was meant to be one."""
    for chunk in rest.split():
        if chunk[0] in "<>=≤≥" or nearest(chunk, _WORDS) or _foreign_modifier(chunk, ""):
            return
        yield chunk


def _split(arguments: str | None) -> tuple[str, ...] | None:
    if arguments is None:
        return None
    return tuple(argument.strip() for argument in arguments.split(",")) if arguments.strip() else ()


def _foreign_type(text: str) -> str | None:
    """How a type of another notation is written here."""
    for pattern, spelling in _FOREIGN_TYPES:
        if match := re.match(rf"{pattern}(?=[\s(]|$)", text, re.IGNORECASE):
            return match.expand(spelling)
    return None


def _unreadable_type(text: str) -> Refusal:
    if text.count("(") != text.count(")"):
        return Refusal(f"a bracket is not closed in '{text}'")
    if foreign := _foreign_type(text):
        return Refusal(f"'{text}' is not how a type is written", near=foreign)
    return Refusal(f"no type at the beginning of '{text}'", hint="a field is written 'name: type modifiers'")


def _foreign_modifier(rest: str, type_text: str) -> tuple[str | None, str | None] | None:
    """The near miss and the hint for a modifier of another notation."""
    word = _WORD.match(rest)
    if word and word[0] in _WORDS:
        return None
    for pattern, spelling, hint in _FOREIGN_MODIFIERS:
        if match := re.fullmatch(pattern, rest, re.IGNORECASE | re.DOTALL):
            return (match.expand(spelling).replace("{type}", type_text) if spelling else None), hint
    return None


def _refuse_foreign_modifier(rest: str, type_text: str) -> None:
    if foreign := _foreign_modifier(rest, type_text):
        near, hint = foreign
        raise Refusal(f"unknown modifier '{rest}'", near=near, hint=hint)


def _unreadable_modifier(rest: str) -> Refusal:
    if re.match(r"\w*\s*,", rest):
        return Refusal("modifiers are separated by spaces, not by commas")
    return Refusal(f"'{rest}' cannot be read as a modifier", accepted=MODIFIERS)
