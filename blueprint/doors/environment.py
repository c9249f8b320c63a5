"""Prepares the Jinja environment of either tool: `project` in every context, filters, finished Python, a sandbox."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from jinja2 import Environment, pass_context
from jinja2.runtime import Context

from .. import entity_file, questions
from ..answers import Answers, AnswersError, find_problems
from ..finish import break_lines, finish
from ..notation.problems import Problem
from ..project import Project
from . import markdown, tools
from .compiling import compile_once
from .confinement import confine, render_own_texts_alone

_PYTHON = re.compile(r"\.py($|{)")  # the path of a template may end in a tag
_built: dict[tuple[str | None, ...], Project] = {}


def install(environment: Environment, checkout: Path) -> None:
    """Give an environment `project`, in every context that has all answers, and the filters that the questions use."""
    environment.context_class = ProjectContext
    environment.filters.update(slug=questions.slug, package=questions.package, problems=problems, accepted=accepted)
    environment.filters.update(finished=finish, broken=break_lines)
    environment.filters["markdown"] = markdown.escape
    # A character beyond 16 bits would be escaped as two, which TOML refuses, and Python takes for two.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    if not environment.sandboxed:  # Copier's is
        confine(environment)
        render_own_texts_alone(environment, checkout)
    compile_once(environment)
    tools.require_hooks(environment, checkout)
    tools.remove_at_exit(checkout)


def preprocess(source: str, name: str | None) -> str:
    """Let every Python file be finished after rendering: what it imports and breaks depends on the answers."""
    if name is None or not _PYTHON.search(name):
        return source
    # A template without a statement imports the same for all answers.
    step = "finished" if "{%" in source else "broken"
    return f"{{% filter {step} %}}{source}{{% endfilter %}}"


class ProjectContext(Context):
    """A rendering context that has `project` as soon as all questions are answered."""

    def __init__(self, environment: Environment, parent: tools.Context, *arguments: Any, **options: Any) -> None:
        answers = tools.complete_answers(parent)
        own = {} if answers is None else {"project": _project(answers, parent)}
        super().__init__(environment, {**parent, **own}, *arguments, **options)


@pass_context
def problems(context: Context, answer: object, question: str) -> str:
    """Return the problems of one answer in one line, as a prompt shows them; an empty text if there are none."""
    if words := questions.problem(question, answer):
        return words
    found = find_problems({**context.get_all(), question: answer}, [question])
    return " | ".join(" ".join(str(problem).split()) for problem in found)


@pass_context
def accepted(context: Context, given: Answers) -> bool:
    """Return True, or stop the run before anything is written: nobody can be asked for other answers."""
    entity_file.forget()
    everything = {**context.get_all(), **given}
    nobody_asked = tools.asks_nobody(everything)
    names = [name for name in questions.QUESTIONS if name in (everything if nobody_asked else given)]
    if not nobody_asked and not all(name in everything for name in ("primary_key", "soft_delete", "timestamps")):
        names = [name for name in names if name != "entities"]  # they are read in the light of these, and come after
    strangers = [Problem(None, name, words) for name, words in questions.unknown(given).items()]
    found = strangers + find_problems(everything, names)
    if found:
        tools.refuse(everything, AnswersError(found))
    return True


def _project(answers: Answers, context: tools.Context) -> Project:
    """Return the project, built once for equal answers: every file and every part of a path makes a context."""
    source, version = tools.provenance(context)
    asked = {name: answers[name] for name in questions.QUESTIONS}
    asked["entities"] = entity_file.text_of(asked["entities"])
    # Texts know their hashes; of what Copier has parsed, only `repr` makes a key.
    key = (*(value if isinstance(value, str) else repr(value) for value in asked.values()), source, version)
    if key not in _built:
        try:
            _built[key] = Project.from_answers(asked, source=source, version=version)
        except AnswersError as error:
            tools.refuse(context, error)
    return _built[key]
