"""Unrolls the path loops of the template: Copier follows them by itself, Cookiecutter has to be given the files."""

from __future__ import annotations

import re
from pathlib import Path

LOOP = re.compile(r"{% yield (\w+) from project\.entities %}(.*){% endyield %}")


def unroll(template: Path, count: int) -> None:
    """Put `count` files, one per entity, in the place of each file whose name loops over the entities.

    Name and content begin by binding the loop's variable; Cookiecutter renders both, like all others.
    """
    for path in list(template.rglob("*{% yield *")):
        loop = LOOP.search(path.name)
        if loop is None:
            raise ValueError(f"{path.name}: a path can only loop over project.entities")
        variable, part = loop.groups()
        for index in range(count):
            binding = f"{{% set {variable} = project.entities[{index}] %}}"
            unrolled = path.with_name(f"{path.name[: loop.start()]}{binding}{part}{path.name[loop.end() :]}")
            unrolled.write_bytes(f"{binding}\n".encode() + path.read_bytes())  # trim_blocks takes the line away
            unrolled.chmod(path.stat().st_mode)
        path.unlink()
