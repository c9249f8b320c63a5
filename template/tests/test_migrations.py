"""The revisions lead to the models, and back, on a database of their own; whoever migrates at once takes turns."""

import asyncio
import io
import shutil
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, func, inspect, make_url, select, text
from sqlalchemy.exc import DBAPIError

from {{ project.package }} import migrations
from {{ project.package }}.db.base import MAX_IDENTIFIER_LENGTH
from {{ project.package }}.db.session import VERSION_TABLE, Database
from {{ project.package }}.main import create_app
from {{ project.package }}.migrations.advisory_lock import ADVISORY_LOCK
from {{ project.package }}.models import Base
from {{ project.package }}.settings import Settings

from tests.conftest import ROOT, client_of, make_database
from tests.factories import FACTORIES

TABLES = set(Base.metadata.tables)
SQLITE = make_url(Settings().database_url).get_backend_name() == "sqlite"


@pytest.fixture
async def empty_database(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Database]:
    """A database without tables, where Alembic finds it."""
    url = make_url(database_url)
    if SQLITE:
        url = url.set(database=str(tmp_path / "migrations.db"))
    else:
        server, url = url, url.set(database=f"{url.database}_migrations")
        await make_database(server, str(url.database))
    monkeypatch.setenv("DATABASE_URL", url.render_as_string(hide_password=False))
    database = Database(Settings())
    yield database
    await database.dispose()


@pytest.fixture
def own_scripts(tmp_path: Path, alembic: Config) -> Config:
    """Alembic's configuration on a copy of the revisions, for tests that add some."""
    shutil.copytree(Path(migrations.__file__).parent, tmp_path / "migrations")
    own = Config(alembic.config_file_name)
    own.set_main_option("script_location", str(tmp_path / "migrations"))
    return own


def add_revision(scripts: Config, name: str, after: str | None, upgrade: str, downgrade: str) -> None:
    versions = Path(ScriptDirectory.from_config(scripts).versions)
    versions.mkdir(exist_ok=True)
    lines = [
        "import sqlalchemy as sa",
        "from alembic import op",
        f"revision, down_revision = {name!r}, {after!r}",
        f"def upgrade():\n    {upgrade}",
        f"def downgrade():\n    {downgrade}",
    ]
    (versions / f"{name}.py").write_text("\n".join(lines), encoding="utf-8")


async def migrate(alembic: Config, revision: str) -> None:
    """Run Alembic as its command does, with a loop of its own."""
    move = command.downgrade if revision == "base" else command.upgrade
    await asyncio.to_thread(move, alembic, revision)


async def tables(database: Database) -> set[str]:
    async with database.engine.connect() as connection:
        return set(await connection.run_sync(lambda sync: inspect(sync).get_table_names())) - {VERSION_TABLE}


async def test_up_down_up(alembic: Config, empty_database: Database) -> None:
    for revision, expected in (("head", TABLES), ("base", set()), ("head", TABLES)):
        await migrate(alembic, revision)
        assert await tables(empty_database) == expected
    await asyncio.to_thread(command.check, alembic)


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
async def test_every_constraint_has_a_name_that_both_databases_can_hold(database: Database) -> None:
    async with database.engine.connect() as connection:
        names = await connection.run_sync(constraint_names)
    assert [name for name in names if len(name or "") > MAX_IDENTIFIER_LENGTH] == []
    assert [name for name in names if (name or "")[:3] not in ("pk_", "fk_", "uq_", "ck_", "ix_")] == []


def constraint_names(connection: Connection) -> list[str | None]:
    inspector = inspect(connection)
    return [
        constraint["name"]
        for table in TABLES
        for constraint in (
            *(key for key in [inspector.get_pk_constraint(table)] if key["name"]),  # AUTOINCREMENT leaves none
            *inspector.get_foreign_keys(table),
            *inspector.get_unique_constraints(table),
            *inspector.get_check_constraints(table),
            *inspector.get_indexes(table),
        )
    ]


async def test_processes_that_migrate_at_once_all_end_well(alembic: Config, empty_database: Database) -> None:
    runs = [
        await asyncio.create_subprocess_exec(sys.executable, "-m", "alembic", "upgrade", "head", cwd=ROOT)
        for _ in range(2)
    ]
    assert await asyncio.gather(*(run.wait() for run in runs)) == [0] * 2
    assert await tables(empty_database) == TABLES


