"""No answer is run or rendered, and none ends the string around it: by the API and the command of both tools."""

from __future__ import annotations

import ast
import configparser
import re
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
import yaml
from _pytest.mark.structures import ParameterSet
from markdown_it import MarkdownIt

from tests import doors
from tests.doors import REFUSALS, by_cookiecutter, by_copier, tree
from tests.hostile.answers import EVIDENCE, PRODUCT, TEXTS, Attempt, attempts
from tests.marks import marked

ATTEMPTS = tuple(attempts())
QUICK = ("html-script", "jinja-cycler", "jinja-endraw", "letters", "line", "python-double", "yaml-mapping")
"""Names of texts that `make check` tries too."""


def parameters(*, kept: bool) -> list[ParameterSet]:
    tried = (attempt for attempt in ATTEMPTS if attempt.kept is kept and attempt.places)
    return [
        marked(pytest.mark.slow, attempt, when=not attempt.name.startswith(QUICK), name=attempt.name)
        for attempt in tried
    ]


PLAIN = "A service"


@pytest.fixture(autouse=True)
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tools run: a text that is run as a command makes its file here."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_there_are_many_attempts() -> None:
    assert len(TEXTS) >= 70
    assert sum(len(attempt.places) for attempt in ATTEMPTS) >= 900


@pytest.mark.parametrize("attempt", parameters(kept=True))
def test_accepted_texts_stay_as_they_are(answered: Path, room: Path, attempt: Attempt) -> None:
    ours = by_copier(answered, room / "copier", attempt.answers)
    theirs = by_cookiecutter(answered, room / "cookiecutter", attempt.answers)
    assert tree(ours) == tree(theirs)
    assert_unharmed(ours, attempt)
    assert_nothing_was_run(room)


@pytest.mark.parametrize("attempt", parameters(kept=False))
def test_other_texts_are_refused_with_a_message(answered: Path, room: Path, attempt: Attempt) -> None:
    for door, error in REFUSALS:
        with pytest.raises(error, match="in the answers") as refusal:
            door(answered, room / door.__name__, attempt.answers)
        unseen = () if "comment" in attempt.places else attempt.places  # what is no YAML is not looked into
        assert [place for place in unseen if not re.search(place, str(refusal.value))] == []
        assert not list(room.rglob("entities.yml"))
    assert_nothing_was_run(room)


ON_COMMAND_LINES = [
    marked(pytest.mark.long, name, when=name not in ("jinja-cycler", "python-double")) for name in TEXTS
]


@pytest.mark.slow
@pytest.mark.parametrize("name", ON_COMMAND_LINES)
def test_command_lines_take_and_refuse_the_same(answered: Path, room: Path, name: str) -> None:
    for attempt in ATTEMPTS:
        if attempt.text == TEXTS[name] and can_be_said(attempt.answers):
            assert_same_by_command_lines(answered, room / attempt.name, attempt)


def assert_same_by_command_lines(answered: Path, room: Path, attempt: Attempt) -> None:
    """Run both tools with the entities in a file, by its path."""
    room.mkdir()
    entities = attempt.answers["entities"]
    (room / "entities.yml").write_text(entities, encoding="utf-8", newline="")
    answers = {**attempt.answers, "entities": "entities.yml", "verify": "skip"}
    words = [f"{question}={answer}" for question, answer in answers.items()]
    data = [word for answer in words for word in ("--data", answer)]
    commands = {
        "copier": doors.copier_command(answered, room / "copier", *data),
        "cookiecutter": doors.cookiecutter_command(answered, room / "cookiecutter", *words),
    }
    for tool, command in commands.items():
        done = doors.run_command(command, room)
        assert (done.returncode == 0) == attempt.kept, done.stdout
        assert "Traceback" not in done.stdout
        made = list((room / tool).rglob("entities.yml"))
        assert [path.read_text(encoding="utf-8") for path in made] == ([entities] if attempt.kept else [])
    assert_nothing_was_run(room)


def can_be_said(answers: Mapping[str, str]) -> bool:
    """Whether a command line and a file can hold the answers: a system takes no NUL and no half of a character."""
    try:
        return not any(b"\0" in answer.encode() for answer in answers.values())
    except UnicodeEncodeError:
        return False


