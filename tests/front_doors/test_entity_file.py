"""Entities come as a path, as text, or as a mapping parsed by Copier: each is checked, and its text is kept."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest
import yaml

from blueprint import entity_file
from blueprint.answers import find_problems
from blueprint.notation.problems import Refusal
from tests import doors
from tests.doors import REFUSALS, by_cookiecutter, by_copier, tree

COMMENTED = """# What we sell. {{ 7*191 }}

entities:

  Book:  # one line each
    title: str(200)   # as on the cover

    price: "decimal(10, 2)"
# That is all.
"""
DOUBLED = "entities:\n  Book:\n    title: str\n    title: int\n  Tag:\n    name: str\n  Book:\n    pages: int\n"


@pytest.fixture
def given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An entity file in the directory in which the tools run."""
    monkeypatch.chdir(tmp_path)
    path = tmp_path / "shop entities.yml"
    path.write_text(COMMENTED, encoding="utf-8")
    return path


def entities_of(project: Path) -> str:
    return (project / "entities.yml").read_text(encoding="utf-8")


# The text that an answer stands for


@pytest.mark.parametrize("answer", ["shop entities.yml", "./shop entities.yml", " shop entities.yml\n", COMMENTED])
def test_a_path_and_a_text_make_the_same_project(bare: Path, given: Path, answer: str) -> None:
    ours = by_copier(bare, given.parent / "copier", {"entities": answer})
    theirs = by_cookiecutter(bare, given.parent / "cookiecutter", {"entities": answer})
    assert tree(ours) == tree(theirs)
    assert entities_of(ours) == COMMENTED


@pytest.mark.parametrize(
    ("text", "is_path"),
    [
        ("entities.yml", True),
        ("C:\\work\\entities.yml", True),
        ("~/shop/entities", True),
        ("Book: {title: str}", False),
        ("Book:", False),
        ("{}", False),
        ("# nothing yet", False),
        ("", False),
        ("Book:\n  title: str", False),
    ],
)
def test_one_line_that_is_no_yaml_mapping_is_a_path(text: str, is_path: bool) -> None:
    assert entity_file.is_path(text) is is_path


def test_a_file_that_changes_is_read_again(bare: Path, given: Path) -> None:
    for number in range(2):
        given.write_text(f"Book{number}:\n  title: str\n", encoding="utf-8")
        by_copier(bare, given.parent / str(number), {"entities": given.name})
        assert entities_of(given.parent / str(number)) == given.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot read the file 'given.yml': No such file or directory; give the path of an entity file, or its"),
        (b"\xff\xfeB\x00", "cannot read the file 'given.yml': it is not UTF-8 text; save it as UTF-8"),
        (b"# x\n" * 200_000, "the text has 800,000 characters; at most 500,000 characters are read"),
        (b"# x\n" * 2_000_000, "'given.yml' has 8,000,000 bytes; at most 500,000 characters are read"),
        (b"".join(b"E%d:\n  name: str\n" % n for n in range(3000)), "3,000 entities; a service has at most 500"),
        (b"Book:\n" + b"".join(b"  f%d: str\n" % n for n in range(501)), "501 lines of an entity; a service has at"),
        (b"Book:\n  title: str = '" + b"x" * 30_000 + b"'\n", "a field has 30,008 characters; at most 20,000 are read"),
        (b"[" * 100_000, "nested too deep"),
    ],
)
def test_a_file_that_cannot_be_read_or_is_too_large_is_refused(
    bare: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes | None, words: str
) -> None:
    monkeypatch.chdir(tmp_path)
    if content is not None:
        (tmp_path / "given.yml").write_bytes(content)
    for door, error in REFUSALS:
        with pytest.raises(error) as refusal:
            door(bare, tmp_path / "out", {"entities": "given.yml"})
        assert words in str(refusal.value)


def test_many_entities_that_all_refer_to_each_other_are_read_in_bounded_steps() -> None:
    """Circles are looked for once per entity: once per reference took minutes."""
    names = [f"Entity{number}" for number in range(300)]
    text = "".join(
        f"{name}:\n"
        + "".join(f"  to_{other}: {names[(number * other) % 300]}? as from_{number}_{other}\n" for other in range(9))
        for number, name in enumerate(names)
    )
    assert find_problems({"entities": text}, ["entities"]) == []


