"""The traps of `copier update`: what becomes of projects that are not as they were generated; nothing is installed."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import indent
from typing import Any

import copier
import pytest
import yaml
from copier.errors import TaskError, UserMessageError

from tests import doors
from tests.doors import by_cookiecutter, by_copier
from tests.projects import SMALL

of_copier = pytest.mark.long
"""What Copier does by itself, and `docs/updating.md` tells: only another version of it could fail such a test."""

VERSION = "0.1.0"
SHELF = "Shelf:\n  name: str(50)\n"
MODELS, SERVICES = "src/bookshop/models", "src/bookshop/services"
EXPOSE = "EXPOSE 8000\n"
DIRTY = "Destination repository is dirty"
REPLACE_UVX = """#!/bin/sh
echo "uvx $*" >> "{calls}"
while [ "$1" != copier ]; do shift; done
shift
exec "{python}" -m copier "$@"
"""


@pytest.fixture(scope="session")
def released(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The template with a version, and with two of its packages: enough for whatever an update does to a file."""
    copy = tmp_path_factory.mktemp("released") / "async-alchemy"
    shutil.copytree(checkout, copy, ignore=shutil.ignore_patterns(".git", "benchmarks", "examples", "tests"))
    for path in (copy / "template" / "src").glob("*/*"):
        if path.is_file():
            path.unlink()
        elif path.name not in ("models", "services"):
            shutil.rmtree(path)
    doors.git(copy, "init", "--quiet")
    doors.commit(copy, "First", tag=VERSION)
    return copy


@pytest.fixture
def template(released: Path, tmp_path: Path) -> Path:
    """The same, to be changed at will."""
    doors.git(tmp_path, "clone", "--quiet", str(released), "template")
    return tmp_path / "template"


@pytest.fixture
def bookshop(template: Path, tmp_path: Path) -> Path:
    """A project of it, as it was generated and committed."""
    return generate(template, tmp_path / "bookshop")


def generate(template: Path, output: Path, entities: str = SMALL) -> Path:
    by_copier(template, output, {"entities": entities})
    doors.git(output, "init", "--quiet")
    doors.commit(output, "Generated")
    return output


def change(path: Path, old: str, new: str) -> None:
    """Replace what stands once in a file."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, text
    path.write_text(text.replace(old, new), encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


def release(template: Path, version: str, *names: str) -> None:
    """Publish a version of the template in which some files begin with one more line."""
    for name in names:
        [path] = (template / "template").glob(name)
        path.write_text(f"# New in {version}\n{path.read_text(encoding='utf-8')}", encoding="utf-8")
    doors.commit(template, version, tag=version)


def describe(project: Path, entities: str) -> str:
    """Write entities.yml in the way of a user, who has something to say about it."""
    text = f"# What we sell.\nentities:\n{indent(entities, '  ')}  # That is all.\n"
    (project / "entities.yml").write_text(text, encoding="utf-8")
    return text


def update(project: Path, **options: Any) -> None:
    """Update to what entities.yml says, and to the newest version of the template unless an option names another."""
    data = {"entities": str(project / "entities.yml")}
    copier.run_update(project, data=data, defaults=True, overwrite=True, quiet=True, unsafe=True, **options)


def files(directory: Path, *others: str) -> dict[str, bytes]:
    """What is in the files of a directory, but for git's and those of other directories below it."""
    skipped = {directory / name for name in (".git", *others)}
    paths = (path for path in directory.rglob("*") if path.is_file() and not skipped.intersection(path.parents))
    return {path.relative_to(directory).as_posix(): path.read_bytes() for path in paths}


def status(project: Path) -> list[str]:
    return doors.git(project, "status", "--porcelain", "--untracked-files=all").splitlines()


def unmerged(project: Path) -> list[str]:
    """The files in which git knows of a conflict."""
    lines = doors.git(project, "ls-files", "--unmerged").splitlines()
    return sorted({line.partition("\t")[2] for line in lines})


def answers(project: Path) -> dict[str, Any]:
    kept: dict[str, Any] = yaml.safe_load((project / ".copier-answers.yml").read_text(encoding="utf-8"))
    return kept


