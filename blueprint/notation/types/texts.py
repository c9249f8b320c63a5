"""Text of limited length; bounds compare lengths."""

from __future__ import annotations

import re

from ..problems import Refusal
from .field import Arguments, Field, Measure, Samples
from .literals import literal
from .measured import Measured, whole_numbers

_LONGEST_STRING = 10_485_760  # PostgreSQL's limit for varchar(n)
_LONGEST_TEXT = 1_000_000  # the limit of `Str` in the template's schemas/types.py
_LONGEST_INDEXED = 650  # characters of four bytes that fit an entry of PostgreSQL's B-tree (2704 bytes)
INDEX_HINT = f"str is str(255); str({_LONGEST_INDEXED}) is the longest that an index takes"
_EXAMPLE = "text"  # of `Str` in the template's schemas/types.py


class Text(Measured[int]):
    """Text that no argument limits."""

    measure = Measure.LENGTH
    indexed_as = "str"

    def read_bound(self, written: str, arguments: Arguments) -> int:
        if not re.fullmatch(r"[0-9]{1,40}", written):
            raise Refusal(f"'{written}' is not a length", hint="bounds of a string count its characters")
        return int(written)

    def limits(self, arguments: Arguments) -> tuple[int, int]:
        return 0, _LONGEST_TEXT

    def constraints(self, field: Field) -> list[tuple[str, str]]:
        shortest, longest = self.allowed(field.arguments, field.bounds)
        found = [("min_length", str(shortest))] if shortest > 0 else []
        if field.arguments or any("<" in bound.operator for bound in field.bounds):
            found.append(("max_length", str(longest)))
        return found

    def samples(self, field: Field) -> Samples:
        shortest, longest = self.allowed(field.arguments, field.bounds)
        words = field.name.replace("_", " ")
        texts = (text[:longest].strip().ljust(shortest, "x") for text in (words.capitalize(), f"Other {words}"))
        first, other = (literal(text or "x"[:longest]) for text in texts)
        digits = min(longest, max(shortest, 8))
        index = f"number % {10**digits}" if digits < 8 else "number"
        distinct = f'f"{{{index}:0{digits}}}"'
        return Samples(
            first, other, distinct, 10 ** min(digits, 8), _wrong(shortest, longest), _example(shortest, longest)
        )


def _wrong(shortest: int, longest: int) -> list[str]:
    found = [f'"x" * {longest + 1}'] if longest <= 10_000 else []
    if shortest > 1:
        found.append(f'"x" * {shortest - 1}')
    elif shortest == 1:
        found.append('""')
    return [*found, r'"\0"']


def _example(shortest: int, longest: int) -> str | None:
    if shortest > len(_EXAMPLE):
        return f'"x" * {shortest}'
    return literal(_EXAMPLE[:longest]) if longest < len(_EXAMPLE) else None


class String(Text):
    """Text of at most n characters."""

    indexed_as = f"str({_LONGEST_INDEXED})"

    def read_arguments(self, written: tuple[str, ...] | None) -> Arguments:
        if written is None:
            return (255,)
        (length,) = whole_numbers(written, 1, "str(120)")
        if not 1 <= length <= _LONGEST_STRING:
            near = "text" if length else "str"
            raise Refusal(f"the length of str(n) is 1 to {_LONGEST_STRING}, found {length}", near=near)
        return (length,)

    def fits_index(self, arguments: Arguments) -> bool:
        return bool(arguments[0] <= _LONGEST_INDEXED)

    def limits(self, arguments: Arguments) -> tuple[int, int]:
        return 0, arguments[0]


TEXTS = (
    String(
        name="str", usage="str, str(n)", annotation="str", column="sa.String({})",
        input="Str", query="TextParam", filters=("eq", "in", "contains"),
    ),
    Text(
        name="text", unique=False, indexable=False, annotation="str", column="sa.Text",
        input="Str", query="TextParam", filters=("eq", "in", "contains"), sortable=False,
    ),
)  # fmt: skip
