"""Both front doors: the same questions, bytes and refusals, and a run after generation that never loses a project."""

from __future__ import annotations

import json
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import copier
import pytest
import yaml
from cookiecutter.exceptions import FailedHookException
from copier.errors import UserMessageError
from hypothesis import given
from hypothesis import strategies as st

from blueprint import questions
from blueprint.answers import AnswersError, find_problems
from tests import doors
from tests.doors import REPOSITORY, assert_rendered, by_cookiecutter, by_copier, tree
from tests.projects import SMALL

BAD = sorted((REPOSITORY / "tests" / "bad").glob("*.yml"))
# Copier reads --data-file by itself; what is not YAML it refuses with a traceback of its own.
READABLE = [path for path in BAD if not path.stem.startswith("yaml-")]
MISSPELT = "entities:\n  Author:\n    name: sting\n"


def assert_same(checkout: Path, room: Path, answers: dict[str, Any]) -> Path:
    """Generate by both tools, compare, and give Copier's project."""
    first = by_copier(checkout, room / "copier", answers)
    second = by_cookiecutter(checkout, room / "cookiecutter", answers)
    ours, theirs = tree(first), tree(second)
    assert sorted(ours) == sorted(theirs)
    assert [path for path in ours if ours[path] != theirs[path]] == []
    return first


# The questions


def test_the_questions_stand_twice_and_agree() -> None:
    asked = yaml.safe_load((REPOSITORY / "copier.yml").read_text(encoding="utf-8"))
    by_copier = {name: question for name, question in asked.items() if not name.startswith("_")}
    other = json.loads((REPOSITORY / "cookiecutter.json").read_text(encoding="utf-8"))
    by_cookiecutter = {name: default for name, default in other.items() if not name.startswith("_")}
    prompts = other["__prompts__"]
    assert tuple(by_copier) == tuple(by_cookiecutter) == tuple(prompts) == questions.QUESTIONS
    for name, question in by_copier.items():
        default = by_cookiecutter[name]
        if "choices" in question:
            title, *_ = prompts[name].values()
            assert default[0] == question["default"]
            assert prompts[name] == {"__prompt__": title, **{value: key for key, value in question["choices"].items()}}
            assert default == list(question["choices"].values())
        else:
            title = prompts[name]
            assert question["default"] == (
                default.replace("cookiecutter.", "") if isinstance(default, str) else default
            )
        assert title == question["help"]


def test_rendering_options_stand_twice_and_agree() -> None:
    ours = yaml.safe_load((REPOSITORY / "copier.yml").read_text(encoding="utf-8"))["_envops"]
    theirs = json.loads((REPOSITORY / "cookiecutter.json").read_text(encoding="utf-8"))["_jinja2_env_vars"]
    given_by_cookiecutter_itself = {"keep_trailing_newline": True, "undefined": "jinja2.StrictUndefined"}
    assert ours == {**theirs, **given_by_cookiecutter_itself}


@given(st.text(max_size=80))
def test_what_follows_from_a_fit_name_is_fit(name: str) -> None:
    slug = questions.slug(name)
    assert questions.problem("project_slug", slug) is None
    assert questions.problem("package_name", questions.package(slug)) is None


@pytest.mark.parametrize(
    ("name", "slug", "package"),
    [
        ("Café 24", "cafe-24", "cafe_24"),
        ("FastAPI", "fastapi-service", "fastapi_service"),
        ("3D Models", "3d-models", "app_3d_models"),
        ("Email", "email", "email_service"),
        ("Tests", "tests", "tests_service"),
        ("日本", "service", "service"),
        ("Con", "con-service", "con_service"),
        ("A" * 60, "a" * 60, "a" * 40),
    ],
)
def test_slug_and_package_follow_from_the_name(name: str, slug: str, package: str) -> None:
    assert questions.problem("project_name", name) is None
    assert (questions.slug(name), questions.package(slug)) == (slug, package)


def test_the_readme_shows_entities_and_words_that_are_true() -> None:
    readme = (REPOSITORY / "README.md").read_text(encoding="utf-8")
    shown = dict(re.findall(r"```(yaml|text)\n(.*?)\n```", readme, flags=re.DOTALL | re.MULTILINE)[:2])
    assert find_problems({"entities": shown["yaml"]}, ["entities"]) == []
    misspelt = shown["yaml"].replace("= draft", "= draf").replace("author: Author", "author: Auther")
    assert str(AnswersError(find_problems({"entities": misspelt}, ["entities"]))) == shown["text"]


# The same bytes


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


# Two versions in one process


def change_names(small: Path) -> None:
    """Make a second version, whose Python differs: it puts a word before the project's name."""
    project = small / "blueprint" / "project.py"
    source = project.read_text(encoding="utf-8")
    assert source.count('name=answers["project_name"]') == 1
    source = source.replace('name=answers["project_name"]', 'name="Second " + answers["project_name"]')
    project.write_text(source, encoding="utf-8")
    doors.commit(small, "Second", tag="2.0.0")


def test_an_update_renders_each_version_by_its_own_code(small: Path, tmp_path: Path) -> None:
    project = by_copier(small, tmp_path / "project", {"entities": SMALL, "project_name": "Shelf"})
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    change_names(small)
    copier.run_update(project, defaults=True, overwrite=True, quiet=True, unsafe=True)
    author = (project / "src/shelf/models/author.py").read_text(encoding="utf-8")
    assert author == '"""Author of Second Shelf."""\n'
    answers = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    assert answers["_commit"] == "2.0.0"
    assert answers["entities"] == SMALL.strip()


