"""Covers what the two tools do differently: where their answers are, where the template is, how they stop a run."""

from __future__ import annotations

import atexit
import shutil
import subprocess
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from jinja2 import Environment

from ..answers import Answers
from ..questions import QUESTIONS

Context = Mapping[str, Any]
"""The names that a template sees; Copier's have `_copier_conf`, Cookiecutter's have `cookiecutter`."""


def is_copier(context: Context) -> bool:
    return "_copier_conf" in context


def asks_nobody(context: Context) -> bool:
    """Tell whether no question will be asked; Cookiecutter has asked all of them when it checks the answers."""
    return not is_copier(context) or bool(context["_copier_conf"]["defaults"])


def complete_answers(context: Context) -> Answers | None:
    """Return the answers in a context that renders a project; None while questions are being asked."""
    if is_copier(context):
        answers, asking = context, str(context["_copier_phase"]) == "prompt"
    else:
        answers = context.get("cookiecutter", {})
        asking = "_repo_dir" not in answers
    complete = not asking and all(name in answers for name in QUESTIONS)
    return answers if complete else None


def provenance(context: Context) -> tuple[str | None, str | None]:
    """Return where the template came from, and its version in the words of `git describe`."""
    if is_copier(context):
        remembered = context["_copier_answers"]
        return _absolute(remembered.get("_src_path")), remembered.get("_commit")
    asked = context["cookiecutter"]
    return _absolute(asked.get("_template")), _git_description(Path(asked["_repo_dir"]))


def refuse(context: Context, error: Exception) -> NoReturn:
    """Stop the run in the way that each tool's command line prints without a traceback."""
    if is_copier(context):
        from copier.errors import UserMessageError  # only one of the two tools is installed

        raise UserMessageError(str(error)) from error
    from cookiecutter.exceptions import FailedHookException

    raise FailedHookException(str(error)) from error


def require_hooks(environment: Environment, checkout: Path) -> None:
    """Stop a run of Cookiecutter without the hook that renames the template; Copier's environment has a loader."""
    if environment.loader is None and (checkout / "template").is_dir():
        message = "This template needs its hooks: use Cookiecutter 2.4 or later, without --accept-hooks no."
        refuse({}, RuntimeError(message))


def remove_at_exit(checkout: Path) -> None:
    """Remove Cookiecutter's copy of the template and the directory around it, which Cookiecutter may leave behind."""
    room = checkout.resolve().parent
    if room.name.startswith("cookiecutter") and room.parent == Path(tempfile.gettempdir()).resolve():
        atexit.register(shutil.rmtree, room, ignore_errors=True)


@cache
def _absolute(source: str | None) -> str | None:
    """Return the full path of a local template: an update starts in another directory than the copy."""
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
