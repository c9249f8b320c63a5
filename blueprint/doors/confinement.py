"""Keeps answers from being run: only texts of this repository are templates, and templates run in a sandbox."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from jinja2 import Environment, Template
from jinja2.sandbox import SandboxedEnvironment, safe_range

_sandboxed: dict[type[Environment], type[Environment]] = {}


class Literal(str):
    """An answer that Cookiecutter takes for a template; it renders as itself."""

    def render(self, **_context: object) -> str:
        return str(self)


def render_own_texts_alone(environment: Environment, checkout: Path) -> None:
    """Keep answers from being templates: Cookiecutter renders each of them before they can be checked."""
    template_of = environment.from_string

    def from_string(source: str) -> Template | Literal:
        # Where there is a loader, files are being written, and every text is the path of one of them.
        own = environment.loader is not None or source in _own_texts(checkout)
        return template_of(source) if own else Literal(source)

    vars(environment)["from_string"] = from_string


def confine(environment: Environment) -> None:
    """Make an environment a sandbox, as Copier's is: a second wall behind the first."""
    kind = type(environment)
    sandboxed = type(f"Sandboxed{kind.__name__}", (SandboxedEnvironment, kind), {})
    environment.__class__ = _sandboxed.setdefault(kind, sandboxed)  # one for all: what is compiled is kept by kind
    environment.globals["range"] = safe_range


@cache
def _own_texts(checkout: Path) -> frozenset[str]:
    """Return what Cookiecutter renders of this repository: the defaults, the hooks and the name of the directory."""
    defaults = json.loads((checkout / "cookiecutter.json").read_text(encoding="utf-8"))
    hooks = (path.read_text(encoding="utf-8") for path in (checkout / "hooks").glob("*.py"))
    return frozenset([*_strings(defaults), *hooks, *(path.name for path in checkout.iterdir())])


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)):
        for part in value.values() if isinstance(value, dict) else value:
            yield from _strings(part)
