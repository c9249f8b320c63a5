"""What `fit` and `imports` write stays as it is under ruff, however long the names in it are."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import product

import pytest

from blueprint.finish.layout import fit, imports

RUFF = (sys.executable, "-m", "ruff")
MARK = "\n\n\nmark()\n\n\n"
LENGTHS = range(3, 52, 3)

# `x` is a name of one length, `y` of another; lines that begin with spaces stand in a class.
SHAPES = [
    "    x: y",
    "    x: y | None",
    "    x: y = UNSET",
    "    x: Alias_y = Alias_y.MEMBER_y",
    "    x: str | None = Alias_y_y.MEMBER_y",
    "    x: Alias_y_y = UNSET",
    "    x: Alias_y_y | None = None",
    "    x: Alias_y_y = Decimal('12.5')",
    "    x: Alias_y_y | None = Field(default_factory=utc_now)",
    "    x: list[y] = []",
    "    x: KeySet[y] = set()",
    "    x: str = 'y_y'",
    "    x: dt.datetime = dt.datetime(2024, 2, 29, 12, 30, 0, 123456, tzinfo=dt.UTC)",
    "    include: Listed[Literal['x', 'y']] = []",
    "    include: Listed[Literal['x', 'y', 'x_y']] = []",
    "    x: Mapped[Alias_y_y] = mapped_column(default=Alias_y_y.MEMBER)",
    "    x: Mapped[UUID | None] = mapped_column(sa.ForeignKey('y.id', ondelete='RESTRICT'), index=True)",
    "    x: Mapped['y | None'] = relationship(foreign_keys=[x_id], back_populates='y', lazy='raise')",
    "    x: Mapped[list['y']] = relationship(secondary='x_y', back_populates='x', order_by='y.id', lazy='raise')",
    "    __table_args__ = (sa.UniqueConstraint('x', 'y'), sa.CheckConstraint('length(x) >= 1', name='x_ge'))",
    "    __table_args__ = (unique_while_live('x', 'y'),)",
    "    detail = (joinedload(models.y.x), selectinload(models.y.x_y))",
    "    body = {\n        'x_id': changes.get('x_id') or (await create_y(client))['id'],\n    }",
    "    links = {'x_ids': models.y.x, 'y_ids': models.y.y}",
    "    async def get(self, x_id: UUID, body: yUpdate, service: Writing) -> models.y: ...",
    "Alias_y = Annotated[Decimal, Field(max_digits=10, decimal_places=4, ge=Decimal('0.0001'), lt=100)]",
    "from x.schemas.y import xCreate, yRead, y_x",
    "@router.get('/{x_id}', response_model=y, model_exclude_unset=True, responses=problems(404))\ndef f(): ...",
    "x_y = sa.Table('x_y', Base.metadata, sa.Column('x_id', sa.ForeignKey('x.id'), primary_key=True, index=True))",
]


def ruff(*arguments: str, text: str) -> str:
    return subprocess.run([*RUFF, *arguments, "-"], input=text, capture_output=True, text=True, check=True).stdout


def written(shape: str, x: int, y: int) -> str:
    placeholder = r"(?<![a-z])[xy](?![a-z])|[xy](?=Create|Read|Update)"
    named = re.sub(placeholder, lambda match: match[0] * (x if match[0] == "x" else y), shape)
    return f"class A:\n{named}" if shape.startswith(" ") else named


@pytest.mark.parametrize("shape", SHAPES)
def test_ruff_leaves_lines_of_all_lengths(shape: str) -> None:
    pieces = [fit(written(shape.replace("'", '"'), x, y)) for x, y in product(LENGTHS, LENGTHS)]
    text = MARK.join(pieces) + "\n"
    formatted = ruff("format", "--line-length", "120", text=text)
    assert [piece for piece in formatted.strip("\n").split(MARK) if piece not in pieces] == []


def test_imports_are_in_the_order_of_ruff() -> None:
    needed = [
        ("datetime as dt", ""), ("typing", "Any"), ("typing", "TYPE_CHECKING"), ("uuid", "UUID"), ("uuid", "uuid4"),
        ("sqlalchemy as sa", ""), ("sqlalchemy.orm", "relationship"), ("sqlalchemy.orm", "Mapped"), ("pytest", ""),
        ("shop", "models"), ("shop.schemas.base", "UNSET"), ("shop.schemas.base", "Create"),
        ("shop.models.a", "A"), ("shop.models.ab", "SKU"), ("shop.models.ab", "ABShelf"), ("shop.models.ab", "Ab2"),
        ("shop.models.ab", "Ab10"), ("shop.models.a10", "X"), ("shop.models.a2", "X2"), ("shop.models.a_b", "B"),
        ("tests.factories.a10", "create_a10"), ("tests.factories.a2", "create_a2"), ("tests.factories.a2", "a2_body"),
    ]  # fmt: skip
    for package in ("shop", "world"):
        text = imports([(module.replace("shop", package), name) for module, name in needed], package) + "\n"
        sections = f"lint.isort = {{known-first-party = ['{package}'], known-local-folder = ['tests']}}"
        options = ["--isolated", "--select=I", "--fix", "--line-length=120", f"--config={sections}"]
        assert ruff("check", *options, text=text) == text


def test_imports_of_templates_are_sorted_by_the_names_in_them() -> None:
    lines = ["import os", "from shop.models.a10 import B", "from shop.models.a2 import A", "", "a = 1"]
    assert fit("\n".join(lines)).split("\n") == [lines[0], lines[2], lines[1], *lines[3:]]
