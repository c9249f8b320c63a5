"""Both tools write the same bytes."""

from __future__ import annotations

import stat
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from blueprint import questions
from tests.doors import REPOSITORY, assert_rendered, by_cookiecutter, by_copier, tree
from tests.projects import SMALL


def assert_same(checkout: Path, room: Path, answers: dict[str, Any]) -> Path:
    """Generate by both tools, compare, and give Copier's project."""
    first = by_copier(checkout, room / "copier", answers)
    second = by_cookiecutter(checkout, room / "cookiecutter", answers)
    ours, theirs = tree(first), tree(second)
    assert sorted(ours) == sorted(theirs)
    assert [path for path in ours if ours[path] != theirs[path]] == []
    return first


@pytest.mark.long
@pytest.mark.parametrize(
    ("primary_key", "soft_delete", "timestamps"), list(product(["uuid7", "uuid4", "int"], [False, True], [False, True]))
)
def test_both_tools_make_the_same_of_all_answers(
    checkout: Path, tmp_path: Path, primary_key: str, soft_delete: bool, timestamps: bool
) -> None:
    answers = {"primary_key": primary_key, "soft_delete": soft_delete, "timestamps": timestamps, "entities": SMALL}
    assert_rendered(assert_same(checkout, tmp_path, answers))


@pytest.mark.parametrize(
    "entities", ["entities: {}\n", *(pytest.param(text, marks=pytest.mark.slow) for text in ["", "{}", "entities:\n"])]
)
def test_both_tools_make_the_same_of_no_entity(checkout: Path, tmp_path: Path, entities: str) -> None:
    project = assert_same(checkout, tmp_path, {"entities": entities})
    assert not [path for path in project.rglob("*") if path.is_dir() and not any(path.iterdir())]


def test_one_file_per_entity_with_the_entity_bound(small: Path, tmp_path: Path) -> None:
    project = assert_same(small, tmp_path, {"entities": SMALL, "project_name": "Shelf"})
    models = {path.name: path.read_text(encoding="utf-8") for path in (project / "src/shelf/models").iterdir()}
    assert models == {
        "__init__.py": "",
        "author.py": '"""Author of Shelf."""\n',
        "book.py": '"""Book of Shelf."""\n',
    }
    assert (project / "run").stat().st_mode & stat.S_IXUSR


@pytest.mark.slow
def test_text_and_mapping_are_the_same_answer(small: Path, tmp_path: Path) -> None:
    text = (REPOSITORY / "examples" / "bookshop.yml").read_text(encoding="utf-8")
    answers = [{"entities": text}, yaml.safe_load(text), {"entities": yaml.dump(yaml.safe_load(text), sort_keys=False)}]
    trees = [tree(by_copier(small, tmp_path / str(number), answer)) for number, answer in enumerate(answers)]
    for made in trees:
        del made["entities.yml"]  # which is what was given, to the letter
    assert trees[0] == trees[1] == trees[2]


def test_the_answers_file_holds_every_answer_as_it_was_asked(small: Path, tmp_path: Path) -> None:
    answers = {
        "entities": SMALL,
        "project_name": "Ten: & more".replace(":", ""),
        "description": "Half: 'a' # b",
        "soft_delete": True,
    }
    for project in (by_copier(small, tmp_path / "a", answers), by_cookiecutter(small, tmp_path / "b", answers)):
        text = (project / ".copier-answers.yml").read_text(encoding="utf-8")
        kept = yaml.safe_load(text)
        assert tuple(kept) == ("_commit", "_src_path", *questions.QUESTIONS)
        assert kept["_commit"] == "1.0.0"
        assert kept["_src_path"] == str(small)
        assert {name: kept[name] for name in answers if name != "entities"} == {
            name: answer for name, answer in answers.items() if name != "entities"
        }
        assert list(yaml.safe_load(kept["entities"])) == ["Author", "Book"]
        assert "entities: |-\n  Author:\n" in text


def test_cookiecutter_knows_no_version_of_a_template_without_history(bare: Path, tmp_path: Path) -> None:
    project = by_cookiecutter(bare, tmp_path / "out", {"entities": SMALL})
    assert "_commit" not in yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
