"""The run after generation, with commands that only pretend: no network, no environment, no database."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from blueprint import verify
from blueprint.verify import Result, Step
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
names = ("DATABASE_URL", "UV_PYTHON_DOWNLOADS", "VIRTUAL_ENV")
call = {{"command": [name, *sys.argv[1:]], **{{name: os.environ.get(name) for name in names}}}}
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


def run_script(project: Path, tools: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """The script as Copier starts it."""
    environment = {**os.environ, "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}", **variables}
    environment = {name: value for name, value in environment.items() if value}
    command = [sys.executable, str(SCRIPT)]
    return subprocess.run(command, cwd=project, env=environment, capture_output=True, text=True, check=False)


def calls(project: Path) -> list[dict[str, str | list[str] | None]]:
    lines = (project.parent / "calls").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_all_steps_run_in_order(project: Path, tools: Path) -> None:
    done = run_script(project, tools, ASYNC_ALCHEMY_STRICT="1")
    assert done.returncode == 0, done.stdout
    assert [call["command"] for call in calls(project)] == [
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
    table = lines[lines.index("") + 1 :][-7:]
    assert table[0].split() == ["step", "result", "time"]
    assert [row.split("  ")[0].strip() for row in table[1:]] == NAMES
    assert all(" ok " in row and row.endswith(" s") for row in table[1:])


def test_no_database_but_its_own_is_touched(project: Path, tools: Path) -> None:
    run_script(project, tools, DATABASE_URL="postgresql+asyncpg://production/shop", VIRTUAL_ENV="/other")
    databases = {str(call["command"]): call["DATABASE_URL"] for call in calls(project)}
    scratch = {url for command, url in databases.items() if "alembic" in command}
    assert len(scratch) == 1
    url = str(scratch.pop())
    assert url.startswith("sqlite+aiosqlite:////")
    assert not Path(url.removeprefix("sqlite+aiosqlite:///")).parent.exists()
    assert databases["['pytest']"] is None
    assert {call["VIRTUAL_ENV"] for call in calls(project)} == {None}
    assert {call["UV_PYTHON_DOWNLOADS"] for call in calls(project)} == {"never"}


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
    assert str(project) in where
    assert way_on == "Continue with: make verify"
    assert (project / "src").is_dir()
    outcomes = {line.rsplit("  ", 2)[0].strip(): line for line in before}
    for later in NAMES[NAMES.index(step) + 1 :]:
        assert any(name.startswith(later) and "not run" in line for name, line in outcomes.items())


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
    commands = [call["command"] for call in calls(project)]
    assert commands[1:4] == [
        ["alembic", *words.split()] for words in ("upgrade head", "revision --autogenerate", "upgrade head")
    ]
    assert "A new revision" not in done.stdout


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
    assert shown[-4:] == [
        "src/shop/migrations/versions/002_drop_authors.py",
        "  Drop authors.",
        "",
        "  DESTRUCTIVE: all.",
    ]


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
    done = run_script(project, tools, ASYNC_ALCHEMY_STRICT="1")
    assert done.returncode == 1
    assert "  src/shop/models/author.py\n" in done.stdout
    assert done.stdout.rstrip().endswith("Continue with: make update")
    assert not (project.parent / "calls").exists()


def test_a_project_without_entities_has_nothing_to_migrate(project: Path) -> None:
    (project / "src/shop/models/author.py").unlink()
    assert [step.name for step in verify.plan(project, "x")] == ["install", "tests"]


def test_without_uv_the_project_is_installed_by_pip(monkeypatch: pytest.MonkeyPatch, project: Path) -> None:
    monkeypatch.setattr("shutil.which", lambda _: None)
    venv, upgrade, install = verify.install_commands(project)
    python = str(verify.BIN / "python")
    assert venv == (sys.executable, "-m", "venv", ".venv")
    assert upgrade[:3] == install[:3] == (python, "-m", "pip")
    assert install[-2:] == ("--group", "dev")


@pytest.mark.parametrize("uv", ["/bin/uv", None])
def test_the_environment_of_a_project_that_has_one_is_kept(
    monkeypatch: pytest.MonkeyPatch, project: Path, uv: str | None
) -> None:
    (project / verify.BIN).mkdir(parents=True)
    monkeypatch.setattr("shutil.which", lambda _: uv)
    assert not any(sys.executable in command for command in verify.install_commands(project))
