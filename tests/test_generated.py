"""The dependencies of a generated project, and its revisions on both databases."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

from tests.conftest import NewDatabase
from tests.doors import REPOSITORY
from tests.projects import Project, generate

bookshop = pytest.mark.parametrize("project", ["bookshop"], indirect=True)


# Dependencies


@bookshop
def test_the_environment_of_these_tests_has_what_a_project_asks_for(project: Project) -> None:
    ours = read_toml(REPOSITORY)["dependency-groups"]["generated"]
    theirs = read_toml(project.directory)
    assert sorted(ours) == sorted([*theirs["project"]["dependencies"], *theirs["dependency-groups"]["dev"]])


def read_toml(directory: Path) -> dict[str, Any]:
    return tomllib.loads((directory / "pyproject.toml").read_text(encoding="utf-8"))


@bookshop
def test_the_password_of_its_compose_file_is_in_no_url(project: Project) -> None:
    """Where `p@ss` or `p/ss` would be another host or database; asyncpg reads PGPASSWORD as it is."""
    services = yaml.safe_load((project.directory / "compose.yaml").read_text(encoding="utf-8"))["services"]
    database = services["database"]["environment"]
    assert database["POSTGRES_PASSWORD"] == "${POSTGRES_PASSWORD:-for-development-only}"
    for name in ("migrations", "service"):
        variables = services[name]["environment"]
        assert variables["PGPASSWORD"] == database["POSTGRES_PASSWORD"]
        assert variables["DATABASE_URL"] == "postgresql+asyncpg://bookshop@database/bookshop"


@bookshop
def test_the_links_of_its_documents_lead_somewhere(project: Project) -> None:
    for name in ("README.md", "AGENTS.md"):
        text = (project.directory / name).read_text(encoding="utf-8")
        links = re.findall(r"\]\((?!https?://)([^)#]+)", text)
        assert "docs/updating.md" in links, name
        assert [link for link in links if not (project.directory / link).exists()] == []


# Migrations


@bookshop
def test_the_docstring_of_its_migrations_lists_each_module_above_those_that_it_needs(project: Project) -> None:
    """Who deletes a module finds those that need it above."""
    package = project.directory / "src/bookshop/migrations"
    docstring = (package / "__init__.py").read_text(encoding="utf-8")
    listed = re.findall(r"^ *- `(\w+)\.py`", docstring, re.MULTILINE)
    modules = [path for path in package.rglob("*.py") if path.stem != "__init__" and path.parent.name != "versions"]
    assert sorted(listed) == sorted(path.stem for path in modules)
    for path in modules:
        text = path.read_text(encoding="utf-8")
        needed = re.findall(r"^from bookshop\.migrations\.(?:autogenerate\.)?(\w+) import", text, re.MULTILINE)
        assert set(needed) <= set(listed[listed.index(path.stem) + 1 :]), path


@bookshop
def test_its_tests_borrow_nothing_from_its_migrations(project: Project) -> None:
    tests = (project.directory / "tests").rglob("*.py")
    found = {path.name for path in tests if re.search(r"bookshop(\.| import )migrations", path.read_text("utf-8"))}
    assert found == {"test_migrations.py"}


@pytest.mark.slow
@bookshop
def test_its_first_revision_is_made_in_a_directory_of_any_name(project: Project) -> None:
    """A `%` in it, for example, which alembic.ini would interpolate."""
    moved = Project(project.directory.rename(project.directory.with_name("it's 100% #1 $HOME")))
    for revision in moved.revisions:
        revision.unlink()
    database = moved.sqlite()
    moved.migrate("revision --autogenerate", "upgrade head", "check", "current", "downgrade base", database=database)


@pytest.mark.slow
@bookshop
def test_its_first_revision_runs_on_both_databases(project: Project, new_url: NewDatabase) -> None:
    project.migrate("upgrade head", "check", "downgrade base", "upgrade head", "current", database=new_url())


@pytest.mark.slow
@pytest.mark.parametrize("project", ["everything"], indirect=True)
def test_a_revision_made_on_postgresql_runs_on_sqlite(project: Project, new_database: NewDatabase) -> None:
    for revision in project.revisions:
        revision.unlink()
    project.migrate("revision --autogenerate", database=new_database())
    project.migrate("upgrade head", "check", "current", "downgrade base", database=project.sqlite())


BY_HAND = {
    'DRAFT = "draft"\n    PUBLISHED': "PUBLISHED",
    "BookStatus.DRAFT": "BookStatus.PUBLISHED",
    'name="price_ge_0"),)': """name="price_ge_0"),
        sa.CheckConstraint("pages >= 1", name="pages_ge_1"),
        sa.Index("uq_books_title_lower", sa.text("lower(title)"), unique=True),
        sa.Index("ix_books_prefix", "title", postgresql_ops={"title": "varchar_pattern_ops"}).ddl_if("postgresql"),
    )""",
    "    published_on:": (
        "    pages: Mapped[int] = mapped_column(default=1)\n"
        "    shelf: Mapped[str | None] = mapped_column(sa.String(40), unique=True)\n"
        "    published_on:"
    ),
}
"""What an owner changes in `models/book.py`."""


@pytest.mark.slow
@bookshop
def test_models_that_are_changed_by_hand_have_revisions_for_both_databases(
    project: Project, new_database: NewDatabase
) -> None:
    databases = (project.sqlite(), new_database())
    for database in databases:
        project.migrate("upgrade head", database=database)
    model = project.directory / "src/bookshop/models/book.py"
    before = model.read_text(encoding="utf-8")
    after = before
    for old, new in BY_HAND.items():
        assert old in after
        after = after.replace(old, new)

    model.write_text(after, encoding="utf-8")
    says = revise(project, databases)
    assert "CHOOSE: books.status is no longer draft; rows with it get 'published'." in says
    assert re.findall("MAY STOP.*", says) == ["MAY STOP: two rows of books with the same lower(title)."]
    model.write_text(before, encoding="utf-8")
    assert "MAY STOP" not in revise(project, (databases[1], databases[0]))


def revise(project: Project, databases: tuple[str, str]) -> str:
    """Write a revision on the first of two databases, run it on both, up, down and up, and return its docstring."""
    known = set(project.revisions)
    project.migrate("revision --autogenerate", database=databases[0])
    [revision] = set(project.revisions) - known
    for database in databases:
        project.migrate("upgrade head", "check", "downgrade -1", "upgrade head", "check", database=database)
    return revision.read_text(encoding="utf-8").partition("import sqlalchemy")[0]


@pytest.mark.slow
@bookshop
def test_a_revision_has_the_id_that_it_is_given_and_numbers_go_on(project: Project) -> None:
    database = project.sqlite()
    project.migrate("revision --rev-id abc -m first", "revision -m second", database=database)
    assert {path.name for path in project.revisions} >= {"abc_first.py", "002_second.py"}
    project.migrate("upgrade head", "current", database=database)
    with pytest.raises(AssertionError, match="there is a revision abc already"):
        project.migrate("revision --rev-id abc -m third", database=database)


@pytest.mark.slow
@bookshop
def test_two_projects_share_a_database(
    project: Project, checkout: Path, tmp_path: Path, new_database: NewDatabase
) -> None:
    other = generate(checkout, tmp_path / "other", {"project_name": "Other", "entities": "Note:\n  body: text\n"})
    database = new_database()
    for one in (project, other, project, other):
        one.migrate("upgrade head", "check", "current", database=database)
    with project.served("bookshop.main:create_app", DATABASE_URL=database) as address:
        assert httpx2.get(f"{address}/health/ready").status_code == 200
        other.migrate("downgrade base", database=database)
        assert httpx2.get(f"{address}/health/ready").status_code == 200
        project.migrate("downgrade base", database=database)
        other.migrate("upgrade head", database=database)
        assert httpx2.get(f"{address}/health/ready").status_code == 503


RULE = '''"""The business rules of books."""

from bookshop import models
from bookshop.exceptions import InvalidValueError
from bookshop.repositories.base import Key
from bookshop.schemas.book import BookCreate, BookUpdate
from bookshop.services.base import Service


class BookService(Service[models.Book, BookCreate, BookUpdate]):
    async def update(self, key: Key, data: BookUpdate) -> models.Book:
        if data.title is not None and data.title.isupper():
            raise InvalidValueError("a title does not shout")
        return await super().update(key, data)
'''
RULE_TEST = """from httpx2 import AsyncClient

