"""`make demo` keeps the work of its users; what it generates and serves is tested elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from blueprint.doors import demo

BOOKSHOP = Path("demo", "bookshop")


def whole(place: Path) -> None:
    (place / "src").mkdir(parents=True)
    (place / "src" / "mine.py").write_text("MINE = 1\n", encoding="utf-8")


def part(place: Path) -> None:
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("Mine.\n", encoding="utf-8")


def link(place: Path) -> None:
    place.parent.mkdir(parents=True)
    place.symlink_to("/nonexistent/shop")


@pytest.fixture
def clone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A clone whose demo generates an empty project and serves nothing."""

    @contextmanager
    def served(project: Path) -> Iterator[str]:
        assert project.is_dir()
        yield "http://127.0.0.1:1"

    monkeypatch.setattr(demo, "CLONE", tmp_path)
    monkeypatch.setattr(demo, "generate", lambda place: (tmp_path / place).mkdir(parents=True))
    monkeypatch.setattr(demo, "served", served)
    monkeypatch.setattr(demo, "show", lambda _: None)
    return tmp_path


@pytest.mark.usefixtures("clone")
def test_a_first_demo_is_the_bookshop(capsys: pytest.CaptureFixture[str]) -> None:
    demo.main()
    assert capsys.readouterr().out.endswith("Start it yourself: cd demo/bookshop && make run\n")


@pytest.mark.parametrize("work", [whole, part, link])
def test_another_demo_keeps_the_work_in_the_first(
    clone: Path, capsys: pytest.CaptureFixture[str], work: Callable[[Path], None]
) -> None:
    work(clone / BOOKSHOP)
    before = {path: path.read_bytes() for path in (clone / BOOKSHOP).rglob("*") if path.is_file()}
    for name in ("demo/bookshop-2", "demo/bookshop-3"):
        demo.main()
        written = capsys.readouterr().out
        assert f"demo/bookshop exists and may have your work in it, so it is kept. This demo is in {name}.\n" in written
        assert written.endswith(f"Start it yourself: cd {name} && make run\n")
    assert {path: path.read_bytes() for path in (clone / BOOKSHOP).rglob("*") if path.is_file()} == before
    assert (clone / BOOKSHOP).is_symlink() is (work is link)
