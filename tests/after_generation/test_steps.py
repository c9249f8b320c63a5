"""The steps of the run after generation, with fake commands."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from blueprint.doors import verify
from blueprint.doors.verify import Result, Step
from tests.after_generation.script import STEPS, calls, run_script


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
    assert [row.split("  ")[0].strip() for row in table[1:]] == STEPS
    assert all(" ok " in row and row.endswith(" s") for row in table[1:])


def test_no_database_but_its_own_is_touched(project: Path, tools: Path) -> None:
    run_script(project, tools, DATABASE_URL="postgresql+asyncpg://production/shop", VIRTUAL_ENV="/other")
    [url] = {call.variables["DATABASE_URL"] for call in calls(project) if call.command[0] in {"alembic", "pytest"}}
    assert url.startswith("sqlite+aiosqlite:////")
    assert not Path(url.removeprefix("sqlite+aiosqlite:///")).parent.exists()
    assert "DATABASE_URL" not in calls(project)[0].variables


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
    for later in STEPS[STEPS.index(step) + 1 :]:
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
    assert "no-such-command" in verify.failure_message(results[0], tmp_path)
    assert "[1/2] tests: no-such-command" in capsys.readouterr().out


def test_a_step_stops_at_its_first_failing_command(tmp_path: Path) -> None:
    fail = (sys.executable, "-c", "raise SystemExit(2)")
    touch = (sys.executable, "-c", "open('touched', 'w')")
    assert verify.run([Step("both", (fail, touch))], tmp_path)[0].outcome == "failed"
    assert not (tmp_path / "touched").exists()


def test_output_that_is_not_utf8_is_shown(tmp_path: Path) -> None:
    garbage = (sys.executable, "-c", "import sys; sys.stdout.buffer.write(b'bad: \\xff'); sys.exit(1)")
    assert "bad: \ufffd" in verify.failure_message(verify.run([Step("x", (garbage,))], tmp_path)[0], tmp_path)


def test_only_the_end_of_a_long_output_is_shown(tmp_path: Path) -> None:
    output = "\n".join(f"line {number}" for number in range(1000))
    shown = verify.failure_message(Result("tests", "failed", 1.0, ("pytest", output)), tmp_path)
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


def test_the_docstring_of_a_new_revision_is_shown(project: Path, tools: Path) -> None:
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


def test_a_project_without_entities_has_nothing_to_migrate(project: Path) -> None:
    (project / "src/shop/models/author.py").unlink()
    assert [step.name for step in verify.plan(project, "x")] == ["install", "tests"]