def read(project: Path, name: str) -> str:
    return (project / name).read_text(encoding="utf-8")


# Edits

EDITS = {
    f"{MODELS}/author.py": "\n    def label(self) -> str:\n        return self.name.title()\n",
    f"{SERVICES}/book.py": "\n    async def by_hand(self) -> None: ...\n",
    "src/bookshop/migrations/versions/001_by_hand.py": '"""By hand."""\n',
    "README.md": "\n## By hand\n",
}


@pytest.mark.slow
def test_edits_survive_versions_and_a_new_entity(checkout: Path, tmp_path: Path) -> None:
    """With the whole template, over two versions at once."""
    template = tmp_path / "template"
    doors.git(tmp_path, "clone", "--quiet", str(checkout), "template")
    doors.git(template, "tag", VERSION)
    project = generate(template, tmp_path / "bookshop")
    for name, words in EDITS.items():
        (project / name).touch()
        append(project / name, words)
    describe(project, SMALL + SHELF)
    doors.commit(project, "By hand")
    release(template, "0.2.0", "Dockerfile", "src/*/services/base.py")
    release(template, "0.3.0", "compose.yaml", "src/*/services/*entity*.py")
    update(project)
    assert unmerged(project) == []
    assert [name for name, words in EDITS.items() if words not in read(project, name)] == []
    assert "# New in 0.2.0" in read(project, "Dockerfile")
    assert "# New in 0.2.0" in read(project, f"{SERVICES}/base.py")
    assert "# New in 0.3.0" in read(project, "compose.yaml")
    assert "# New in 0.3.0" in read(project, f"{SERVICES}/author.py")
    assert "class Shelf(" in read(project, f"{MODELS}/shelf.py")
    assert answers(project)["_commit"] == "0.3.0"


@pytest.mark.slow
def test_a_deleted_file_stays_deleted(template: Path, bookshop: Path) -> None:
    for name in ("Dockerfile", f"{SERVICES}/author.py"):
        (bookshop / name).unlink()
    doors.commit(bookshop, "By hand")
    release(template, "0.2.0", "Dockerfile", "compose.yaml", "src/*/services/*entity*.py")
    update(bookshop)
    assert not (bookshop / "Dockerfile").exists()
    assert not (bookshop / SERVICES / "author.py").exists()
    assert "# New in 0.2.0" in read(bookshop, "compose.yaml")
    assert "# New in 0.2.0" in read(bookshop, f"{SERVICES}/book.py")


@pytest.mark.slow
def test_the_files_of_a_removed_entity_go_and_others_stay(template: Path, tmp_path: Path) -> None:
    project = generate(template, tmp_path / "bookshop", SMALL + SHELF)
    append(project / SERVICES / "shelf.py", "    # By hand.\n")
    own = [f"{SERVICES}/shelf_rules.py", f"{MODELS}/shelves/shelf.py"]
    for name in own:
        (project / name).parent.mkdir(exist_ok=True)
        (project / name).write_text('"""Ours."""\n', encoding="utf-8")
    describe(project, SMALL)
    doors.commit(project, "By hand")
    update(project)
    gone = [f"{MODELS}/shelf.py", f"{SERVICES}/shelf.py"]
    assert [line for line in status(project) if not line.startswith(" M")] == [f" D {name}" for name in gone]
    assert {read(project, name) for name in own} == {'"""Ours."""\n'}
    assert doors.git(project, "show", f"HEAD:{SERVICES}/shelf.py").endswith("    # By hand.\n")
    assert "Shelf" not in read(project, f"{MODELS}/__init__.py")


