"""The rendered bookshop as it is committed; run as a module, it renders that anew."""

from __future__ import annotations

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.doors import REPOSITORY, by_copier, content, make_checkout
from tests.projects import example

BOOKSHOP = REPOSITORY / "snapshots" / "bookshop"


def render(checkout: Path, output: Path) -> Path:
    """The bookshop without the two lines that say which commit of which directory it comes from."""
    by_copier(checkout, output, example("bookshop"))
    answers = output / ".copier-answers.yml"
    answers.write_bytes(content(answers))
    return output


if __name__ == "__main__":
    with TemporaryDirectory() as room:
        rendered = render(make_checkout(Path(room, "checkout")), Path(room, "bookshop"))
        shutil.rmtree(BOOKSHOP, ignore_errors=True)
        shutil.copytree(rendered, BOOKSHOP)
