"""Keeps answers from being run: texts of others are no templates, and what templates reach is a sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment
from jinja2.sandbox import SandboxedEnvironment, safe_range


class Literal(str):
    """An answer that Cookiecutter takes for a template; it renders as itself."""

    def render(self, **_context: object) -> str:
        return str(self)


def render_own_texts_alone(environment: Environment, checkout: Path) -> None:
    """Keep answers from being templates: Cookiecutter renders each of them before anything can check it."""
    compile_text = environment.from_string

    def from_string(source: str, *arguments: Any, **options: Any) -> Any:
        # Where there is a loader, files are being written, and every text is the path of one of them.
        own = environment.loader is not None or source in _own_texts(checkout)
        return compile_text(source, *arguments, **options) if own else Literal(source)

    environment.from_string = from_string  # type: ignore[method-assign, assignment]


def confine(environment: Environment) -> None:
    """Make a sandbox of an environment, as Copier's is: a second wall behind the first."""
    kind: Any = type(environment)
    environment.__class__ = _sandboxed(kind)
    environment.globals["range"] = safe_range


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


@cache
def _sandboxed(kind: Any) -> type[Environment]:
    return type(f"Sandboxed{kind.__name__}", (SandboxedEnvironment, kind), {})