from tests.factories.book import book_factory


async def test_titles_do_not_shout(client: AsyncClient) -> None:
    url = f"{book_factory.url}/{(await book_factory.create(client))['id']}"
    bodies = [{"title": "LOUD"}, {"title": "Quiet"}, {"isbn": "2"}]
    assert [(await client.patch(url, json=body)).status_code for body in bodies] == [422, 200, 200]
"""


@pytest.mark.slow
@bookshop
def test_a_rule_sees_what_a_patch_sent_and_type_checks_ask_whether_it_sent_it(
    project: Project, mypy_cache: Path
) -> None:
    service = project.directory / "src/bookshop/services/book.py"
    service.write_text(RULE, encoding="utf-8")
    (project.directory / "tests" / "test_rule.py").write_text(RULE_TEST, encoding="utf-8")
    project.run("mypy", MYPY_CACHE_DIR=str(mypy_cache))
    project.run("pytest", "tests/test_rule.py", DATABASE_URL=project.sqlite())
    service.write_text(RULE.replace("data.title is not None and ", ""), encoding="utf-8")
    with pytest.raises(AssertionError, match=r'Item "None" of "str \| None" has no attribute "isupper"'):
        project.run("mypy", MYPY_CACHE_DIR=str(mypy_cache))


OWN_PARAMETERS = """
from bookshop.api.dependencies import decoded
from bookshop.schemas.book import BookQuery
from bookshop.schemas.queries import several
from bookshop.schemas.types import Given, Listed


