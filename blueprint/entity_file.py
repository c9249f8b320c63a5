"""Finds the text of the entities: an answer is that text, the path of a file, or what Copier has parsed of a file."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import pairwise
from pathlib import Path

import yaml

from .notation.loading import WRAPPER
from .notation.problems import Refusal

LONGEST = 500_000
"""In characters; a hundred entities take some 40,000."""


def text_of(answer: object) -> object:
    """Return the text of the entities. A mapping stays a mapping unless the file that it was read from is known.

    Raises Refusal when a file cannot be read, or when the text is too long.
    """
    if isinstance(answer, Mapping):
        return _text_behind(answer, sys.argv)
    if not isinstance(answer, str):
        return answer
    return _bounded(_content(answer.strip()) if is_path(answer) else answer)


def is_path(answer: str) -> bool:
    """Tell whether an answer names a file: it is one line, in which YAML finds neither a mapping nor a comment."""
    line = answer.strip()
    return bool(line) and "\n" not in line and not line.startswith(("{", "#")) and ": " not in f"{line} "


def forget() -> None:
    """Read files anew from here on: another run begins."""
    _content.cache_clear()


@cache  # once per run, because Cookiecutter changes to another directory before it renders
def _content(name: str) -> str:
    path = Path(name).expanduser()
    try:
        if path.stat().st_size > 4 * LONGEST:  # UTF-8 takes four bytes for a character at most
            raise _too_long(f"'{path}' has {path.stat().st_size:,} bytes")
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        found = f"cannot read the file '{path}': {error.strerror or error}"
        raise Refusal(found, hint="give the path of an entity file, or its text: 'Book:', its fields below") from error
    except UnicodeDecodeError as error:
        raise Refusal(f"cannot read the file '{path}': it is not UTF-8 text", hint="save it as UTF-8") from error


def _bounded(text: str) -> str:
    if len(text) > LONGEST:
        raise _too_long(f"the text has {len(text):,} characters")
    return text


def _too_long(found: str) -> Refusal:
    return Refusal(f"{found}; at most {LONGEST:,} characters are read")


def _text_behind(entities: Mapping[object, object], command: Sequence[str]) -> object:
    """Return the text that Copier has parsed: its loader drops comments, and all but the last of equal keys."""
    for path in _data_files(command):
        text = _bounded(_content(path))
        root = _composed(text)
        own = dict(_values(root)).get(WRAPPER)
        if isinstance(root, yaml.MappingNode) and len(dict(_values(own))) == len(entities):
            return _part(path, text, root)
    return entities


@lru_cache(maxsize=1)  # every file that is rendered asks for it
def _composed(text: str) -> yaml.Node | None:
    return yaml.compose(text, Loader=yaml.SafeLoader)


def _data_files(command: Sequence[str]) -> Iterator[str]:
    yield from (value for option, value in pairwise(command) if option == "--data-file")
    yield from (word.partition("=")[2] for word in command if word.startswith("--data-file="))


def _values(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    return ((str(key.value), value) for key, value in node.value) if isinstance(node, yaml.MappingNode) else iter(())


def _part(path: str, text: str, root: yaml.MappingNode) -> str:
    """Return the lines of a data file that hold the entities, with an empty line for each line before them."""
    starts = {str(key.value): key.start_mark.line for key, _ in reversed(root.value)}
    if len(starts) < len(root.value):
        names = [name for name, _ in _values(root)]
        raise Refusal(f"'{next(name for name in names if names.count(name) > 1)}' is written twice in '{path}'")
    if root.flow_style and len(starts) > 1:
        own = dict(_values(root))[WRAPPER]
        return f"{WRAPPER}: {text[own.start_mark.index : own.end_mark.index]}\n"
    start = starts[WRAPPER] if len(starts) > 1 else 0
    end = min((line for line in starts.values() if line > start and len(starts) > 1), default=None)
    return "\n" * start + "".join(text.splitlines(keepends=True)[start:end])
