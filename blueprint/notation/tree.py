"""Reads YAML, leaving every scalar a string: refuses aliases, tags and duplicate keys, and explains errors plainly."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import takewhile

import yaml

from .problems import Refusal, Report

_Path = tuple[str | None, ...]  # the names above a value; None for a place in a list

_DEEPEST = 9  # deep enough for what is told better later, not so deep that PyYAML takes minutes
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


def read_tree(text: str, report: Report) -> object:
    """Return dicts, lists, strings, and None for empty values; report duplicate keys, and keep the first of them."""
    try:
        return _document(text, report)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "somewhere"
        raise Refusal(f"the YAML cannot be read at {place}: {_plain(error.problem or str(error))}") from None
    except yaml.reader.ReaderError as error:
        line = text.count("\n", 0, error.position) + 1
        raise Refusal(f"the YAML cannot be read at line {line}: a character that YAML does not allow") from None


def _document(text: str, report: Report) -> object:
    events: Iterator[yaml.Event] = yaml.parse(text, Loader=yaml.SafeLoader)
    documents: list[object] = []
    for event in events:
        if documents and isinstance(event, yaml.DocumentStartEvent):
            raise Refusal(f"a second YAML document begins at line {_line(event)}; write one")
        if isinstance(event, yaml.NodeEvent):
            documents.append(_value(event, events, (), report))
    return documents[0] if documents else None


def _value(event: yaml.Event, events: Iterator[yaml.Event], path: _Path, report: Report) -> object:
    """Read the value that begins with an event; `path` is the way to it."""
    _refuse_extras(event)
    if isinstance(event, yaml.ScalarEvent):
        return None if event.style is None and event.value in NULLS else event.value
    if len(path) >= _DEEPEST:
        raise Refusal(f"line {_line(event)}: nested too deep; nothing stands below a field")
    inside = takewhile(lambda event: not isinstance(event, yaml.CollectionEndEvent), events)
    if isinstance(event, yaml.SequenceStartEvent):
        return [_value(item, events, (*path, None), report) for item in inside]
    values: dict[str, object] = {}
    lines: dict[str, int] = {}
    for key in inside:
        name = _name(key)
        first = lines.setdefault(name, _line(key))
        if name in values:
            _report_doubled((*path, name), first, _line(key), report)
        values.setdefault(name, _value(next(events), events, (*path, name), report))
    return values


def _name(key: yaml.Event) -> str:
    _refuse_extras(key)
    if not isinstance(key, yaml.ScalarEvent):
        raise Refusal(f"line {_line(key)}: a name is expected, found a bracket", hint="quote it")
    return key.value


def _refuse_extras(event: yaml.Event) -> None:
    line = _line(event)
    if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
        raise Refusal(f"line {line}: anchors and aliases (& and *) are not part of the notation", hint="write it out")
    if tag := getattr(event, "tag", None):
        raise Refusal(f"line {line}: YAML tags ({tag}) are not part of the notation", hint="put quotes around it")


def _report_doubled(path: _Path, first: int, line: int, report: Report) -> None:
    names = [name for name in path if name is not None]
    entity, field, *_ = [*(names[1:] if names[0] == "entities" else names), None, None]
    lines = f"lines {first} and {line}" if first != line else f"line {line}"
    report.add(entity, field, Refusal(f"is written twice ({lines})"))


def _line(event: yaml.Event) -> int:
    assert event.start_mark is not None  # only events that a program makes have none
    return event.start_mark.line + 1


def _plain(problem: str) -> str:
    for pattern, words in _PLAIN_WORDS:
        if match := re.search(pattern, problem):
            return match.expand(words)
    return problem
