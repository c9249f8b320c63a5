"""A rendered file imports what it uses and nothing else, in the order of ruff."""

from __future__ import annotations

import subprocess
import sys

import pytest

from blueprint.finish import finish

BLOCK = """\
import datetime as dt
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Mapped

from shop import models
"""
USES = [
    ("x = dt.date(2024, 1, 1)", "import datetime as dt"),
    ("def f(x: sys.Any) -> None: ...", "import sys"),
    ("class A(StrEnum): ...", "from enum import StrEnum"),
    ("def f() -> Any: ...", "from typing import Any"),
    ("def f(x: 'Any | None') -> None: ...", "from typing import Any"),
    ("def f() -> 'list[Any]': ...", "from typing import Any"),
    ("x: list['sa.Table'] = []", "import sqlalchemy as sa"),
    ("x = f'{sa.null()}'", "import sqlalchemy as sa"),
    ("@models.a\ndef f(): ...", "from shop import models"),
    ("__all__ = ['Mapped', 'models']", "from sqlalchemy.orm import Mapped\n\nfrom shop import models"),
    ("x: Literal['models', 'sa', 'Any'] = 'sa'", "from typing import Literal"),
]
UNUSED = ["x = 'sa.null()'", "# sa\nx = 1", "x = row.models.sa", "dt = 1", "def f(sys=None): ..."]


@pytest.mark.parametrize(("use", "imports"), USES)
def test_only_the_imports_that_are_used_stay(use: str, imports: str) -> None:
    assert finish(f"{BLOCK}\n\n{use}\n") == f"{imports}\n\n\n{use}\n"


@pytest.mark.parametrize("code", UNUSED)
def test_a_name_in_a_text_a_comment_or_an_attribute_is_no_use(code: str) -> None:
    assert finish(f'"""A module."""\n\n{BLOCK}\n\n{code}\n') == f'"""A module."""\n\n\n{code}\n'


def test_a_block_for_types_goes_with_its_last_name() -> None:
    block = "if TYPE_CHECKING:\n    from shop.models.author import Author\n    from shop.models.tag import Tag, Tags\n"
    head = "from typing import TYPE_CHECKING\n\nimport sqlalchemy as sa\n"
    text = f"{head}\n{block}\n\nclass Book:\n    tag: list['Tag']\n    title = sa.Text()\n"
    kept = block.replace("    from shop.models.author import Author\n", "").replace(", Tags", "")
    assert finish(text) == text.replace(block, kept)
    alone = text.replace("    tag: list['Tag']\n", "")
    assert finish(alone) == alone.replace(f"{block}\n\n", "\n").replace(f"{head}\n", "import sqlalchemy as sa\n\n")


def test_a_statement_over_many_lines_is_written_anew_only_when_a_name_goes() -> None:
    block = "from shop.exceptions import (\n    ConflictError,\n    NotFoundError,\n)\n"
    both = f"{block}\nx = (ConflictError, NotFoundError)\n"
    assert finish(both) == both
    assert finish(f"{block}\nx = ConflictError\n") == "from shop.exceptions import ConflictError\n\nx = ConflictError\n"


def test_imports_are_in_the_order_of_ruff() -> None:
    names = ("TYPE_CHECKING", "any_b", "Any", "cast", "Ab10", "Ab2", "SKU", "A", "a10", "a2", "B1", "b1")
    modules = ("shop.models.a10", "shop.models.a2", "shop.models.a_b", "shop.models.a", "shop.api")
    lines = [f"from {module} import {', '.join(names)}" for module in modules]
    uses = "\n".join(f"print({name})" for name in names)
    text = finish("\n".join([*lines, "", uses, ""]))
    options = ["--isolated", "--select=I", "--line-length=120", "--config=lint.isort.known-first-party=['shop']"]
    command = [sys.executable, "-m", "ruff", "check", "--fix", *options, "-"]
    sorted_by_ruff = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout
    assert text == sorted_by_ruff
