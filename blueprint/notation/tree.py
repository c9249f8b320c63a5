"""Reads YAML text with every scalar kept a string: no aliases, tags or doubled keys, and errors in plain words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

import yaml

from .problems import Refusal, Report

_DEEPEST = 10  # deep enough for what is told better later, not so deep that PyYAML takes minutes
NULLS = ("", "~", "null", "Null", "NULL")

_PLAIN_WORDS = (
    (r"mapping values are not allowed", "a second ':' on a line, or a line that is indented too far"),
    (r"character '\\t'", "a tab; YAML is indented with spaces"),
    (r"character '(.)' that cannot start", r"a value cannot begin with '\1'; put quotes around it"),
    (r"could not find expected ':'", "a name without ':' after it"),
    (r"expected <block end>, but found '-'", "a '-' where a name is expected; fields are written 'name: type'"),
    (r"expected <block end>", "the indentation does not match the lines above, or something follows a closing quote"),
    (r"unexpected end of stream", "a quote that is opened is never closed"),
    (r"expected ',' or '[]}]'", "a bracket is not closed; inside '{ }' quote values that hold brackets or commas"),
    (r"chomping or indentation", "a value cannot begin with '>' or '|'; put quotes around it"),
    (r"mapping keys are not allowed", "a value cannot begin with '?'; put quotes around it"),
    (r"expected the node content", "a value is expected"),
)


@dataclass
class _Node:
    """A mapping or a list that is being read."""

    value: dict[Any, Any] | list[Any]
    path: tuple[str, ...]
    key: str | None = None  # of the value that comes next
    lines: dict[str, int] = field(default_factory=dict)

    def add(self, item: object) -> None:
        if isinstance(self.value, list):
            self.value.append(item)
        else:
            self.value.setdefault(self.key, item)
            self.key = None

    @property
    def wants_key(self) -> bool:
        return isinstance(self.value, dict) and self.key is None


def read_tree(text: str, report: Report) -> object:
    """Dicts, lists, strings, and None for an empty value; doubled keys are reported, the first one stays."""
    try:
        return _build(text, report)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise Refusal(f"the YAML cannot be read at {place}: {_plain(error.problem or str(error))}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refusal(f"the YAML cannot be read at line {line}: a character that YAML does not allow") from None


def _build(text: str, report: Report) -> object:
    root = _Node([], ())
    stack = [root]
    for event in yaml.parse(text, Loader=yaml.SafeLoader):
        _refuse_extras(event)
        if isinstance(event, yaml.DocumentStartEvent) and root.value:
            raise Refusal(f"a second YAML document begins at line {_line(event)}; write one")
        if isinstance(event, yaml.ScalarEvent):
            _scalar(event, stack[-1], report)
        elif isinstance(event, yaml.CollectionStartEvent):
            stack.append(_open(event, stack[-1]))
            if len(stack) > _DEEPEST:
                raise Refusal(f"line {_line(event)}: nested too deep; nothing stands below a field")
        elif isinstance(event, yaml.CollectionEndEvent):
            stack.pop()
    return root.value[0] if root.value else None


def _refuse_extras(event: Any) -> None:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Refusal(f"line {line}: anchors and aliases (& and *) are not part of the notation", hint="write it out")
    if getattr(event, "tag", None):
        raise Refusal(f"line {line}: YAML tags ({event.tag}) are not part of the notation", hint="put quotes around it")


def _open(event: Any, parent: _Node) -> _Node:
    if parent.wants_key:
        raise Refusal(f"line {_line(event)}: a name is expected, found a bracket", hint="quote it")
    path = parent.path if parent.key is None else (*parent.path, parent.key)
    node = _Node({} if isinstance(event, yaml.MappingStartEvent) else [], path)
    parent.add(node.value)
    return node


def _scalar(event: Any, node: _Node, report: Report) -> None:
    if node.wants_key:
        _key(event, node, report)
    else:
        plain = event.style is None
        node.add(None if plain and event.value in NULLS else event.value)


def _key(event: Any, node: _Node, report: Report) -> None:
    node.key = event.value
    line = _line(event)
    first = node.lines.setdefault(event.value, line)
    if event.value in node.value and isinstance(node.value, dict):
        path = [*node.path, event.value]
        entity, name, *_ = [*(path[1:] if path[0] == "entities" else path), None, None]
        lines = f"lines {first} and {line}" if first != line else f"line {line}"
        report.add(entity, name, Refusal(f"is written twice ({lines})"))


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _plain(problem: str) -> str:
    for pattern, words in _PLAIN_WORDS:
        if match := re.search(pattern, problem):
            return match.expand(words)
    return problem
