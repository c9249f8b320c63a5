"""The entity files of this repository that tests read."""

from __future__ import annotations

from pathlib import Path

from tests.doors import REPOSITORY


def entity_files(directory: str) -> list[Path]:
    return sorted((REPOSITORY / directory).glob("*.yml"))


EXAMPLES = entity_files("examples")
REAL = entity_files("tests/cases")
"""Real schemas, in the notation."""
BAD = entity_files("tests/bad")
"""Files that are refused."""
MAPPINGS = [path for path in BAD if not path.stem.startswith("yaml-")]
"""Those of them that a YAML parser reads."""
