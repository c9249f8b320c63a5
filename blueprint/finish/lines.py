"""The lines of a rendered file: what is written in pieces is joined, and what is too long is broken."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from .brackets import last_group, split

WIDTH = 120
_CALL = re.compile(r"[\w.]+\((?!\))")
_ANNOTATED = re.compile(r" *[a-z]\w*: [^\"' ]")


def join_pieces(lines: Iterable[str]) -> list[str]:
    """Join brackets that a template writes in pieces: those whose closing line is indented as the pieces are."""
    joined: list[str] = []
    for line in lines:
        piece = line.lstrip()
        indent = len(line) - len(piece)
        if piece[:1] in (")", "]", "}") and joined and _is_piece(joined[-1], indent):
            pieces = [piece]
            while _indent(joined[-1]) >= indent:
                pieces.insert(0, joined.pop().lstrip())
            joined.append(_joined(joined.pop(), pieces))
        else:
            joined.append(line)
    return joined


def _is_piece(line: str, indent: int) -> bool:
    """Whether the line is the last piece before brackets that close, or opens them and there is no other piece."""
    return _indent(line) <= indent and line.endswith(("(", "[", "{", ","))


def _joined(opening: str, pieces: list[str]) -> str:
    *parts, closing = pieces
    text = f"{opening} {' '.join(parts)}" if opening.endswith(",") else opening + " ".join(parts)
    is_one_tuple = opening.endswith(" (") and len(split(" ".join(parts))) == 1
    return (text if is_one_tuple else text.rstrip().removesuffix(",")) + closing


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def break_long(lines: Iterable[str]) -> Iterator[str]:
    """Break the lines that are too long, one part a line with a trailing comma."""
    for line in lines:
        yield from _broken(line) if len(line) > WIDTH else [line]


def _broken(line: str) -> Iterator[str]:
    if len(line) <= WIDTH:
        yield line
        return
    if line.lstrip().startswith("from ") and not line.endswith(("(", ")")):
        module, _, names = line.partition(" import ")
        line = f"{module} import ({names},)"
    if _ANNOTATED.match(line):
        yield from _broken_annotated(line)
    else:
        yield from _open_last_group(line)


def _broken_annotated(line: str) -> Iterator[str]:
    """Break `target: annotation = value` in the value where that is enough, else in the annotation."""
    target, _, rest = line.partition(": ")
    annotation, equals, value = rest.partition(" = ")
    indent = " " * (len(line) - len(line.lstrip()))
    inner = indent + " " * 4
    head = f"{target}: {annotation} ="
    call = _CALL.match(value)
    compound = annotation.endswith(("]", " | None"))
    alone = call or compound or len(inner + (value or annotation)) <= WIDTH  # whether a line of its own helps
    if call and len(f"{head} {call[0]}") <= WIDTH:
        yield from _open_last_group(line)
    elif value[:1] not in ("", "[", "-") and alone and len(f"{head} (") <= WIDTH:
        yield from (f"{head} (", *_broken(inner + value), f"{indent})")
    elif annotation.endswith("]"):
        opening, _, inside = annotation.partition("[")
        yield from (f"{target}: {opening}[", *_broken(inner + inside[:-1]))
        yield from _broken(f"{indent}]{equals}{value}")
    elif compound or (alone and not value):
        fits = len(inner + annotation) <= WIDTH
        yield f"{target}: ("
        yield from [inner + annotation] if fits else [inner + annotation.removesuffix(" | None"), f"{inner}| None"]
        yield from _broken(f"{indent}){equals}{value}")
    elif call:
        yield from _open_last_group(line)
    else:
        yield line


def _open_last_group(line: str) -> Iterator[str]:
    group = last_group(line)
    if group is None:
        yield line
        return
    start, end = group
    indent = " " * (len(line) - len(line.lstrip()) + 4)
    inside = line[start + 1 : end]
    parts = split(inside)
    # A comma after the only part in brackets that call nothing would make a tuple of it.
    called = line[start] == "(" and line[start - 1 : start].strip(" =(,")
    comma = "," if len(parts) > 1 or inside.endswith(",") or called else ""
    yield line[: start + 1]
    for part in parts:
        yield from _broken(f"{indent}{part}{comma}")
    yield f"{indent[4:]}{line[end:]}"