@pytest.mark.slow
def test_recopying_discards_edits(bookshop: Path) -> None:
    append(bookshop / SERVICES / "author.py", "    # By hand.\n")
    (bookshop / SERVICES / "rules.py").write_text('"""Ours."""\n', encoding="utf-8")
    (bookshop / "Dockerfile").unlink()
    described = describe(bookshop, SMALL + SHELF)
    doors.commit(bookshop, "By hand")
    copier.run_recopy(bookshop, defaults=True, overwrite=True, quiet=True, unsafe=True)
    assert "By hand" not in read(bookshop, f"{SERVICES}/author.py")
    assert (bookshop / "Dockerfile").exists()
    assert read(bookshop, f"{SERVICES}/rules.py") == '"""Ours."""\n'
    assert read(bookshop, "entities.yml") == described
    assert not (bookshop / MODELS / "shelf.py").exists()  # it asks the answers, not entities.yml


# Conflicts


def disagree(template: Path, project: Path) -> None:
    """Change a line of the Dockerfile here and there, and one of a model here and in the entities."""
    change(project / "Dockerfile", EXPOSE, "EXPOSE 9000\n")
    change(project / MODELS / "author.py", "sa.String(120)", "sa.String(100)")
    doors.commit(project, "By hand")
    change(template / "template" / "Dockerfile", EXPOSE, "EXPOSE 8080\n")
    release(template, "0.2.0", "compose.yaml")
    describe(project, SMALL.replace("str(120)", "str(80)") + SHELF)


def conflict(mine: str, theirs: str) -> str:
    return f"<<<<<<< before updating\n{mine}\n=======\n{theirs}\n>>>>>>> after updating\n"


NAME = "    name: Mapped[str] = mapped_column(sa.String({}))"
IN_CONFLICT = {
    "Dockerfile": conflict("EXPOSE 9000", "EXPOSE 8080"),
    f"{MODELS}/author.py": conflict(NAME.format(100), NAME.format(80)),
}


@pytest.mark.slow
def test_both_versions_of_a_conflict_stand_in_the_file_until_one_is_made(
    template: Path, equipped: Path, calls: Path
) -> None:
    disagree(template, equipped)
    first = make_update(equipped)
    assert first.returncode != 0, first.stdout
    assert CONFLICTS in first.stdout
    assert unmerged(equipped) == list(IN_CONFLICT)
    assert [name for name, words in IN_CONFLICT.items() if words not in read(equipped, name)] == []
    assert "# New in 0.2.0" in read(equipped, "compose.yaml")
    assert (equipped / MODELS / "shelf.py").exists()
    assert answers(equipped)["_commit"] == "0.2.0"

    calls.unlink()
    second = make_update(equipped)
    assert second.returncode != 0
    assert CONFLICTS in second.stdout
    assert not calls.exists()

    for name, words in IN_CONFLICT.items():
        change(equipped / name, words, words.splitlines(keepends=True)[1])
    doors.git(equipped, "add", *IN_CONFLICT)
    third = make_update(equipped)
    assert third.returncode == 0, third.stdout
    assert "Continuing with the update that is not committed yet" in third.stdout
    assert "The update is merged and verified. Review it with 'git diff', then commit it.\n" in third.stdout
    assert calls.read_text(encoding="utf-8").splitlines() == [
        "alembic upgrade head",
        "alembic revision --autogenerate",
        "alembic upgrade head",
        "alembic downgrade base",
        "alembic upgrade head",
        "pytest",
    ]


CONFLICTS = "\n".join(
    [*IN_CONFLICT, "These files have conflicts. Resolve them and run 'git add' on each. Continue with"]
)


@of_copier
def test_rejects_are_another_way_to_tell_of_conflicts(template: Path, bookshop: Path) -> None:
    disagree(template, bookshop)
    doors.commit(bookshop, "Described")
    update(bookshop, conflict="rej")
    assert unmerged(bookshop) == []
    assert [line for line in status(bookshop) if line.endswith(".rej")] == [f"?? {name}.rej" for name in IN_CONFLICT]
    assert "EXPOSE 8080\n" in read(bookshop, "Dockerfile")
    assert "-EXPOSE 8000\n+EXPOSE 9000\n" in read(bookshop, "Dockerfile.rej")


# Repositories


