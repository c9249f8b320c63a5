"""The run after generation, with commands that only pretend: no network, no environment, no database."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from blueprint.doors import verify
from blueprint.doors.verify import Result, Step
from tests.doors import commit, git

SCRIPT = Path(verify.__file__)
NAMES = ["install", "migration", "upgrade", "downgrade", "upgrade again", "tests"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project of one entity, as it is right after rendering."""
    package = tmp_path / "project" / "src" / "shop"
    for name in ("models/__init__.py", "models/author.py", "migrations/env.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).touch()
    return tmp_path / "project"


@pytest.fixture
def tools(tmp_path: Path) -> Path:
    """A directory for PATH with a `uv` that makes an environment of commands which write down how they were called."""
    directory = tmp_path / "tools"
    directory.mkdir()
    recorder = directory / "recorder"
    recorder.write_text(
        f"""#!{sys.executable}
import json, os, pathlib, sys
name = pathlib.Path(sys.argv[0]).name
call = {{"command": [name, *sys.argv[1:]], "variables": dict(os.environ)}}
with open({str(tmp_path / "calls")!r}, "a") as calls:
    print(json.dumps(call), file=calls)
if name == "uv":
    pathlib.Path(".venv/bin").mkdir(parents=True, exist_ok=True)
    for command in ("alembic", "pytest"):
        pathlib.Path(".venv/bin", command).unlink(missing_ok=True)
        os.link({str(recorder)!r}, pathlib.Path(".venv/bin", command))
if os.environ.get("FAIL") == " ".join([name, *sys.argv[1:2]]):
    print("the first words")
    print("the last words", file=sys.stderr)
    sys.exit(3)
""",
        encoding="utf-8",
    )
    recorder.chmod(recorder.stat().st_mode | stat.S_IXUSR)
    os.link(recorder, directory / "uv")
    return directory


def run_script(project: Path, tools: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script as Copier starts it."""
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", **variables}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, str(SCRIPT), *arguments]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


@dataclass(frozen=True)
class Call:
    """How a command was called."""

    command: list[str]
    variables: dict[str, str]


def calls(project: Path) -> list[Call]:
    lines = (project.parent / "calls").read_text(encoding="utf-8").splitlines()
    return [Call(**json.loads(line)) for line in lines]


def test_all_steps_run_in_order(project: Path, tools: Path) -> None:
    done = run_script(project, tools, ASYNC_ALCHEMY_STRICT="1")
    assert done.returncode == 0, done.stdout
    assert [call.command for call in calls(project)] == [
        ["uv", "sync", "--python", sys.executable],
        ["alembic", "revision", "--autogenerate"],
        ["alembic", "upgrade", "head"],
        ["alembic", "downgrade", "base"],
        ["alembic", "upgrade", "head"],
        ["pytest"],
    ]


def test_each_step_is_told_as_it_starts_and_tabled_at_the_end(project: Path, tools: Path) -> None:
    lines = run_script(project, tools).stdout.splitlines()
    assert [line for line in lines if line.startswith("[")] == [
        f"[1/6] install: uv sync --python {sys.executable}",
        f"[2/6] migration: {verify.BIN}/alembic revision --autogenerate",
        f"[3/6] upgrade: {verify.BIN}/alembic upgrade head",
        f"[4/6] downgrade: {verify.BIN}/alembic downgrade base",
        f"[5/6] upgrade again: {verify.BIN}/alembic upgrade head",
        f"[6/6] tests: {verify.BIN}/pytest",
    ]
    start = next(number for number, line in enumerate(lines) if line.startswith("step "))
    table = lines[start : start + 7]
    assert table[0].split() == ["step", "result", "time"]
    assert [row.split("  ")[0].strip() for row in table[1:]] == NAMES
    assert all(" ok " in row and row.endswith(" s") for row in table[1:])


def test_no_database_but_its_own_is_touched(project: Path, tools: Path) -> None:
    run_script(project, tools, DATABASE_URL="postgresql+asyncpg://production/shop", VIRTUAL_ENV="/other")
    [url] = {call.variables["DATABASE_URL"] for call in calls(project) if call.command[0] in {"alembic", "pytest"}}
    assert url.startswith("sqlite+aiosqlite:////")
    assert not Path(url.removeprefix("sqlite+aiosqlite:///")).parent.exists()
    assert "DATABASE_URL" not in calls(project)[0].variables


# Variables that a caller has for other projects, and those that say where packages come from.
DROPPED = (
    *("DATABASE_URL", "POOL_SIZE", "STATEMENT_TIMEOUT"),
    *("ALEMBIC_CONFIG", "COVERAGE_PROCESS_START", "MYPYPATH", "RUFF_CONFIG", "VIRTUAL_ENV"),
    *("PYTEST_ADDOPTS", "PYTEST_DISABLE_PLUGIN_AUTOLOAD", "PYTEST_PLUGINS"),
    *("PYTHONHOME", "PYTHONIOENCODING", "PYTHONOPTIMIZE", "PYTHONPATH", "PYTHONSTARTUP", "PYTHONWARNINGS"),
    *("GIT_DIR", "GIT_INDEX_FILE", "GIT_WORK_TREE"),
    *("PIP_PREFIX", "PIP_REQUIRE_VIRTUALENV", "PIP_TARGET", "PIP_USER"),
    *("UV_FROZEN", "UV_LOCKED", "UV_NO_DEV", "UV_NO_GROUP", "UV_NO_SYNC", "UV_PROJECT", "UV_PROJECT_ENVIRONMENT"),
    *("UV_PYTHON", "UV_SYSTEM_PYTHON", "UV_WORKING_DIRECTORY"),
)
KEPT = (
    "PIP_CERT",
    "PIP_FIND_LINKS",
    "PIP_INDEX_URL",
    "SSL_CERT_FILE",
    "UV_CACHE_DIR",
    "UV_DEFAULT_INDEX",
    "UV_OFFLINE",
)


@pytest.mark.parametrize("name", DROPPED)
def test_what_a_caller_sets_for_other_projects_is_dropped(name: str) -> None:
    assert name not in verify.environment({name: "x"}, Step("", ()))


@pytest.mark.parametrize("name", KEPT)
def test_where_packages_come_from_is_kept(name: str) -> None:
    assert verify.environment({name: "x"}, Step("", ()))[name] == "x"


def test_the_project_has_an_environment_of_its_own(project: Path, tools: Path) -> None:
    """uv's own settings do not move it, and neither does a workspace around the project."""
    run_script(project, tools, UV_PROJECT_ENVIRONMENT="/other", VIRTUAL_ENV="/other")
    install = calls(project)[0]
    assert install.variables["UV_PROJECT_ENVIRONMENT"] == str(project / ".venv")
    assert install.variables["UV_PYTHON_DOWNLOADS"] == "never"
    assert (project / ".venv" / ".place").read_text(encoding="utf-8") == f"{project}\n"
    assert (project / ".venv" / ".ready").exists()


@pytest.mark.parametrize(
    ("fails", "step", "command"),
    [
        ("uv sync", "install", f"uv sync --python {sys.executable}"),
        ("alembic downgrade", "downgrade", f"{verify.BIN}/alembic downgrade base"),
        ("pytest", "tests", f"{verify.BIN}/pytest"),
    ],
)
def test_a_failing_step_keeps_the_project_and_is_named(
    project: Path, tools: Path, fails: str, step: str, command: str
) -> None:
    done = run_script(project, tools, FAIL=fails)
    assert done.returncode == 0
    *before, failed, where, way_on = done.stdout.splitlines()
    assert "  the last words" in before
    assert failed == f"The step '{step}' failed: {command}"
    assert where == f"The project stays in {project}. Fix the error there."
    assert way_on == "Continue with: make verify"
    assert (project / "src").is_dir()
    outcomes = {line.rsplit("  ", 2)[0].strip(): line for line in before}
    for later in NAMES[NAMES.index(step) + 1 :]:
        assert any(name.startswith(later) and "not run" in line for name, line in outcomes.items())


def test_a_run_without_failures_says_what_to_run_next(project: Path, tools: Path) -> None:
    *_, where, commit_it, start = run_script(project, tools).stdout.splitlines()
    assert where == f"The project is ready in {project}"
    assert "git init && git add -A && git commit" in commit_it
    assert start == "Start it with: make run"
    (project.parent / ".git").touch()
    assert "git init" not in run_script(project, tools).stdout


@pytest.mark.parametrize("encoding", ["ascii", "latin-1"])
def test_a_terminal_that_cannot_show_a_character_is_no_failure(project: Path, tools: Path, encoding: str) -> None:
    (tools / "recorder").write_text(
        (tools / "recorder").read_text(encoding="utf-8").replace("the last words", "the last words \u2713"),
        encoding="utf-8",
    )
    done = run_script(project, tools, FAIL="pytest", PYTHONIOENCODING=encoding)
    assert done.returncode == 0, done.stderr
    assert "  the last words ?\n" in done.stdout


def test_strict_mode_tells_by_its_exit_code(project: Path, tools: Path) -> None:
    assert run_script(project, tools, FAIL="pytest", ASYNC_ALCHEMY_STRICT="1").returncode == 1
    assert run_script(project, tools, FAIL="pytest", ASYNC_ALCHEMY_STRICT="0").returncode == 0


def test_a_missing_command_is_a_failed_step(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    results = verify.run([Step("tests", (("no-such-command",),)), Step("more", ())], tmp_path)
    assert [result.outcome for result in results] == ["failed", "not run"]
    assert "no-such-command" in verify.farewell(results[0], tmp_path)
    assert "[1/2] tests: no-such-command" in capsys.readouterr().out


def test_a_step_stops_at_its_first_failing_command(tmp_path: Path) -> None:
    fail = (sys.executable, "-c", "raise SystemExit(2)")
    touch = (sys.executable, "-c", "open('touched', 'w')")
    assert verify.run([Step("both", (fail, touch))], tmp_path)[0].outcome == "failed"
    assert not (tmp_path / "touched").exists()


def test_output_that_is_not_utf8_is_shown(tmp_path: Path) -> None:
    garbage = (sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'bad: \\xff'); sys.exit(1)")
    assert "bad: \ufffd" in verify.farewell(verify.run([Step("x", (garbage,))], tmp_path)[0], tmp_path)


def test_only_the_end_of_a_long_output_is_shown(tmp_path: Path) -> None:
    output = "\n".join(f"line {number}" for number in range(1000))
    shown = verify.farewell(Result("tests", "failed", 1.0, ("pytest", output)), tmp_path)
    assert "line 999" in shown
    assert len(shown.splitlines()) < verify.TAIL + 10


def test_a_revision_follows_those_that_are_there(project: Path, tools: Path) -> None:
    revision = project / "src/shop/migrations/versions/001_create_authors_table.py"
    revision.parent.mkdir()
    revision.touch()
    done = run_script(project, tools)
    commands = [call.command for call in calls(project)]
    assert commands[1:4] == [
        ["alembic", *words.split()] for words in ("upgrade head", "revision --autogenerate", "upgrade head")
    ]
    assert "new revision" not in done.stdout


def test_what_a_new_revision_says_is_shown(project: Path, tools: Path) -> None:
    revision = project / "src/shop/migrations/versions/002_drop_authors.py"
    revision.parent.mkdir()
    revision.with_name("001_create_authors.py").touch()
    body = f"open({str(revision)!r}, 'w').write(" + repr('"""Drop authors.\n\nDESTRUCTIVE: all.\n"""') + ")"
    recorder = tools / "recorder"
    recorder.write_text(
        recorder.read_text(encoding="utf-8") + f"\nif 'revision' in sys.argv: {body}\n", encoding="utf-8"
    )
    shown = run_script(project, tools).stdout.splitlines()
    start = shown.index("Read this new revision before you run it on real data:") + 1
    assert shown[start : start + 4] == [
        "  src/shop/migrations/versions/002_drop_authors.py",
        "  Drop authors.",
        "",
        "  DESTRUCTIVE: all.",
    ]


# After an update


@pytest.fixture
def committed(project: Path) -> Path:
    """The project in a repository."""
    (project / ".gitignore").write_text(".venv/\n", encoding="utf-8")
    git(project, "init", "--quiet")
    commit(project, "Generated")
    return project


def test_an_update_that_changed_nothing_runs_nothing(committed: Path, tools: Path) -> None:
    done = run_script(committed, tools, "update")
    assert done.returncode == 0
    assert done.stdout.endswith("To migrate and test it all the same, run: make verify\n")
    assert not (committed.parent / "calls").exists()


@pytest.mark.parametrize("variable", ["", "GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE"])
def test_an_update_is_verified_and_fails_with_a_step(committed: Path, tools: Path, variable: str) -> None:
    """Where git has set a variable for one of its hooks, too."""
    (committed / "new.txt").touch()
    variables = {variable: "/nonexistent"} if variable else {}
    done = run_script(committed, tools, "update", **variables)
    assert done.returncode == 0, done.stdout
    assert done.stdout.endswith("Review it with `git diff`, then commit it.\n")
    assert len(calls(committed)) == 6
    failed = run_script(committed, tools, "update", FAIL="pytest", **variables)
    assert failed.returncode == 1
    assert failed.stdout.endswith("Continue with: make update\n")


def test_conflicts_are_named_before_anything_runs(project: Path, tools: Path) -> None:
    git(project, "init", "--quiet", "--initial-branch=main")
    author = project / "src/shop/models/author.py"
    commit(project, "Base")
    for branch, text in (("other", "theirs\n"), ("main", "ours\n")):
        git(project, "switch", "--quiet", *(["--create"] if branch == "other" else []), branch)
        author.write_text(text, encoding="utf-8")
        commit(project, branch)
    with pytest.raises(subprocess.CalledProcessError):
        git(project, "merge", "other")
    done = run_script(project, tools, "update")
    assert done.returncode == 1
    assert "  src/shop/models/author.py\n" in done.stdout
    assert done.stdout.rstrip().endswith("Continue with: make update")
    assert not (project.parent / "calls").exists()


def test_a_project_without_entities_has_nothing_to_migrate(project: Path) -> None:
    (project / "src/shop/models/author.py").unlink()
    assert [step.name for step in verify.plan(project, "x")] == ["install", "tests"]


# Environments


def environment(project: Path, body: str) -> None:
    """Write an interpreter for the project; without words it is one that is gone."""
    python = project / verify.BIN / "python"
    python.parent.mkdir(parents=True)
    if body:
        python.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        python.chmod(0o755)
    else:
        python.symlink_to("/nonexistent/python3")


GONE, OLD = "", "exit 1"
WITHOUT_PIP = 'case "$2" in *"import pip"*) exit 1;; esac'
FITS = "exit 0"


@pytest.mark.parametrize(("body", "kept"), [(GONE, False), (OLD, False), (WITHOUT_PIP, True), (FITS, True)])
def test_uv_keeps_an_environment_that_fits(
    monkeypatch: pytest.MonkeyPatch, project: Path, body: str, kept: bool
) -> None:
    environment(project, body)
    monkeypatch.setattr("shutil.which", lambda _: "/bin/uv")
    python = str(verify.BIN / "python") if kept else sys.executable
    assert verify.install_commands(project) == (("uv", "sync", "--python", python),)


@pytest.mark.parametrize(("body", "kept"), [(GONE, False), (OLD, False), (WITHOUT_PIP, False), (FITS, True)])
def test_without_uv_the_project_is_installed_by_pip(
    monkeypatch: pytest.MonkeyPatch, project: Path, body: str, kept: bool
) -> None:
    environment(project, body)
    monkeypatch.setattr("shutil.which", lambda _: None)
    *made, upgrade, install = verify.install_commands(project)
    python = str(verify.BIN / "python")
    assert made == ([] if kept else [(sys.executable, "-m", "venv", "--clear", ".venv")])
    assert upgrade[:3] == install[:3] == (python, "-m", "pip")
    assert install[-2:] == ("--group", "dev")
