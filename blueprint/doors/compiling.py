"""Compiles equal templates once: every part of a path is a template, and an update renders the tree three times."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import Environment

_compiled: dict[tuple[object, ...], object] = {}


def compile_once(environment: Environment) -> None:
    """Let an environment keep what it compiles, and share it with others that compile alike."""
    compile_template: Callable[..., object] = environment.compile
    # Copier's are sandboxed, and compile calls in another way than Cookiecutter's.
    options = (type(environment), environment.trim_blocks, environment.lstrip_blocks, environment.keep_trailing_newline)

    def remembered(source: str, name: str | None = None, filename: str | None = None, *rest: object) -> object:
        key = (source, name, *options, *rest)
        if key in _compiled:
            environment.preprocess(source, name, filename)  # an extension of Copier's begins anew with each template
        else:
            _compiled[key] = compile_template(source, name, filename, *rest)
        return _compiled[key]

    vars(environment)["compile"] = remembered
