"""Unrolls the path loops of the template for Cookiecutter; Copier has such loops itself."""

from __future__ import annotations

import re
from pathlib import Path

LOOP = re.compile(r"{% yield (\w+) from project\.entities %}(.*){% endyield %}")


def unroll(template: Path, shared: Path, count: int) -> None:
    """Put `count` files, one per entity, in the place of each file whose name loops over the entities.

    Each binds the loop's variable, in its name and in its content, and includes what the file had. That goes to
    `shared`, where Cookiecutter looks for what is included: it is compiled once, not for each entity.
    """
    shared.mkdir()
    for number, path in enumerate(sorted(template.rglob("*{% yield *"))):
        loop = LOOP.search(path.name)
        if loop is None:
            raise ValueError(f"{path.name}: a path can only loop over project.entities")
        variable, part = loop.groups()
        for index in range(count):
            binding = f"{{% set {variable} = project.entities[{index}] %}}"
            unrolled = path.with_name(f"{path.name[: loop.start()]}{binding}{part}{path.name[loop.end() :]}")
            unrolled.write_text(f'{binding}{{% include "{number}" %}}', encoding="utf-8")
            unrolled.chmod(path.stat().st_mode)
        path.rename(shared / str(number))
