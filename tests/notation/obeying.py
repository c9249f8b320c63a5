"""Changes entities exactly as each message says."""

from __future__ import annotations

import re
from typing import Any

from blueprint.notation.model import Entity
from blueprint.notation.problems import BlueprintError, Problem
from tests.notation.reading import parsed

Entities = dict[str, dict[str, Any]]

_QUOTED = r"""(?:'([^']*)'|"([^"]*)")"""
_REPLACEMENT = re.compile(rf"(?:did you mean|such as) {_QUOTED}")
_SUPERFLUOUS = re.compile(rf"leave out (?:{_QUOTED}|(\[[\w, ]*\]))")
_MISSING = re.compile(rf"write {_QUOTED}")


class Unclear(Exception):  # noqa: N818 - what a message is
    """A message that says nothing which can be done, or something that cannot be."""


def accepted(entities: Entities, *, one_by_one: bool = False, **answers: Any) -> tuple[Entity, ...]:
    """The entities as they are read once every message was obeyed; the mapping is changed on the way."""
    for _ in range(500 if one_by_one else 20):
        try:
            return parsed(entities, **answers)
        except BlueprintError as error:
            for problem in error.problems[: 1 if one_by_one else None]:
                obey(entities, problem)
    raise Unclear("obeying does not come to an end")


def obey(entities: Entities, problem: Problem) -> None:
    """Change the entities as the message of the problem says."""
    if problem.entity not in entities:
        return  # it was renamed by a message before this one
    body = entities[problem.entity]
    message = problem.message
    if (replacement := _REPLACEMENT.search(message)) and (found := re.search(_QUOTED, message)):
        _replace(entities, problem, _text(found), _text(replacement))
    elif superfluous := _SUPERFLUOUS.search(message):
        _leave_out(body, problem, superfluous[3] or _text(superfluous))
    elif "leave it out" in message and problem.field is not None:
        body.pop(problem.field, None)
    elif not _MISSING.search(message):
        raise Unclear(str(problem))
    if (missing := _MISSING.search(message)) and not replacement:
        _write(body, problem, _text(missing))


def _text(match: re.Match[str]) -> str:
    return match[1] if match[1] is not None else match[2]


def _replace(entities: Entities, problem: Problem, found: str, replacement: str) -> None:
    """Put the replacement where the message found something: the name of the entity or of the field, or its text."""
    entity, field = str(problem.entity), problem.field
    if field is None:
        _rename(entities, entity, replacement, found, problem)
    elif field == found and not problem.message.startswith("unknown type"):
        _rename(entities[entity], field, replacement, found, problem)
    elif field in entities[entity]:
        entities[entity][field] = _replaced(entities[entity][field], found, replacement, problem)


def _rename(mapping: dict[str, Any], name: str, new: str, found: str, problem: Problem) -> None:
    if found != name or new in mapping:
        raise Unclear(str(problem))
    items = [(new if key == name else key, value) for key, value in mapping.items()]
    mapping.clear()
    mapping.update(items)


def _replaced(value: Any, found: str, replacement: str, problem: Problem) -> Any:
    if isinstance(value, list) and found.startswith("["):
        return [[name.strip() for name in set_.split(",")] for set_ in re.findall(r"\[([^\[\]]*)\]", replacement)]
    if isinstance(value, list):
        return [[replacement if name == found else name for name in set_] for set_ in value]
    if found not in value:
        raise Unclear(str(problem))
    return re.sub(rf"(?<!\w){re.escape(found)}(?!\w)|$", lambda _: replacement, value, count=1)


def _leave_out(body: dict[str, Any], problem: Problem, part: str) -> None:
    value = body[str(problem.field)]
    if isinstance(value, list):
        names = [name.strip() for name in part.strip("[]").split(",")]
        left = [set_ for place, set_ in enumerate(value) if set_ != names or names in value[:place]]
        if len(left) == len(value):
            raise Unclear(str(problem))
        body[str(problem.field)] = left
        if not left:
            del body[str(problem.field)]
    else:
        if part not in value:
            raise Unclear(str(problem))
        body[str(problem.field)] = " ".join(value.replace(part, "", 1).split())


def _write(body: dict[str, Any], problem: Problem, missing: str) -> None:
    name, colon, value = missing.partition(": ")
    if name.startswith("_") and colon:
        sets = re.findall(r"\[([^\[\]]+)\]", value)
        body[name] = [[field.strip() for field in set_.split(",")] for set_ in sets] or value
    elif problem.field in body:
        body[problem.field] = f"{body[problem.field]} {missing}"
