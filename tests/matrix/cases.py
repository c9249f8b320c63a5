"""The projects that are generated to be looked at: every example, every variant, and one without entities."""

from __future__ import annotations

import yaml

from tests.doors import REPOSITORY
from tests.matrix.variants import VARIANTS, Answers, load

EXAMPLES: dict[str, Answers] = {
    path.stem: {"project_name": path.stem.title(), **yaml.safe_load(path.read_text(encoding="utf-8"))}
    for path in sorted((REPOSITORY / "examples").glob("*.yml"))
}
CASES: dict[str, Answers] = {
    **EXAMPLES,
    **{name: load(name) for name in VARIANTS},
    "no-entity": {"project_name": "Nothing", "entities": {}},
}
