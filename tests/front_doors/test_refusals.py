"""Both tools refuse the same answers in the same words, and leave nothing behind."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cookiecutter.exceptions import FailedHookException
from copier.errors import UserMessageError

from tests import doors
from tests.doors import REFUSALS, by_cookiecutter, by_copier
from tests.entity_files import BAD, MAPPINGS
from tests.marks import marked
from tests.projects import SMALL

MISSPELT = "entities:\n  Author:\n    name: sting\n"

UNFIT = [
    ("project_name", 'The "Shop"'),
    ("project_name", "{{ shop }}"),
    ("project_name", "two\nlines"),
    ("project_name", "back\\slash"),
    ("project_name", ""),
    ("project_name", " Shop"),
    ("project_name", "x" * 61),
    ("project_slug", "Book Shop"),
    ("project_slug", "../shop"),
    ("project_slug", "fastapi"),
    ("project_slug", "nul"),
    ("package_name", "class"),
    ("package_name", "match"),
    ("package_name", "json"),
    ("package_name", "fastapi"),
    ("package_name", "tests"),
    ("package_name", "book-shop"),
    ("package_name", "x" * 41),
    ("description", "two\nlines"),
    ("description", 'a "quote"'),
    ("description", " "),
    ("primary_key", "uuid8"),
    ("soft_delete", "maybe"),
    ("timestamps", "sometimes"),
    ("verify", "later"),
]
REFUSED_BY_COOKIECUTTER_ITSELF = ("primary_key", "soft_delete", "timestamps", "verify")


@pytest.mark.parametrize(("question", "answer"), UNFIT)
def test_an_unfit_answer_is_refused_by_both(bare: Path, tmp_path: Path, question: str, answer: str) -> None:
    with pytest.raises(UserMessageError, match=rf"^1 problem in the answers:\n  {question}: "):
        by_copier(bare, tmp_path / "copier", {question: answer})
    expected = ValueError if question in REFUSED_BY_COOKIECUTTER_ITSELF else FailedHookException
    with pytest.raises(expected, match=question):
        by_cookiecutter(bare, tmp_path / "cookiecutter", {question: answer})
    assert not (tmp_path / "copier").exists()
    assert not (tmp_path / "cookiecutter").is_dir() or not any((tmp_path / "cookiecutter").iterdir())


def test_all_problems_of_all_answers_are_told_together(bare: Path, tmp_path: Path) -> None:
    answers = {"package_name": "fastapi", "description": "", "entities": "A:\n  x: sting\nB:\n  y: dat\n"}
    for door, error in REFUSALS:
        with pytest.raises(error) as refusal:
            door(bare, tmp_path / "out", answers)
        title, *problems = str(refusal.value).split("\n")
        assert title == f"{len(problems)} problems in the answers:"
        assert [problem.split(":")[0] for problem in problems] == ["  package_name", "  description", "  A.x", "  B.y"]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (
            {"Author": {"name": "str"}},
            "Author: there is no such question; the top level of an entity file is 'entities:'",
        ),
        ({"entites": SMALL}, "entites: there is no such question; did you mean 'entities'?"),
    ],
)
def test_data_that_answers_no_question_is_refused(bare: Path, tmp_path: Path, data: dict[str, Any], words: str) -> None:
    with pytest.raises(UserMessageError, match=re.escape(words)):
        by_copier(bare, tmp_path / "out", data)


def bad_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


ONE_OF_EACH_KIND = {path.stem.partition("-")[0]: path for path in reversed(BAD)}.values()


@pytest.mark.slow
@pytest.mark.parametrize(
    "path",
    [marked(pytest.mark.long, path, when=path not in ONE_OF_EACH_KIND, name=path.stem) for path in BAD],
)
def test_every_bad_file_is_refused_by_both(bare: Path, tmp_path: Path, path: Path) -> None:
    with pytest.raises(UserMessageError) as from_copier:
        by_copier(bare, tmp_path / "copier", {"entities": bad_text(path)})
    with pytest.raises(FailedHookException) as from_cookiecutter:
        by_cookiecutter(bare, tmp_path / "cookiecutter", {"entities": bad_text(path)})
    assert str(from_copier.value) == str(from_cookiecutter.value)
    assert not (tmp_path / "copier").exists()
    assert not any((tmp_path / "cookiecutter").iterdir())
    assert not (tmp_path / "cookiecutter.replay").exists() or not any((tmp_path / "cookiecutter.replay").iterdir())


@pytest.fixture(params=["copier", "cookiecutter"])
def refuse(request: pytest.FixtureRequest, bare: Path, tmp_path: Path) -> Callable[[Path], list[str]]:
    """Give an entity file to a command line; its last words. That it leaves nothing is checked here."""

    def run(path: Path) -> list[str]:
        room, output = tmp_path / "room", tmp_path / "room" / "output"
        if request.param == "copier":
            command = doors.copier_command(bare, output, "--data-file", str(path))
        else:
            command = doors.cookiecutter_command(bare, output, f"entities={bad_text(path)}")
        done = doors.run_command(command, room)
        assert done.returncode == 1, done.stdout
        assert "Traceback" not in done.stdout
        assert not output.exists()
        assert not any((room / "tmp").iterdir())
        assert not [path for path in (room / "home").rglob("*") if path.is_file()]
        lines = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout).rstrip("\n").split("\n")
        start = next(number for number, line in enumerate(lines) if line.endswith(" in the answers:"))
        return lines[start:]

    return run


def test_a_misspelt_type_is_the_last_thing_on_the_screen(refuse: Callable[[Path], list[str]], tmp_path: Path) -> None:
    path = tmp_path / "misspelt.yml"
    path.write_text(MISSPELT, encoding="utf-8")
    title, problem = refuse(path)
    assert title == "1 problem in the answers:"
    assert problem.startswith("  Author.name: ")
    assert "sting" in problem
    assert "did you mean 'str'?" in problem


@pytest.mark.slow
# Copier itself parses a --data-file, and ends with a traceback if the text is not YAML.
@pytest.mark.parametrize("path", MAPPINGS[:: len(MAPPINGS) // 4], ids=lambda path: path.stem)
def test_a_bad_file_leaves_nothing_but_words(refuse: Callable[[Path], list[str]], path: Path) -> None:
    title, *problems = refuse(path)
    assert problems, title


def test_cookiecutter_without_hooks_is_told_what_it_lacks(bare: Path, tmp_path: Path) -> None:
    """As one before 2.4 is, which knows no hook that runs before the questions."""
    done = doors.run_command([*doors.cookiecutter_command(bare, tmp_path / "out"), "--accept-hooks", "no"], tmp_path)
    assert (done.returncode, done.stdout.rstrip()) == (
        1,
        "This template needs its hooks: use Cookiecutter 2.4 or later, without --accept-hooks no.",
    )
