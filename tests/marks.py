"""Parameters of tests, some of which have a mark."""

from __future__ import annotations

import pytest
from _pytest.mark.structures import ParameterSet


def marked(mark: pytest.MarkDecorator, value: object, *, when: bool, name: str | None = None) -> ParameterSet:
    """Return a parameter that has the mark on a condition; `name` is its id."""
    marks = [mark] if when else []
    return pytest.param(value, marks=marks, id=name)
