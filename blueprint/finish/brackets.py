"""Finds brackets and commas in a line of Python, outside its strings."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

_OPENING, _CLOSING = "([{", ")]}"
_MARKS = re.compile(r"""(?P<mark>[()\[\]{},])|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'""")


def last_group(line: str) -> tuple[int, int] | None:
    """Return where the brackets that a break may open begin and end: the last round ones, else the last of any kind."""
    groups = [(start, end) for start, end in _groups(line) if end > start + 1]
    round_ones = [group for group in groups if line[group[0]] == "("]
    return next(reversed(round_ones or groups), None)


def split(arguments: str) -> list[str]:
    """Split at the commas that are not inside brackets or strings."""
    cuts = [-1, *(place for place, mark, depth in _marks(arguments) if mark == "," and depth == 0), len(arguments)]
    parts = (arguments[left + 1 : right].strip() for left, right in pairwise(cuts))
    return [part for part in parts if part]


def _groups(line: str) -> Iterator[tuple[int, int]]:
    start = 0
    for place, mark, depth in _marks(line):
        if mark in _OPENING and depth == 1:
            start = place
        elif mark in _CLOSING and depth == 0:
            yield start, place


def _marks(text: str) -> Iterator[tuple[int, str, int]]:
    """Yield brackets and commas with their places, and how many brackets are open behind each."""
    depth = 0
    for match in _MARKS.finditer(text):
        mark = match["mark"]
        if not mark or (mark in _CLOSING and depth == 0):  # a line may begin with what closes those of lines above
            continue
        depth += (mark in _OPENING) - (mark in _CLOSING)
        yield match.start(), mark, depth