OTHERS = """
    SELECT count(*) FROM pg_stat_activity
    WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()
"""
HELD = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()"


async def test_it_waits_for_whoever_migrates_now(
    alembic: Config, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOCK_TIMEOUT", "0.05")
    async with empty_database.engine.begin() as connection:
        if not SQLITE:
            await connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({ADVISORY_LOCK})")
        waiting = asyncio.create_task(migrate(alembic, "head"))
        if not SQLITE:
            for _ in range(600):
                if waiting.done() or (await connection.exec_driver_sql(OTHERS)).scalar_one():
                    break
                await asyncio.sleep(0.05)
                await connection.exec_driver_sql("SELECT pg_stat_clear_snapshot()")
        await asyncio.wait([waiting], timeout=0.5)
        assert not waiting.done()
    await waiting
    assert await tables(empty_database) == TABLES


@pytest.mark.skipif(SQLITE, reason="SQLite has one lock, and the one who migrates waits for it")
async def test_it_does_not_wait_long_for_a_table_in_use(
    alembic: Config, own_scripts: Config, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    await migrate(alembic, "head")
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    add_revision(own_scripts, "busy", head, f"op.execute('LOCK TABLE {VERSION_TABLE}')", "pass")
    monkeypatch.setenv("LOCK_TIMEOUT", "0.05")
    async with empty_database.engine.begin() as connection:
        await connection.exec_driver_sql(f"LOCK TABLE {VERSION_TABLE} IN ACCESS SHARE MODE")
        with pytest.raises(DBAPIError, match="lock timeout"):
            await migrate(own_scripts, "head")
    assert await tables(empty_database) == TABLES


UPGRADE = """
import sys
from alembic import command, config

scripts = config.Config("alembic.ini")
scripts.set_main_option("script_location", sys.argv[1])
command.upgrade(scripts, "head")
"""


@pytest.mark.skipif(SQLITE, reason="SQLite's lock ends with the transaction, and so a revision cannot leave it")
async def test_others_wait_for_a_revision_that_leaves_its_transaction(
    own_scripts: Config, empty_database: Database
) -> None:
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    index = f"op.create_index('alone', {VERSION_TABLE!r}, ['version_num'], postgresql_concurrently=True)"
    slowly = f"op.execute('SELECT pg_sleep(1)'); {index}"
    add_revision(own_scripts, "alone", head, f"with op.get_context().autocommit_block(): {slowly}", "pass")
    command_line = (sys.executable, "-c", UPGRADE, own_scripts.get_main_option("script_location") or "")
    runs = [await asyncio.create_subprocess_exec(*command_line, cwd=ROOT) for _ in range(2)]
    assert await asyncio.gather(*(run.wait() for run in runs)) == [0] * 2


async def test_it_takes_a_connection_that_is_ready(alembic: Config, empty_database: Database) -> None:
    def upgrade(connection: Connection) -> None:
        alembic.attributes["connection"] = connection
        try:
            command.upgrade(alembic, "head")
        finally:
            del alembic.attributes["connection"]

    async with empty_database.engine.connect() as connection:
        await connection.run_sync(upgrade)
    assert await tables(empty_database) == TABLES
    state, as_before = ("PRAGMA foreign_keys", 1) if SQLITE else (HELD, 0)
    async with empty_database.engine.connect() as connection:
        assert (await connection.exec_driver_sql(state)).scalar_one() == as_before
        with pytest.raises(CommandError, match="outside of a transaction"):
            await connection.run_sync(upgrade)


async def test_it_can_be_read_before_it_is_run(alembic: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    script = io.StringIO()
    monkeypatch.setattr(alembic, "output_buffer", script)
    monkeypatch.setenv("DATABASE_URL", "postgresql+asyncpg://nowhere/database")
    await asyncio.to_thread(command.upgrade, alembic, "head", sql=True)
    assert {f"CREATE TABLE {table} (" in script.getvalue().replace('"', "") for table in TABLES} <= {True}
    assert "COMMIT" in script.getvalue()


async def test_two_heads_are_refused_in_words(own_scripts: Config, empty_database: Database) -> None:
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    for name in ("one", "two"):
        add_revision(own_scripts, name, head, "pass", "pass")
    with pytest.raises(CommandError, match="one, two. Renumber"):
        await migrate(own_scripts, "heads")
    assert await tables(empty_database) == set()


async def test_a_migration_that_fails_changes_nothing(own_scripts: Config, empty_database: Database) -> None:
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    add_revision(own_scripts, "fails", head, "op.create_table('_half', sa.Column('id', sa.Integer)); 1 / 0", "pass")
    with pytest.raises(ZeroDivisionError):
        await migrate(own_scripts, "head")
    assert await tables(empty_database) == set()


async def test_tables_can_change_under_what_refers_to_them(database: Database, own_scripts: Config) -> None:
    async with client_of(create_app()) as client:
        for factory in FACTORIES:
            await factory.create(client)
    before = await row_counts(database)
    loop = f"for table in {sorted(TABLES)!r}:\n        with op.batch_alter_table(table) as batch: batch"
    added = f"{loop}.create_check_constraint(op.f('scratch'), '1 = 1')"
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    add_revision(own_scripts, "change", head, added, f"{loop}.drop_constraint(op.f('scratch'))")
    await migrate(own_scripts, "head")
    changed = await row_counts(database)
    await asyncio.to_thread(command.downgrade, own_scripts, "-1")
    assert before == changed == await row_counts(database)


FOREIGN = {
    "another program's table": "CREATE TABLE _audit (id INTEGER PRIMARY KEY, note TEXT)",
    "a column": "ALTER TABLE {table} ADD COLUMN _imported TEXT",
    "an index": "CREATE INDEX _by_import ON {table} (_imported)",
    "an index on an expression": "CREATE INDEX _by_length ON {table} (length(_imported))",
    "a view": "CREATE VIEW _all AS SELECT * FROM {table}",
}


@pytest.mark.skipif(not TABLES, reason="there is no table that another program could add to")
async def test_what_another_program_made_is_left_alone(alembic: Config, empty_database: Database) -> None:
    await migrate(alembic, "head")
    async with empty_database.engine.begin() as connection:
        for statement in FOREIGN.values():
            await connection.exec_driver_sql(statement.format(table=min(TABLES)))
    await asyncio.to_thread(command.check, alembic)


async def test_what_a_revision_made_is_dropped_with_its_model(own_scripts: Config, empty_database: Database) -> None:
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    columns = "sa.Column('id', sa.Integer, primary_key=True), sa.Column('name', sa.String(40))"
    add_revision(own_scripts, "extra", head, f"op.create_table('_extra', {columns})", "op.drop_table('_extra')")
    await migrate(own_scripts, "head")
    with pytest.raises(CommandError, match="remove_table.*_extra"):
        await asyncio.to_thread(command.check, own_scripts)


async def note_as_before(database: Database, revision: str) -> None:
    """Note a revision where projects of 0.4.0 and earlier all noted theirs."""
    async with database.engine.begin() as connection:
        await connection.execute(text("CREATE TABLE alembic_version (version_num VARCHAR(32) PRIMARY KEY)"))
        await connection.execute(text("INSERT INTO alembic_version VALUES (:revision)"), {"revision": revision})


async def test_the_revision_of_another_project_is_not_taken_for_its_own(
    alembic: Config, empty_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    head = ScriptDirectory.from_config(alembic).get_current_head()
    await note_as_before(empty_database, head or "001")
    output = io.StringIO()
    monkeypatch.setattr(alembic, "stdout", output)
    await migrate(alembic, "head")
    assert await tables(empty_database) == {*TABLES, "alembic_version"}
    assert await empty_database.revisions() == ({head} if head else set())
    assert "is left to another project" in output.getvalue()


@pytest.mark.skipif(not TABLES, reason="nothing tells the databases of projects without tables apart")
async def test_its_own_revision_is_taken_over_from_the_shared_table(alembic: Config, empty_database: Database) -> None:
    await migrate(alembic, "head")
    [head] = await empty_database.revisions()
    await note_as_before(empty_database, head)
    async with empty_database.engine.begin() as connection:
        await connection.exec_driver_sql(f"DROP TABLE {VERSION_TABLE}")
    assert await empty_database.revisions() == set()
    await migrate(alembic, "head")
    assert await empty_database.revisions() == {head}
    assert await tables(empty_database) == {*TABLES, "alembic_version"}


NOTES = """
    CREATE TABLE _notes (
        id INTEGER PRIMARY KEY AUTOINCREMENT,
        name VARCHAR(40) COLLATE NOCASE,
        size INTEGER,
        twice INTEGER GENERATED ALWAYS AS (size * 2) STORED
    )
"""
ROWS = ["INSERT INTO _notes (name) VALUES ('a'), ('b')", "DELETE FROM _notes WHERE id = 2"]
ON_NOTES = [
    "CREATE UNIQUE INDEX _folded ON _notes (lower(name))",
    "CREATE INDEX _newest ON _notes (size DESC, name COLLATE NOCASE)",
    "CREATE VIEW _names AS SELECT name FROM _notes",
    "CREATE TRIGGER _noted AFTER INSERT ON _notes BEGIN UPDATE _notes SET size = length(new.name); END",
]
STANDS = "SELECT sql FROM sqlite_master WHERE type <> 'table' AND sql GLOB '* _notes*'"


def executing(*statements: str) -> str:
    return "; ".join(f"op.execute({statement!r})" for statement in statements)


def changing(change: str) -> str:
    return f"with op.batch_alter_table('_notes') as batch: batch.{change}"


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL changes a table in its place")
async def test_a_table_that_is_copied_keeps_what_is_on_it(own_scripts: Config, empty_database: Database) -> None:
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    add_revision(own_scripts, "made", head, executing(NOTES, *ROWS, *ON_NOTES), "pass")
    longer = "alter_column('name', existing_type=sa.String(40), type_=sa.String(80))"
    add_revision(own_scripts, "changed", "made", changing(longer), "pass")
    await migrate(own_scripts, "head")
    async with empty_database.engine.begin() as connection:
        assert sorted((await connection.exec_driver_sql(STANDS)).scalars()) == sorted(ON_NOTES)
        await connection.exec_driver_sql("INSERT INTO _notes (name) VALUES ('c')")
        found = await connection.exec_driver_sql("SELECT id, name, twice FROM _notes WHERE name = 'C'")
        assert tuple(found.one()) == (3, "c", 2)


@pytest.mark.skipif(not SQLITE, reason="PostgreSQL changes a table in its place")
@pytest.mark.parametrize("statement", ON_NOTES)
async def test_a_table_that_cannot_keep_what_is_on_it_is_not_copied(
    own_scripts: Config, empty_database: Database, statement: str
) -> None:
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    add_revision(own_scripts, "made", head, executing(NOTES, statement), "pass")
    add_revision(own_scripts, "changed", "made", changing("drop_column('name')"), "pass")
    with pytest.raises(CommandError, match="SQLite changes _notes by copying it"):
        await migrate(own_scripts, "head")


async def test_a_long_chain_of_tables_can_change(own_scripts: Config, empty_database: Database) -> None:
    """Each refers to the one before: to follow them all takes more than Python's stack has."""
    key = "sa.Column('id', sa.Integer, primary_key=True)"
    reference = "sa.Column('before', sa.Integer, sa.ForeignKey(f'_link{max(number - 1, 0)}.id'))"
    tables = "for number in range(200): op.create_table(f'_link{number}', " + f"{key}, {reference})"
    change = "with op.batch_alter_table('_link199') as batch: batch.alter_column('before', nullable=False)"
    head = ScriptDirectory.from_config(own_scripts).get_current_head()
    add_revision(own_scripts, "chain", head, f"{tables}\n    {change}", "pass")
    await migrate(own_scripts, "head")


async def row_counts(database: Database) -> dict[str, int]:
    async with database.read() as session:
        counts = {name: select(func.count()).select_from(table) for name, table in Base.metadata.tables.items()}
        return {name: (await session.scalars(count)).one() for name, count in counts.items()}


def test_there_is_one_head(alembic: Config) -> None:
    assert len(ScriptDirectory.from_config(alembic).get_heads()) <= 1
