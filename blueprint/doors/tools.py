"""What the two tools do differently: where their answers are, where the template came from, how they refuse."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from ..answers import Answers
from ..questions import QUESTIONS

Context = Mapping[str, Any]
"""The names that a template sees; Copier's have `_copier_conf`, Cookiecutter's have `cookiecutter`."""


def is_copier(context: Context) -> bool:
    return "_copier_conf" in context


def asks_nobody(context: Context) -> bool:
    """Whether the run asks no questions: Cookiecutter looks at the answers when all have been asked."""
    return not is_copier(context) or bool(context["_copier_conf"]["defaults"])


def complete_answers(context: Context) -> Answers | None:
    """Return the answers in a context that renders a project; None while questions are being asked."""
    if is_copier(context):
        answers = context if str(context["_copier_phase"]) != "prompt" else {}
    else:
        answers = context.get("cookiecutter", {})
        answers = answers if "_repo_dir" in answers else {}
    return answers if all(name in answers for name in QUESTIONS) else None


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
