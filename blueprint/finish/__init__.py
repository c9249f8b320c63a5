"""Finishes a rendered Python file as ruff would: its imports are what it uses, its lines are joined or broken."""

from __future__ import annotations

from .imports import drop_unused, sort
from .lines import break_long, join_pieces


def break_lines(source: str) -> str:
    """Return the file with its long lines broken, which is all that names can make necessary."""
    return "\n".join(break_long(source.split("\n")))


def finish(source: str) -> str:
    """Return the file as ruff leaves it, however long the names in it are."""
    lines = join_pieces(source.split("\n"))
    return "\n".join(break_long(sort(drop_unused(lines))))
