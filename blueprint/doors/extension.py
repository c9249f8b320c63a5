"""The Jinja extension that both tools load; it finds the `blueprint` of the template that is being rendered."""

from __future__ import annotations

import hashlib
import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from jinja2 import Environment, FileSystemLoader
from jinja2.ext import Extension


class ProjectExtension(Extension):
    """Hands the environment over to the `blueprint` package of the checkout that is being rendered."""

    def __init__(self, environment: Environment) -> None:
        super().__init__(environment)
        checkout = _checkout(environment)
        package = _import_package(checkout / "blueprint")
        self.environment_of_checkout = import_module(f"{package}.doors.environment")
        self.environment_of_checkout.install(environment, checkout)

    def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:  # noqa: ARG002
        """Return the source of a template as the code of the checkout changes it."""
        return str(self.environment_of_checkout.preprocess(source, name))


def _checkout(environment: Environment) -> Path:
    """Return where the template is: Copier's loader says it, and Cookiecutter has appended it to `sys.path`.

    This very file may be an older one: Cookiecutter imports it by its plain name, once per process.
    """
    loader = environment.loader
    return Path(loader.searchpath[0] if isinstance(loader, FileSystemLoader) else sys.path[-1])


def _import_package(directory: Path) -> str:
    """Import a package under a name of its own, so that two versions of it never mix: `copier update` renders both.

    A package with equal files, as an update to the same version has, is imported once.
    """
    files = sorted(directory.rglob("*.py"))
    content = hashlib.sha256(b"".join(str(path.relative_to(directory)).encode() + path.read_bytes() for path in files))
    name = f"blueprint_{content.hexdigest()[:16]}"
    if name not in sys.modules:
        spec = spec_from_file_location(name, directory / "__init__.py", submodule_search_locations=[str(directory)])
        if spec is None or spec.loader is None:
            raise ImportError(f"no package in {directory}")
        module = module_from_spec(spec)
        sys.modules[name] = module
        spec.loader.exec_module(module)
    return name