@pytest.mark.slow
def test_a_project_of_cookiecutter_can_be_updated_by_copier(small: Path, tmp_path: Path) -> None:
    project = by_cookiecutter(small, tmp_path / "out", {"entities": SMALL, "project_name": "Shelf"})
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    change_names(small)
    copier.run_update(project, defaults=True, overwrite=True, quiet=True, unsafe=True)
    author = (project / "src/shelf/models/author.py").read_text(encoding="utf-8")
    assert author == '"""Author of Second Shelf."""\n'


def test_cookiecutter_renders_each_checkout_by_its_own_code(small: Path, tmp_path: Path) -> None:
    second = tmp_path / "second"
    shutil.copytree(small, second)
    change_names(second)
    names = []
    for number, checkout in enumerate([small, second, small]):
        project = by_cookiecutter(checkout, tmp_path / str(number), {"entities": SMALL, "project_name": "Shelf"})
        names.append((project / "src/shelf/models/author.py").read_text(encoding="utf-8"))
    assert names == ['"""Author of Shelf."""\n', '"""Author of Second Shelf."""\n', '"""Author of Shelf."""\n']


@pytest.mark.slow
def test_an_update_does_not_put_defaults_for_answers_that_are_no_longer_fit(small: Path, tmp_path: Path) -> None:
    project = by_copier(small, tmp_path / "project", {"entities": SMALL, "project_name": "The Bookshelf"})
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    stricter = small / "blueprint" / "questions.py"
    source = stricter.read_text(encoding="utf-8")
    assert source.count("NAME_LENGTH = 60") == 1
    stricter.write_text(source.replace("NAME_LENGTH = 60", "NAME_LENGTH = 9"), encoding="utf-8")
    doors.commit(small, "Stricter", tag="2.0.0")
    with pytest.raises(UserMessageError, match="project_name: 13 characters; at most 9 are accepted"):
        copier.run_update(project, defaults=True, overwrite=True, quiet=True, unsafe=True)
    assert doors.git(project, "status", "--porcelain") == ""


# Refusals

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
    doors_and_errors: list[tuple[Callable[..., Path], type[Exception]]] = [
        (by_copier, UserMessageError),
        (by_cookiecutter, FailedHookException),
    ]
    for door, error in doors_and_errors:
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
    [pytest.param(path, marks=[pytest.mark.long] * (path not in ONE_OF_EACH_KIND), id=path.stem) for path in BAD],
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
@pytest.mark.parametrize("path", READABLE[:: len(READABLE) // 4], ids=lambda path: path.stem)
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


# After generation


@pytest.fixture
def failing_uv(tmp_path: Path) -> str:
    """A PATH on which `uv` fails, as it does without a network."""
    directory = tmp_path / "tools"
    directory.mkdir()
    (directory / "uv").write_text(f"#!{sys.executable}\nprint('no network')\nraise SystemExit(2)\n", encoding="utf-8")
    (directory / "uv").chmod(0o755)
    return f"{directory}{os.pathsep}{os.environ['PATH']}"


@pytest.mark.parametrize("tool", ["copier", "cookiecutter"])
def test_a_failing_step_keeps_the_project(small: Path, tmp_path: Path, failing_uv: str, tool: str) -> None:
    room = tmp_path / "room"
    if tool == "copier":
        output = room / "bookshop"
        command = doors.copier_command(small, output)
    else:
        output = room / "out" / "bookshop"
        command = doors.cookiecutter_command(small, output.parent)
    done = doors.run_command(command, room, PATH=failing_uv)
    assert done.returncode == 0, done.stdout
    assert "  no network" in done.stdout
    assert "The step 'install' failed: uv sync" in done.stdout
    assert done.stdout.rstrip().endswith("Continue with: make verify")
    assert (output / "src" / "bookshop" / "models" / "author.py").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("tool", ["copier", "cookiecutter"])
def test_strict_mode_fails_and_can_keep_the_project(small: Path, tmp_path: Path, failing_uv: str, tool: str) -> None:
    room = tmp_path / "room"
    if tool == "copier":
        output = room / "bookshop"
        command = doors.copier_command(small, output, "--no-cleanup")
    else:
        output = room / "out" / "bookshop"
        command = [*doors.cookiecutter_command(small, output.parent), "--keep-project-on-failure"]
    done = doors.run_command(command, room, PATH=failing_uv, ASYNC_ALCHEMY_STRICT="1")
    assert done.returncode == 1, done.stdout
    assert (output / "src" / "bookshop" / "models" / "author.py").is_file()


@pytest.mark.slow
def test_an_update_verifies_once(small: Path, tmp_path: Path, failing_uv: str) -> None:
    room = tmp_path / "room"
    project = by_copier(small, room / "project", {"entities": SMALL, "verify": "skip"})
    answers = project / ".copier-answers.yml"
    answers.write_text(answers.read_text(encoding="utf-8").replace("verify: skip", "verify: full"), encoding="utf-8")
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    doors.commit(small, "Second", tag="2.0.0")
    command = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", str(project)]
    done = doors.run_command(command, room, PATH=failing_uv)
    assert done.returncode == 1, done.stdout
    assert done.stdout.count("Verifying") == 1
    assert "The step 'install' failed: uv sync" in done.stdout
    assert "_commit: 2.0.0" in answers.read_text(encoding="utf-8")