@pytest.mark.slow
def test_a_project_in_a_sub_folder_is_updated_there(template: Path, tmp_path: Path) -> None:
    repository = tmp_path / "repository"
    project = by_copier(template, repository / "services" / "bookshop", {"entities": SMALL})
    doors.git(repository, "init", "--quiet")
    for name in ("README.md", "Dockerfile", f"{SERVICES}/author.py"):
        (repository / name).parent.mkdir(parents=True, exist_ok=True)
        (repository / name).write_text("Another's.\n", encoding="utf-8")
    doors.commit(repository, "Generated")
    append(project / SERVICES / "book.py", "    # By hand.\n")
    (project / "compose.yaml").unlink()
    describe(project, SMALL + SHELF)
    doors.commit(repository, "By hand")
    append(repository / "README.md", "Not committed.\n")
    (repository / "notes.txt").write_text("Not added.\n", encoding="utf-8")
    elsewhere = files(repository, "services")
    release(template, "0.2.0", "Dockerfile", "compose.yaml", "src/*/services/*entity*.py")
    update(project)
    assert files(repository, "services") == elsewhere
    assert unmerged(project) == []
    assert "# New in 0.2.0" in read(project, "Dockerfile")
    assert "# By hand.\n" in read(project, f"{SERVICES}/book.py")
    assert "# New in 0.2.0" in read(project, f"{SERVICES}/book.py")
    assert "class Shelf(" in read(project, f"{MODELS}/shelf.py")
    assert not (project / "compose.yaml").exists()


def modify(project: Path) -> None:
    append(project / "README.md", "Mine.\n")


def stage(project: Path) -> None:
    modify(project)
    doors.git(project, "add", "README.md")


def add_file(project: Path) -> None:
    (project / "mine.txt").write_text("Mine.\n", encoding="utf-8")


def forget_to_commit(project: Path) -> None:
    shutil.rmtree(project / ".git")
    doors.git(project, "init", "--quiet")


def forget_git(project: Path) -> None:
    shutil.rmtree(project / ".git")


REFUSED: Mapping[str, tuple[Callable[[Path], None], str]] = {
    "a change": (modify, DIRTY),
    "a staged change": (stage, DIRTY),
    "a new file": (add_file, DIRTY),
    "no commit": (forget_to_commit, DIRTY),
    "no repository": (forget_git, "only supported in git-tracked subprojects"),
}


@pytest.mark.slow
@pytest.mark.parametrize("case", REFUSED)
def test_what_git_does_not_have_is_not_updated(bookshop: Path, case: str) -> None:
    prepare, words = REFUSED[case]
    prepare(bookshop)
    before = files(bookshop)
    with pytest.raises(UserMessageError, match=words):
        update(bookshop)
    assert files(bookshop) == before


@pytest.mark.slow
def test_a_project_that_another_repository_ignores_keeps_its_files(template: Path, tmp_path: Path) -> None:
    """Copier finds none of them in that repository, and would take them for deleted."""
    doors.git(tmp_path, "init", "--quiet")
    (tmp_path / ".gitignore").write_text("/demo/\n", encoding="utf-8")
    doors.commit(tmp_path, "The other one")
    project = by_copier(template, tmp_path / "demo" / "bookshop", {"entities": SMALL})
    before = files(project)
    with pytest.raises(TaskError, match="cat-file"):
        update(project)
    assert files(project) == before


@of_copier
def test_a_template_that_moved_is_found_again(template: Path, bookshop: Path, tmp_path: Path) -> None:
    release(template, "0.2.0", "Dockerfile")
    moved = template.rename(tmp_path / "moved")
    with pytest.raises(UserMessageError, match="only supported in git-tracked templates"):
        update(bookshop)
    assert status(bookshop) == []
    change(bookshop / ".copier-answers.yml", f"_src_path: {template}", f"_src_path: {moved}")
    doors.commit(bookshop, "The template moved")
    update(bookshop)
    assert "# New in 0.2.0" in read(bookshop, "Dockerfile")
    assert (answers(bookshop)["_commit"], answers(bookshop)["_src_path"]) == ("0.2.0", str(moved))


