"""Edits that a developer makes by hand before an update."""

from __future__ import annotations

from tests.evolution.living import Revise


def append(text: str) -> Revise:
    return lambda before: before + text


def before(mark: str, text: str) -> Revise:
    """Insert before the first occurrence of something."""
    return lambda whole: whole.replace(mark, text + mark, 1)


EDITS: dict[str, Revise] = {
    "src/shop/models/author.py": before(
        "    name: Mapped", "    def label(self) -> str:  # by hand\n        return self.name.title()\n\n"
    ),
    "src/shop/services/author.py": append("\n    async def by_hand(self) -> str:\n        return 'by hand'\n"),
    "src/shop/repositories/book.py": append(
        "\n    async def count_by_hand(self) -> int:\n        return await self.count()\n"
    ),
    "src/shop/api/v1/authors.py": before(
        '@router.get(\n    "",\n',
        '@router.get("/{author_id}/label", responses=problems(404))\n'
        "async def label(author_id: UUID, service: Reading) -> str:\n"
        "    return (await service.get(author_id)).label()\n\n\n",
    ),
    "src/shop/schemas/author.py": before(
        "class AuthorUpdate", "class AuthorLabel(Create):\n    label: str = 'by hand'\n\n\n"
    ),
    "src/shop/settings.py": append("\n\nBY_HAND = True\n"),
    "README.md": append("\n## By hand\n\nKept.\n"),
    "Makefile": append("\nby-hand:\n\techo by hand\n"),
    "tests/test_by_hand.py": append(
        "import pytest\nfrom httpx2 import AsyncClient\n\nfrom tests.factories import FACTORIES\n\n\n"
        "async def test_label(client: AsyncClient) -> None:\n"
        "    authors = next(factory for factory in FACTORIES if str(factory) == 'Author')\n"
        "    author = await authors.create(client)\n"
        "    answer = await client.get(f\"{authors.url}/{author['id']}/label\")\n"
        "    assert answer.json() == author['name'].title()\n"
    ),
}


def again(name: str) -> dict[str, Revise]:
    """Return more edits, in files of several layers, for the time between two updates."""
    return {
        "src/shop/services/author.py": append(f"        # by hand before {name}\n"),
        "tests/test_by_hand.py": append(f"    # by hand before {name}\n"),
        "README.md": append(f"\nBy hand before {name}.\n"),
    }
