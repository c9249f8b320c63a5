"""What the two tools do differently: where their answers are, where the template came from, how they refuse."""

from __future__ import annotations

import atexit
import json
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Environment, pass_context
from jinja2.runtime import Context
from jinja2.sandbox import SandboxedEnvironment, safe_range

from . import entity_file, markdown, questions
from .code import layout
from .notation.problems import Problem
from .project import AnswersError, Project, find_problems

_built: dict[str, Project] = {}
_compiled: dict[tuple[Any, ...], Any] = {}


def install(environment: Environment, checkout: Path) -> None:
    """Give an environment `project`, in every context that has all answers, and the filters that the questions use."""
    environment.context_class = ProjectContext
    environment.filters.update(slug=questions.slug, package=questions.package, problems=problems, fit=fit)
    environment.filters["laid_out"] = layout.fit
    environment.filters["markdown"] = markdown.escape
    # A character beyond 16 bits would be escaped as two, which TOML refuses, and Python takes for two.
    environment.policies["json.dumps_kwargs"] = {"ensure_ascii": False}
    if not environment.sandboxed:  # Copier's is
        confine(environment)
        render_own_texts_alone(environment, checkout)
    remember_templates(environment)
    # Copier's environment has a loader from the start.
    if environment.loader is None and (checkout / "template").is_dir():
        message = "This template needs its hooks: use Cookiecutter 2.4 or later, without --accept-hooks no."
        _refuse({}, RuntimeError(message))
    room = checkout.resolve().parent
    if room.name.startswith("cookiecutter") and room.parent == _temporary_directory():
        # Cookiecutter removes its copy of the template only when the run ends well, and the directory around it never.
        atexit.register(shutil.rmtree, room, ignore_errors=True)


class Literal(str):
    """An answer that Cookiecutter takes for a template; it renders as itself."""

    def render(self, **_context: Any) -> str:
        return str(self)


def render_own_texts_alone(environment: Environment, checkout: Path) -> None:
    """Keep answers from being templates: Cookiecutter renders each of them before anything can check it."""
    compile_text = environment.from_string

    def from_string(source: str, *arguments: Any, **options: Any) -> Any:
        # Where there is a loader, files are being written, and every text is the path of one of them.
        own = environment.loader is not None or source in _own_texts(checkout)
        return compile_text(source, *arguments, **options) if own else Literal(source)

    environment.from_string = from_string  # type: ignore[method-assign, assignment]


@cache
def _own_texts(checkout: Path) -> frozenset[str]:
    """The texts of this template that Cookiecutter renders: the defaults, the hooks and the name of the directory."""
    defaults = json.loads((checkout / "cookiecutter.json").read_text(encoding="utf-8"))
    hooks = (path.read_text(encoding="utf-8") for path in (checkout / "hooks").glob("*.py"))
    return frozenset([*_strings(defaults), *hooks, *(path.name for path in checkout.iterdir())])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)


def confine(environment: Environment) -> None:
    """Make a sandbox of an environment, as Copier's is: a second wall behind the first."""
    kind: Any = type(environment)
    environment.__class__ = _sandboxed(kind)
    environment.globals["range"] = safe_range


@cache
def _sandboxed(kind: Any) -> type[Environment]:
    return type(f"Sandboxed{kind.__name__}", (SandboxedEnvironment, kind), {})


def remember_templates(environment: Environment) -> None:
    """Compile equal templates once: every part of a path is one, and an update renders the whole tree three times."""
    compile_template = environment.compile
    # Copier's are sandboxed, and compile calls in another way than Cookiecutter's.
    options = (type(environment), environment.trim_blocks, environment.lstrip_blocks, environment.keep_trailing_newline)

    def remembered(source: str, name: str | None = None, filename: str | None = None, *rest: Any) -> Any:
        key = (source, name, *options, *rest)
        if key in _compiled:
            environment.preprocess(source, name, filename)  # an extension of Copier's begins anew with each template
        else:
            _compiled[key] = compile_template(source, name, filename, *rest)
        return _compiled[key]

    environment.compile = remembered  # type: ignore[method-assign, assignment]