@of_copier
def test_a_project_made_between_two_versions_waits_for_the_next(template: Path, tmp_path: Path) -> None:
    """Cookiecutter takes the newest commit where Copier takes the newest version."""
    doors.commit(template, "After the version")
    project = by_cookiecutter(template, tmp_path / "out", {"entities": SMALL})
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    with pytest.raises(UserMessageError, match=r"You are downgrading from 0\.1\.0\.post1.* to 0\.1\.0\."):
        update(project)
    assert status(project) == []
    release(template, "0.2.0", "Dockerfile")
    update(project)
    assert answers(project)["_commit"] == "0.2.0"


@of_copier
def test_tasks_of_the_old_version_run_too(template: Path, tmp_path: Path) -> None:
    witness = tmp_path / "witness"
    original = read(template, "copier.yml")
    change(template / "copier.yml", "_tasks:\n", f"_tasks:\n  - [touch, {witness}]\n")
    doors.commit(template, "With a task", tag="0.2.0")
    project = generate(template, tmp_path / "bookshop")
    (template / "copier.yml").write_text(original, encoding="utf-8")
    doors.commit(template, "Without it", tag="0.3.0")
    witness.unlink()
    update(project)
    assert answers(project)["_commit"] == "0.3.0"
    assert witness.exists()


# The file of entities


@pytest.mark.slow
def test_the_words_and_the_order_of_entities_yml_are_its_users(template: Path, bookshop: Path) -> None:
    described = describe(bookshop, "Shelf:\n  # Of wood.\n  name: 'str(50)'\n" + SMALL)
    doors.commit(bookshop, "By hand")
    append(template / "template" / "entities.yml", "# New.\n")
    release(template, "0.2.0", "Dockerfile")
    update(bookshop)
    assert read(bookshop, "entities.yml") == described
    assert list(yaml.safe_load(answers(bookshop)["entities"])) == ["Shelf", "Author", "Book"]
    assert (bookshop / MODELS / "shelf.py").exists()


@pytest.mark.slow
def test_entities_yml_is_written_anew_from_the_answers(bookshop: Path) -> None:
    written = read(bookshop, "entities.yml")
    (bookshop / "entities.yml").unlink()
    doors.commit(bookshop, "Without it")
    copier.run_update(bookshop, defaults=True, overwrite=True, quiet=True, unsafe=True)
    assert read(bookshop, "entities.yml") == written


@pytest.mark.slow
@pytest.mark.parametrize("door", [by_copier, by_cookiecutter])
def test_an_update_without_news_changes_nothing(
    template: Path, tmp_path: Path, door: Callable[[Path, Path, Mapping[str, Any]], Path]
) -> None:
    project = door(template, tmp_path / "out", {"entities": SMALL})
    doors.git(project, "init", "--quiet")
    doors.commit(project, "Generated")
    release(template, "0.2.0", "Dockerfile")
    command = [sys.executable, "-m", "copier", "update", "--trust", "--defaults", "--vcs-ref=:current:"]
    done = doors.run_command([*command, "--data", f"entities={project / 'entities.yml'}", str(project)], tmp_path)
    assert done.returncode == 0, done.stdout
    assert status(project) == []


# make update


@pytest.fixture
def calls(tmp_path: Path) -> Path:
    """Where the commands of an equipped project write down how they were called."""
    return tmp_path / "calls"


@pytest.fixture
def equipped(bookshop: Path, calls: Path, tmp_path: Path) -> Path:
    """A project with an environment of such commands, and a `uvx` beside it that finds Copier here."""
    write_command(tmp_path / "tools" / "uvx", REPLACE_UVX.format(calls=calls, python=sys.executable))
    for name in ("alembic", "pytest", "python"):
        write_command(bookshop / ".venv" / "bin" / name, f'#!/bin/sh\necho {name} "$@" >> "{calls}"\n')
    (bookshop / ".venv" / ".ready").touch()
    return bookshop


