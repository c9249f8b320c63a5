"""Lines that templates write in pieces are joined; long ones are broken as ruff does, with names of all lengths."""

from __future__ import annotations

import re
import subprocess
import sys
from itertools import product

import pytest

from blueprint.finish.lines import break_long, join_pieces

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
    "    links = {'x_ids': models.y.x, 'y_ids': models.y.y}",
    "    async def get(self, x_id: UUID, body: yUpdate, service: Writing) -> models.y: ...",
    "    async def create_many_x(body: Bulk[yCreate], service: Writing) -> Sequence[models.y]: ...",
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
    quoted = shape.replace("'", '"')
    lengths = product(LENGTHS, LENGTHS)
    pieces = ["\n".join(break_long(written(quoted, x, y).split("\n"))) for x, y in lengths]
    text = MARK.join(pieces) + "\n"
    formatted = ruff("format", "--line-length", "120", text=text)
    assert [piece for piece in formatted.strip("\n").split(MARK) if piece not in pieces] == []


PIECES = [
    ("x = f(\n    )", "x = f()"),
    ("x = f(\n    a,\n    b,\n    )", "x = f(a, b)"),
    ("x = f(a,\n    )", "x = f(a)"),
    ("x = f(a,\n    b,\n    ) + 1", "x = f(a, b) + 1"),
    ("x = (\n    a,\n    )", "x = (a,)"),
    ("x = (\n    f(a, b),\n    )", "x = (f(a, b),)"),
    ("x = (\n    a,\n    b,\n    )", "x = (a, b)"),
    ("x = {\n    'a': 1,\n    }", "x = {'a': 1}"),
    ("x = [\n    a,\n    ]", "x = [a]"),
    ("class A(\n    B,\n    c={\n        'd': 1,\n        },\n    ):", "class A(B, c={'d': 1}):"),
    ("x = Annotated[str, Field(\n    a=1,\n    ), B]", "x = Annotated[str, Field(a=1), B]"),
]


@pytest.mark.parametrize(("pieces", "line"), PIECES)
def test_pieces_are_joined(pieces: str, line: str) -> None:
    assert join_pieces(pieces.split("\n")) == [line]
    indented = [f"    {piece}" for piece in pieces.split("\n")]
    assert join_pieces(indented) == [f"    {line}"]


def test_what_stands_as_ruff_leaves_it_is_not_joined() -> None:
    text = "x = f(\n    a,\n    b,\n)\ny = [\n    [\n        a,\n    ],\n]\nz = f(\n    a\n    for a in b\n)"
    assert join_pieces(text.split("\n")) == text.split("\n")
