"""The projects that are generated to be looked at: every example, every variant, and one without entities."""

from __future__ import annotations

from tests.matrix.variants import VARIANTS, Answers, load
from tests.projects import EXAMPLES

CASES: dict[str, Answers] = {
    **EXAMPLES,
    **{name: load(name) for name in VARIANTS},
    "no-entity": {"project_name": "Nothing", "description": "No table yet \N{BOOKS}", "entities": {}},
}