# What Copier has parsed of a data file


def test_a_data_file_is_kept_to_the_letter_too(bare: Path, given: Path) -> None:
    assert_copied(bare, given, COMMENTED)


def test_other_answers_of_a_data_file_are_left_out(bare: Path, given: Path) -> None:
    given.write_text(f"project_name: Shelf\nverify: skip\n{COMMENTED}soft_delete: true\n", encoding="utf-8")
    written = assert_copied(bare, given, COMMENTED.partition("\n\n")[2])
    assert "Shelf" in (written / ".copier-answers.yml").read_text(encoding="utf-8")


def assert_copied(bare: Path, given: Path, entities: str) -> Path:
    output = given.parent / "project"
    command = doors.copier_command(bare, output, "--data-file", str(given), "--data", "verify=skip")
    done = doors.run_command(command, given.parent)
    assert done.returncode == 0, done.stdout
    assert entities_of(output) == entities
    return output


@pytest.mark.parametrize(
    ("option", "before"),
    [
        (["--data", "entities=doubled.yml"], ""),
        (["--data-file", "doubled.yml"], ""),
        (["--data-file=doubled.yml"], "project_name: Shelf\n"),
    ],
)
def test_names_that_are_written_twice_are_told_with_their_lines(
    bare: Path, given: Path, option: list[str], before: str
) -> None:
    (given.parent / "doubled.yml").write_text(before + DOUBLED, encoding="utf-8")
    done = doors.run_command(doors.copier_command(bare, given.parent / "out", *option), given.parent)
    assert done.returncode != 0
    later = before.count("\n")
    assert f"Book: is written twice (lines {2 + later} and {7 + later})" in done.stdout
    assert f"Book.title: is written twice (lines {3 + later} and {4 + later})" in done.stdout
    assert not (given.parent / "out").exists()


def test_an_answer_that_is_written_twice_is_refused(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    given.write_text(f"verify: skip\n{COMMENTED}verify: full\n", encoding="utf-8")
    monkeypatch.setattr("sys.argv", ["copier", "copy", "--data-file", given.name])
    entity_file.forget()
    with pytest.raises(Refusal, match=r"'verify' is written twice in 'shop entities\.yml'"):
        entity_file.text_of({"Book": {}})


def test_a_data_file_is_parsed_once(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every rendered file asks for the entities; parsing them each time took 13 times as long for 40 entities."""
    compose = Mock(wraps=yaml.compose)
    monkeypatch.setattr("yaml.compose", compose)
    monkeypatch.setattr("sys.argv", ["copier", "copy", "--data-file", given.name])
    text = COMMENTED.replace("Book", "OnceParsed")
    given.write_text(text, encoding="utf-8")
    entity_file.forget()
    assert {entity_file.text_of({"OnceParsed": {}}) for _ in range(3)} == {text}
    assert compose.call_count == 1


def test_a_mapping_of_another_program_is_not_looked_for(given: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["generate", "--data-file", given.name])
    entity_file.forget()
    mapping: dict[str, Any] = {"Author": {"name": "str"}, "Tag": {"name": "str"}}
    assert entity_file.text_of(mapping) is mapping


# Updates


@pytest.mark.slow
def test_an_update_takes_the_path_of_the_projects_own_file(
    small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = by_copier(small, tmp_path / "project", {"entities": COMMENTED, "project_name": "Shelf"})
    doors.make_repository(project)
    changed = COMMENTED.replace("# That is all.\n", "  Tag:  # new\n    name: str(50)\n")
    (project / "entities.yml").write_text(changed, encoding="utf-8")
    doors.commit(project, "Tags")
    monkeypatch.chdir(project)
    doors.update(Path(), data={"entities": "entities.yml"})
    assert entities_of(project) == changed
    assert (project / "src/shelf/models/tag.py").is_file()
    assert "Tag:\n    name: str(50)\n" in (project / ".copier-answers.yml").read_text(encoding="utf-8")
