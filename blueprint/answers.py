"""Checks the answers to all questions together, and parses the entities once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from . import notation, questions
from .entity_file import text_of
from .notation import Description
from .notation.model import Key
from .notation.problems import BlueprintError, Problem, Refusal

Answers = Mapping[str, Any]
"""Answers by the names of their questions, as a tool gives them: of any type, checked or not."""

_described: dict[str, Description] = {}


class AnswersError(BlueprintError):
    """All problems of the answers, in words for the person who gave them."""

    read = "answers"


def find_problems(answers: Answers, names: Iterable[str] = questions.QUESTIONS) -> list[Problem]:
    """Return the problems of the named answers; reading the entities depends on the other answers."""
    found = {name: questions.problem(name, answers[name]) for name in names if name != "entities"}
    problems = [Problem(None, name, words) for name, words in found.items() if words]
    if "entities" in names:
        try:
            describe(answers)
        except BlueprintError as error:
            problems += error.problems
    return problems


def describe(answers: Answers) -> Description:
    """Parse the entities, once for equal answers: each question looks at them, and the project does.

    An answer that is missing or wrong counts as its default: it has a problem of its own.
    """
    entities = _text(answers)
    key = answers.get("primary_key")
    key = Key(key) if key in tuple(Key) else Key.UUID7
    soft_delete = questions.as_bool(answers.get("soft_delete")) is True
    timestamps = questions.as_bool(answers.get("timestamps")) is not False
    place = repr((entities, key, soft_delete, timestamps))
    if place not in _described:
        _described[place] = notation.parse(entities, key=key, soft_delete=soft_delete, timestamps=timestamps)
    return _described[place]


def _text(answers: Answers) -> object:
    try:
        return text_of(answers["entities"])
    except Refusal as refusal:
        raise BlueprintError([Problem(None, "entities", str(refusal))]) from refusal
