"""Lays out rendered Python as `ruff format` would: templates write each statement on one line, whatever its names."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import groupby

WIDTH = 120
Import = tuple[str, str]  # module and name
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_IMPORT = re.compile(r" *from \S+ import [^(]+")
_CALL = re.compile(r"[\w.]+\((?!\))")
_ENTRY_OR = re.compile(r'( *)("\w+": .*?) (or .*)')  # of a dict: ruff breaks before the `or`
_ANNOTATED = re.compile(r" *[a-z]\w*: [^\"' ]")


def fit(text: str) -> str:
    """Sort imports that stand together; break the lines that are too long, one part a line with a trailing comma."""
    return "\n".join(line for written in _sorted_imports(text.split("\n")) for line in _fit_line(written))


def _sorted_imports(lines: Iterable[str]) -> Iterator[str]:
    """Templates write imports in the order that most names give; the names decide."""
    for imported, together in groupby(lines, lambda line: _IMPORT.fullmatch(line) is not None):
        block = list(together)
        yield from sorted(block, key=lambda line: _natural(line.split()[1])) if imported else block


def _fit_line(line: str) -> Iterator[str]:
    if len(line) <= WIDTH:
        yield line
        return
    if line.lstrip().startswith("from ") and not line.endswith(("(", ")")):
        module, _, names = line.partition(" import ")
        line = f"{module} import ({names},)"
    if _ANNOTATED.match(line):
        yield from _fit_annotated(line)
    elif alternative := _ENTRY_OR.match(line):
        yield from _fit_line(f"{alternative[1]}{alternative[2]}")
        yield from _fit_line(f"{alternative[1]}{alternative[3]}")
    else:
        yield from _open_last_group(line)


def _fit_annotated(line: str) -> Iterator[str]:
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
        yield from (f"{head} (", *_fit_line(inner + value), f"{indent})")
    elif annotation.endswith("]"):
        opening, _, inside = annotation.partition("[")
        yield from (f"{target}: {opening}[", *_fit_line(inner + inside[:-1]))
        yield from _fit_line(f"{indent}]{equals}{value}")
    elif compound or (alone and not value):
        fits = len(inner + annotation) <= WIDTH
        yield f"{target}: ("
        yield from [inner + annotation] if fits else [inner + annotation.removesuffix(" | None"), f"{inner}| None"]
        yield from _fit_line(f"{indent}){equals}{value}")
    elif call:
        yield from _open_last_group(line)
    else:
        yield line


def _open_last_group(line: str) -> Iterator[str]:
    group = _last_group(line)
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
        yield from _fit_line(f"{indent}{part}{comma}")
    yield f"{indent[4:]}{line[end:]}"


def _last_group(line: str) -> tuple[int, int] | None:
    """The outermost brackets that a break may open: the last round ones, else the last of any kind."""
    groups = [(start, end) for start, end in _groups(line) if end > start + 1]
    round_ones = [group for group in groups if line[group[0]] == "("]
    return next(reversed(round_ones or groups), None)


def _groups(line: str) -> Iterator[tuple[int, int]]:
    depth, start = 0, 0
    for position, character in _outside_strings(line):
        if character in _CLOSING:
            if depth == 0:
                start = position
            depth += 1
        elif character in _CLOSING.values() and depth > 0:
            depth -= 1
            if depth == 0:
                yield start, position


def split(arguments: str) -> list[str]:
    """Split at the commas that are not inside brackets or strings."""
    depth, cuts = 0, [-1]
    for position, character in _outside_strings(arguments):
        depth += (character in _CLOSING) - (character in _CLOSING.values())
        if character == "," and depth == 0:
            cuts.append(position)
    parts = [arguments[left + 1 : right] for left, right in zip(cuts, [*cuts[1:], len(arguments)], strict=True)]
    return [part.strip() for part in parts if part.strip()]


def _outside_strings(text: str) -> Iterator[tuple[int, str]]:
    quote, escaped = "", False
    for position, character in enumerate(text):
        if quote:
            quote = "" if character == quote and not escaped else quote
            escaped = character == "\\" and not escaped
        elif character in "\"'":
            quote = character
        else:
            yield position, character


def imports(modules: Iterable[Import], first_party: str) -> str:
    """Import statements in the order that ruff's isort rules want; a name of "" imports the module itself.

    A module is written `datetime as dt` where it has an alias.
    """
    sections: list[set[tuple[str, str]]] = [set(), set(), set(), set()]
    for module, name in modules:
        sections[_section(module, first_party)].add((module, name))
    return "\n\n".join("\n".join(_statements(section)) for section in sections if section)


def _statements(section: set[Import]) -> Iterator[str]:
    for module in sorted(module for module, name in section if not name):
        yield f"import {module}"
    for module in sorted({module for module, name in section if name}, key=_natural):
        names = sorted((name for source, name in section if source == module and name), key=_member_order)
        yield f"from {module} import {', '.join(names)}"


def _section(module: str, first_party: str) -> int:
    root = module.partition(".")[0].partition(" ")[0]
    return {first_party: 2, "tests": 3}.get(root, 0 if root in _STANDARD else 1)


_STANDARD = {"collections", "datetime", "decimal", "enum", "itertools", "typing", "uuid"}


def _member_order(name: str) -> tuple[object, ...]:
    kind = 0 if len(name) > 1 and name.isupper() else 1 if name[:1].isupper() else 2
    return kind, _natural(name.lower()), _natural(name)


def _natural(name: str) -> list[tuple[int, str]]:
    """A key by which `a2` comes before `a10`."""
    return [(int(part), "") if part.isdigit() else (-1, part) for part in re.split(r"(\d+)", name)]