def assert_nothing_was_run(room: Path) -> None:
    assert list(room.rglob(EVIDENCE)) == []


def assert_unharmed(project: Path, attempt: Attempt) -> None:
    """Every file is what its name says, and the text stands in it as it was given."""
    files = {path.relative_to(project).as_posix(): path for path in project.rglob("*") if path.is_file()}
    texts = {name: path.read_text(encoding="utf-8") for name, path in files.items()}
    assert [name for name, text in texts.items() if PRODUCT in text] == []
    modules = {name: ast.parse(text) for name, text in texts.items() if name.endswith(".py")}
    answers, _ = (yaml.safe_load(texts[name]) for name in (".copier-answers.yml", "compose.yaml"))
    configparser.ConfigParser(interpolation=None).read_string(texts["alembic.ini"])
    metadata = tomllib.loads(texts["pyproject.toml"])["project"]
    package = answers["package_name"]
    assert texts["entities.yml"] == attempt.answers["entities"]
    if "Shelf.label" in attempt.places:
        assert attempt.text in strings(modules[f"src/{package}/models/shelf.py"])
    if "description" in attempt.places:
        assert metadata["description"] == answers["description"] == attempt.text
        assert attempt.text in strings(modules[f"src/{package}/main.py"])
        assert_reads(texts["README.md"], attempt.text)


def module(modules: Mapping[str, ast.Module], name: str) -> ast.Module:
    [found] = [module for path, module in modules.items() if path.endswith(f"/{name}") and "/src/" in f"/{path}"]
    return found


def strings(module: ast.Module) -> list[object]:
    return [node.value for node in ast.walk(module) if isinstance(node, ast.Constant)]


def assert_reads(readme: str, description: str) -> None:
    """The README reads the description as one paragraph of that text, and is otherwise as it is with another."""
    markdown = MarkdownIt("gfm-like", {"linkify": False})
    tokens = markdown.parse(readme)
    paragraph = tokens[tokens.index(next(token for token in tokens if token.type == "paragraph_open")) + 1]
    assert "".join(child.content for child in paragraph.children or ()) == description
    assert {child.type for child in paragraph.children or ()} <= {"text", "text_special"}
    plain = markdown.parse(readme.replace(paragraph.content, PLAIN))
    assert [token.type for token in tokens] == [token.type for token in plain]


# Other ways by which Cookiecutter takes answers

ATTACK = TEXTS["jinja-cycler"]


@pytest.mark.parametrize("question", ["description", "project_name", "entities", "__accepted"])
def test_defaults_of_a_users_configuration_are_not_rendered(answered: Path, room: Path, question: str) -> None:
    config = room / "config.yml"
    entities = f"# {ATTACK}\nBook:\n  title: str\n"
    defaults = {question: entities if question == "entities" else ATTACK}
    config.write_text(
        yaml.safe_dump({"default_context": defaults, "replay_dir": str(room / "replay")}), encoding="utf-8"
    )
    command = [*doors.cookiecutter_command(answered, room / "out", "verify=skip"), "--config-file", str(config)]
    done = doors.run_command(command, room)
    refused = question in ("description", "project_name")
    assert (done.returncode != 0) is refused, done.stdout
    assert f"{question}: found" in done.stdout or not refused
    assert_nothing_was_run(room)


def test_a_replay_renders_no_answer_and_checks_each(answered: Path, room: Path) -> None:
    kept = f"# {ATTACK}\nBook:\n  title: str\n"
    project = by_cookiecutter(answered, room / "out", {"entities": kept})
    config = ["--config-file", str(room / "out.config.yml"), "--output-dir"]
    replay = [sys.executable, "-m", "cookiecutter", "--replay", *config]
    done = doors.run_command([*replay, str(room / "again"), str(answered)], room)
    assert done.returncode == 0, done.stdout
    assert tree(room / "again" / project.name) == tree(project)
    [file] = (room / "out.replay").glob("*.json")
    file.write_text(file.read_text(encoding="utf-8").replace("A REST service", "{{ 7*191 }}"), encoding="utf-8")
    done = doors.run_command([*replay, str(room / "third"), str(answered)], room)
    assert "description: found" in done.stdout
    assert done.returncode != 0
    assert_nothing_was_run(room)