def write_command(path: Path, script: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(script, encoding="utf-8")
    path.chmod(0o755)


def make_update(
    project: Path, arguments: str = "", path: str | None = None, flags: str = ""
) -> subprocess.CompletedProcess[str]:
    """Run `make update` apart from any make that runs these tests."""
    path = path or os.pathsep.join([str(project.parent / "tools"), os.environ["PATH"]])
    command = ["make", "--directory", str(project), "update", f"ARGS={arguments}"]
    return doors.run_command(command, project.parent, MAKEFLAGS=flags, PATH=path)


def assert_git_sees(project: Path, name: str) -> None:
    """No bit hides a file's changes: `git ls-files -v` would begin with a small letter."""
    assert doors.git(project, "ls-files", "-v", name) == f"H {name}\n"


@pytest.mark.slow
def test_make_update_takes_entities_that_are_not_committed(equipped: Path, calls: Path) -> None:
    described = describe(equipped, SMALL + SHELF)
    done = make_update(equipped)
    assert done.returncode == 0, done.stdout
    options = "update --trust --defaults --data entities=entities.yml"
    with_extensions = "uvx --quiet --python >=3.11 --with copier-template-extensions copier"
    assert calls.read_text(encoding="utf-8") == f"{with_extensions} {options}\n", "nothing else, such as uv sync"
    assert (equipped / MODELS / "shelf.py").exists()
    assert read(equipped, "entities.yml") == described
    assert " M entities.yml" in status(equipped)
    assert_git_sees(equipped, "entities.yml")


@pytest.mark.slow
def test_make_update_needs_no_uv(equipped: Path, calls: Path, tmp_path: Path) -> None:
    (equipped / ".venv" / "bin" / "copier").symlink_to(Path(sysconfig.get_path("scripts"), "copier"))
    shutil.rmtree(tmp_path / "tools")
    for name in ("git", "make"):
        (tmp_path / "tools").mkdir(exist_ok=True)
        (tmp_path / "tools" / name).symlink_to(str(shutil.which(name)))
    others = [path for path in os.environ["PATH"].split(os.pathsep) if not Path(path, "uvx").exists()]
    describe(equipped, SMALL + SHELF)
    done = make_update(equipped, path=os.pathsep.join([str(tmp_path / "tools"), *others]))
    assert done.returncode == 0, done.stdout
    assert calls.read_text(encoding="utf-8") == "python -m pip install --quiet copier copier-template-extensions\n"
    assert (equipped / MODELS / "shelf.py").exists()


@pytest.mark.slow
def test_make_update_hands_arguments_over(template: Path, equipped: Path) -> None:
    release(template, "0.2.0", "Dockerfile")
    done = make_update(equipped, "--vcs-ref=:current: --data soft_delete=true")
    assert done.returncode == 0, done.stdout
    assert answers(equipped)["_commit"] == VERSION
    assert answers(equipped)["soft_delete"] is True
    assert "# New in 0.2.0" not in read(equipped, "Dockerfile")
    assert "SoftDelet" in read(equipped, f"{MODELS}/author.py")


@pytest.mark.slow
def test_make_update_tells_what_is_wrong_with_the_entities(equipped: Path) -> None:
    describe(equipped, SMALL + SHELF.replace("str", "sting"))
    done = make_update(equipped)
    assert done.returncode != 0
    assert "1 problem in the answers:\n  Shelf.name: unknown type 'sting'" in done.stdout
    assert status(equipped) == [" M entities.yml"]
    assert_git_sees(equipped, "entities.yml")


def test_make_update_refuses_other_changes(equipped: Path) -> None:
    describe(equipped, SMALL + SHELF)
    modify(equipped)
    done = make_update(equipped)
    assert done.returncode != 0
    assert " M README.md\nThese files are not committed. Commit or stash them" in done.stdout
    assert "entities.yml" not in done.stdout
    assert status(equipped) == [" M README.md", " M entities.yml"]
    assert_git_sees(equipped, "entities.yml")


@pytest.mark.parametrize("prepare", [forget_git, forget_to_commit])
def test_make_update_refuses_what_git_does_not_have(equipped: Path, prepare: Callable[[Path], None]) -> None:
    prepare(equipped)
    before = files(equipped)
    done = make_update(equipped)
    assert done.returncode != 0
    assert "needs a project that is committed to Git. If there is no repository yet:\ngit init && " in done.stdout
    assert files(equipped) == before


def test_make_update_tells_of_conflicts_before_it_installs(equipped: Path) -> None:
    blob = doors.git(equipped, "rev-parse", "HEAD:pyproject.toml").strip()
    append(equipped / "pyproject.toml", conflict("mine = 1", "theirs = 2"))
    stages = "".join(f"100644 {blob} {stage}\tpyproject.toml\n" for stage in (1, 2, 3))
    doors.git(equipped, "rm", "--quiet", "--cached", "pyproject.toml")
    command = ["git", "-C", str(equipped), "update-index", "--index-info"]
    subprocess.run(command, input=stages, check=True, text=True)
    done = make_update(equipped)
    assert done.returncode != 0
    assert "pyproject.toml\nThese files have conflicts." in done.stdout


@pytest.mark.slow
@pytest.mark.parametrize("name", ["INT", "HUP", "TERM"])
def test_make_update_that_is_interrupted_leaves_nothing_hidden(equipped: Path, tmp_path: Path, name: str) -> None:
    """By a `uvx` that sends a signal, such as that of Ctrl-C or of a closed terminal, to all of its group."""
    write_command(tmp_path / "tools" / "uvx", f"#!/bin/sh\nkill -{name} 0\nsleep 9\n")
    describe(equipped, SMALL + SHELF)
    path = os.pathsep.join([str(tmp_path / "tools"), os.environ["PATH"]])
    command = ["make", "--directory", str(equipped), "update"]
    environment = {**os.environ, "MAKEFLAGS": "", "ARGS": "", "PATH": path}
    number = signal.Signals[f"SIG{name}"]
    before = signal.signal(number, signal.default_int_handler)  # which these tests may have been told to ignore
    try:
        done = subprocess.run(command, env=environment, start_new_session=True, capture_output=True, check=False)
    finally:
        signal.signal(number, before)
    assert done.returncode != 0
    assert_git_sees(equipped, "entities.yml")


@pytest.mark.slow
def test_make_update_that_was_killed_leaves_nothing_hidden_to_the_next(equipped: Path) -> None:
    describe(equipped, SMALL + SHELF)
    doors.git(equipped, "update-index", "--assume-unchanged", "entities.yml")
    append(equipped / ".copier-answers.yml", "# Merged, but not committed.\n")
    assert make_update(equipped).returncode == 0
    assert_git_sees(equipped, "entities.yml")


def test_a_dry_run_of_make_update_updates_nothing(equipped: Path, calls: Path) -> None:
    describe(equipped, SMALL + SHELF)
    done = make_update(equipped, flags="n")
    assert done.returncode == 0, done.stdout
    assert not calls.exists()


@pytest.mark.slow
def test_make_update_fails_with_its_verification_and_keeps_what_it_merged(
    template: Path, equipped: Path, calls: Path
) -> None:
    """With `verify=full`, whose script is replaced by one that fails."""
    (template / "blueprint" / "doors" / "verify.py").write_text(
        "import sys; sys.exit('The step failed: ' + sys.argv[1])\n"
    )
    release(template, "0.2.0", "Dockerfile")
    change(equipped / ".copier-answers.yml", "verify: skip", "verify: full")
    doors.commit(equipped, "Verified from now on")
    done = make_update(equipped)
    assert done.returncode != 0, done.stdout
    assert "The step failed: update" in done.stdout
    assert "The update is merged and stays. Fix the error above. Continue with: make update\n" in done.stdout
    assert "# New in 0.2.0" in read(equipped, "Dockerfile")
    calls.unlink()
    write_command(equipped / ".venv" / "bin" / "pytest", "#!/bin/sh\nexit 1\n")
    again = make_update(equipped)
    assert again.returncode != 0, again.stdout
    assert "Fix the error above. Continue with: make update\n" in again.stdout


# The environment of a project


RECORD_UV = """#!/bin/sh
echo "uv $*" >> "{calls}"
env > "{calls}.environment"
mkdir -p .venv/bin
cd .venv/bin
rm -f alembic python
printf '#!/bin/sh\n' > alembic
cp alembic python
chmod +x alembic python
"""
HOSTILE = (
    *("ALEMBIC_CONFIG", "GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE", "MYPYPATH", "PIP_REQUIRE_VIRTUALENV"),
    *("PIP_TARGET", "PIP_USER", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS", "PYTHONHOME", "PYTHONINSPECT"),
    *("PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONWARNINGS", "UV_FROZEN", "UV_LOCKED", "UV_MANAGED_PYTHON", "UV_NO_DEV"),
    *("UV_NO_SYNC", "UV_PROJECT", "UV_PYTHON", "UV_PYTHON_PREFERENCE", "UV_WORKING_DIRECTORY", "VIRTUAL_ENV"),
)
NAMES = ["plain", "100%", "with space", "it's", "dollar$HOME", "number#1", "ünïcödé"]


@pytest.fixture
def fresh(bookshop: Path, calls: Path, tmp_path: Path) -> Path:
    """A project without an environment, and a `uv` that makes one."""
    write_command(tmp_path / "tools" / "uv", RECORD_UV.format(calls=calls))
    return bookshop


def make(project: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    path = os.pathsep.join([str(project.parent / "tools"), os.environ["PATH"]])
    command = ["make", "--directory", str(project), *arguments]
    return doors.run_command(command, project.parent, **{"MAKEFLAGS": "", "PATH": path, **variables})


def test_variables_of_other_projects_do_not_reach_the_commands_of_make(fresh: Path, calls: Path) -> None:
    hostile = dict.fromkeys(HOSTILE, "/nonexistent")
    kept = {"UV_OFFLINE": "1", "UV_DEFAULT_INDEX": "https://example.org/simple", "DATABASE_URL": "sqlite+aiosqlite://"}
    done = make(fresh, "install", UV_PROJECT_ENVIRONMENT="/nonexistent", PYTHON="/nonexistent", **hostile, **kept)
    assert done.returncode == 0, done.stdout
    lines = Path(f"{calls}.environment").read_text(encoding="utf-8").splitlines()
    found = dict(line.partition("=")[::2] for line in lines)
    assert sorted(set(HOSTILE) & set(found)) == []
    assert kept.items() <= found.items()
    assert found["UV_PROJECT_ENVIRONMENT"] == str(fresh / ".venv")


@pytest.mark.slow
@pytest.mark.parametrize("name", NAMES)
def test_a_directory_may_have_any_name(fresh: Path, calls: Path, name: str) -> None:
    project = fresh.rename(fresh.with_name(name)) if name != fresh.name else fresh
    for _ in range(2):
        done = make(project, "migrate")
        assert done.returncode == 0, done.stdout
    assert len(calls.read_text(encoding="utf-8").splitlines()) == 1, "installed once"
    assert f"UV_PROJECT_ENVIRONMENT={project}/.venv\n" in Path(f"{calls}.environment").read_text(encoding="utf-8")


def lose_python(project: Path) -> Path:
    (project / ".venv" / "bin" / "python").unlink()
    (project / ".venv" / "bin" / "python").symlink_to("/nonexistent/python3")
    return project


def move(project: Path) -> Path:
    return project.rename(project.with_name("moved"))


@pytest.mark.slow
@pytest.mark.parametrize("break_it", [lose_python, move])
def test_an_environment_that_does_not_work_any_more_is_made_again(
    fresh: Path, calls: Path, break_it: Callable[[Path], Path]
) -> None:
    assert make(fresh, "install").returncode == 0
    (fresh / ".venv" / "stale").touch()
    project = break_it(fresh)
    calls.unlink()
    assert make(project, "install").returncode == 0
    assert calls.read_text(encoding="utf-8").startswith("uv sync ")
    assert (project / ".venv" / "stale").exists() is (break_it is lose_python)  # that one is left to uv
    calls.unlink()
    assert make(project, "install").returncode == 0
    assert not calls.exists()
