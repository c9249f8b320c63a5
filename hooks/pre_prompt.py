"""Names the template as Cookiecutter wants it, in Cookiecutter's temporary copy of this repository."""

from pathlib import Path

Path("template").rename("{{cookiecutter.project_slug}}")