def preprocess(source: str, name: str | None) -> str:
    """Let every Python file be laid out after rendering: how long its lines are depends on the names in it."""
    return f"{{% filter laid_out %}}{source}{{% endfilter %}}" if name and ".py" in name else source


class ProjectContext(Context):
    """A rendering context that has `project` as soon as all questions are answered."""

    def __init__(self, environment: Environment, parent: Mapping[str, Any], *arguments: Any, **options: Any) -> None:
        answers = _complete_answers(parent)
        own = {} if answers is None else {"project": _project(answers, parent)}
        super().__init__(environment, {**parent, **own}, *arguments, **options)


@pass_context
def problems(context: Context, answer: object, question: str) -> str:
    """What is wrong with one answer, in one line: all that a prompt can show. Nothing when it is fit."""
    if words := questions.problem(question, answer):
        return words
    found = find_problems({**context.get_all(), question: answer}, [question])
    return " | ".join(" ".join(str(problem).split()) for problem in found)


@pass_context
def fit(context: Context, given: Mapping[str, Any]) -> bool:
    """True, or the end of the run: for answers that nobody can be asked to mend, before anything is written."""
    entity_file.forget()
    everything = {**context.get_all(), **given}
    nobody_asked = "cookiecutter" in context or context["_copier_conf"]["defaults"]
    names = [name for name in questions.QUESTIONS if name in (everything if nobody_asked else given)]
    if not nobody_asked and not all(name in everything for name in ("primary_key", "soft_delete", "timestamps")):
        names = [name for name in names if name != "entities"]  # they are read in the light of these, and come after
    strangers = [Problem(None, name, words) for name, words in questions.unknown(given).items()]
    found = strangers + find_problems(everything, names)
    if found:
        _refuse(context, AnswersError(found))
    return True


def _complete_answers(context: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The answers in a context that renders a project; None while questions are being asked."""
    if "_copier_conf" in context:
        answers = context if str(context["_copier_phase"]) != "prompt" else {}
    else:
        answers = context.get("cookiecutter", {})
        answers = answers if "_repo_dir" in answers else {}
    return answers if all(name in answers for name in questions.QUESTIONS) else None


def _project(answers: Mapping[str, Any], context: Mapping[str, Any]) -> Project:
    """The project, built once for each set of answers: a context is made for every file and every part of a path."""
    source, version = _provenance(context)
    asked = {name: answers[name] for name in questions.QUESTIONS}
    asked["entities"] = entity_file.text_of(asked["entities"])
    key = repr((asked, source, version))
    if key not in _built:
        try:
            _built[key] = Project.from_answers(asked, source=source, version=version)
        except AnswersError as error:
            _refuse(context, error)
    return _built[key]


def _provenance(context: Mapping[str, Any]) -> tuple[str | None, str | None]:
    """Where the template came from, and its version in the words of `git describe`."""
    if "_copier_conf" in context:
        remembered = context["_copier_answers"]
        return _absolute(remembered.get("_src_path")), remembered.get("_commit")
    asked = context["cookiecutter"]
    return _absolute(asked.get("_template")), _git_description(Path(asked["_repo_dir"]))


@cache
def _absolute(source: str | None) -> str | None:
    """A local template by its full path: an update is started from another directory than the copy was."""
    return str(Path(source).resolve()) if source and Path(source).is_dir() else source


@cache
def _git_description(directory: Path) -> str | None:
    if not (directory / ".git").exists():
        return None
    command = ["git", "-C", str(directory), "describe", "--tags", "--always"]
    try:
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return None


def _refuse(context: Mapping[str, Any] | Context, error: Exception) -> NoReturn:
    """Stop the run in the way that each tool's command line prints without a traceback."""
    if "_copier_conf" in context:
        from copier.errors import UserMessageError  # only one of the two tools is installed

        raise UserMessageError(str(error)) from error
    from cookiecutter.exceptions import FailedHookException

    raise FailedHookException(str(error)) from error


def _temporary_directory() -> Path:
    return Path(tempfile.gettempdir()).resolve()