class Own(BookQuery):
    shelf: Listed[str] = []
    words: Given[list[str]] = None
    one: Given[str] = None


print(Own.model_validate(decoded("shelf=a,b&words=c&one=d,e", several(Own))).model_dump(exclude_unset=True))
"""


@bookshop
def test_a_query_takes_parameters_of_its_owner(project: Project) -> None:
    read = project.run("python", "-c", OWN_PARAMETERS, PYTHONPATH="src", DATABASE_URL=project.sqlite())
    assert read.strip() == "{'shelf': ['a', 'b'], 'words': ['c'], 'one': 'd,e'}"


@pytest.mark.slow
@bookshop
def test_a_filter_goes_with_its_line_and_the_tests_follow(project: Project) -> None:
    schemas = project.directory / "src/bookshop/schemas/book.py"
    text = schemas.read_text(encoding="utf-8")
    removed = r"^    (id__in|price|price__\w+|title__contains|isbn__in): Given\[(?!BookPrice).*\n"
    kept = re.sub(removed, "", text, flags=re.MULTILINE)
    assert text.count("\n") - kept.count("\n") == 9
    schemas.write_text(kept.replace('"title", ', "", 1), encoding="utf-8")
    openapi = "from bookshop.main import create_app; print(create_app().openapi()['paths']['/api/v1/books']['get'])"
    described = project.run("python", "-c", openapi, PYTHONPATH="src", DATABASE_URL=project.sqlite())
    assert "'title__in'" in described
    assert "'price__gte'" not in described
    assert "'-title'" not in described
    project.run("pytest", "-n", "2", DATABASE_URL=project.sqlite())
