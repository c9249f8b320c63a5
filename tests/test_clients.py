"""Clients that generators make from a service's description, used for everything that it offers."""

from __future__ import annotations

import datetime as dt
import importlib
import shutil
import subprocess
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx2
import pytest

from tests.doors import REPOSITORY
from tests.projects import Project

DESCRIBED = REPOSITORY / "tests" / "clients"
TITLES = ["Nuts, and bolts", "Nuts", "and bolts"]
NOON = dt.datetime(2026, 1, 31, 12, 30, tzinfo=dt.timezone(dt.timedelta(hours=1)))

library = pytest.mark.parametrize("project", ["library"], indirect=True)


@pytest.mark.slow
@library
def test_openapi_python_client(project: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    database = project.sqlite()
    project.migrate("upgrade head", database=database)
    # Nobody reads what it writes here: it need not be formatted.
    (tmp_path / "config.yml").write_text("literal_enums: true\npost_hooks: []\n", encoding="utf-8")
    with project.served("library.main:create_app", DATABASE_URL=database) as address:
        options = ("--output-path", str(tmp_path / "made_client"), "--meta", "none", "--fail-on-warning")
        config = ("--config", str(tmp_path / "config.yml"))
        project.run("openapi-python-client", "generate", "--url", f"{address}/openapi.json", *options, *config)
        monkeypatch.syspath_prepend(tmp_path)
        made = importlib.import_module("made_client")
        with made.Client(base_url=address) as client:
            assert_used(made, client)


def assert_used(made: ModuleType, client: Any) -> None:
    models = importlib.import_module("made_client.models")

    def call(name: str, expected: int = 200, **arguments: Any) -> Any:
        return response_of(made, client, name, expected, **arguments)

    ursula = models.AuthorCreate(name="Ursula", email="Ursula@Example.org", website="https://example.org")
    author = call("create_author", 201, body=ursula).parsed
    tag = call("create_tag", 201, body=models.TagCreate(name="new")).parsed
    given = {"price": 9.9, "sold": 2**62, "lent": True, "bought": NOON, "opens": "12:30:00", "lasts": "P1DT2H"}
    given |= {"released": NOON.date(), "author_id": author.id, "tag_ids": [tag.id], "weight": 0.00001}
    created = [call("create_book", 201, body=models.BookCreate(title=title, **given)) for title in TITLES]
    assert [response.headers["ETag"] for response in created] == ['"1"'] * 3
    books = [response.parsed for response in created]
    assert [(book.sold, book.bought, book.released) for book in books] == [(2**62, NOON, NOON.date())] * 3
    where = {"book_id": books[0].id}
    assert call("get_book", **where).parsed.title == TITLES[0]

    def listed(name: str, **query: Any) -> Any:
        return call(f"list_{name}", **query).parsed.items

    assert [book.id for book in listed("books", title_in=TITLES[:1])] == [books[0].id]
    page = listed("books", title_in=TITLES, sort=["price", "-title"], include=["author", "tags"], lent=True)
    assert [book.title for book in page] == sorted(TITLES, reverse=True)
    assert [tag.name for tag in page[0].tags] == ["new"]
    assert len(listed("books", bought_gte=NOON, price_lte=9.9, weight_lt=0.00002, weight_isnull=False)) == 3
    assert [row.email for row in listed("authors", website="https://example.org")] == ["ursula@example.org"]
    assert [row.email for row in listed("authors", email="URSULA@example.org")] == ["ursula@example.org"]

    seen, after = [], ""
    while after is not None:
        # With all of its defaults, as it sends them.
        page = call("list_books", after=after, limit=2).parsed
        seen += [book.id for book in page.items]
        after = page.next_
    assert seen == [book.id for book in books]

    change = models.BookUpdate(pages=100)
    patched = call("update_book", **where, body=change, if_match='"1"')
    assert (patched.parsed.pages, patched.headers["ETag"]) == (100, '"2"')
    assert call("update_book", 412, **where, body=change, if_match='"1"').parsed.status == 412
    assert call("update_book", **where, body=change).headers["ETag"] == '"3"'
    call("delete_book", 204, **where, if_match='"3"')
    assert call("get_book", 404, **where).parsed.detail
    assert call("restore_book", **where, if_match='"4"').parsed.id == books[0].id


def response_of(made: ModuleType, client: Any, name: str, expected: int, **arguments: Any) -> Any:
    [module] = Path(str(made.__file__)).parent.glob(f"api/*/{name}_api_v1_*.py")
    operation = importlib.import_module(f"made_client.api.{module.parent.name}.{module.stem}")
    response = operation.sync_detailed(client=client, **arguments)
    assert response.status_code == HTTPStatus(expected), (name, response.content)
    return response


@pytest.mark.slow
@pytest.mark.long
@library
def test_clients_in_typescript(project: Project, tmp_path: Path) -> None:
    if not shutil.which("npm"):
        pytest.skip("there is no npm: apt-get install nodejs npm")
    room = shutil.copytree(DESCRIBED, tmp_path / "clients")
    run = runner(room)
    run("npm", "install", "--no-audit", "--no-fund", "--loglevel", "error")
    database = project.sqlite()
    project.migrate("upgrade head", database=database)
    with project.served("library.main:create_app", DATABASE_URL=database) as address:
        (room / "openapi.json").write_text(httpx2.get(f"{address}/openapi.json").text, encoding="utf-8")
        # Of itself it takes a field with a default for one that must be sent.
        options = ("--default-non-nullable", "false", "-o", "openapi_typescript.d.ts")
        written = run("npx", "openapi-typescript", "openapi.json", *options)
        written += run("npx", "openapi-ts", "--input", "openapi.json", "--output", "hey_api")
        assert "warn" not in written.lower(), written
        run("npx", "tsc", "--project", ".")
        run("node", "compiled/by_openapi_typescript.js", address)
    again = project.sqlite()
    project.migrate("upgrade head", database=again)
    with project.served("library.main:create_app", DATABASE_URL=again) as address:
        run("node", "compiled/by_hey_api.js", address)


def runner(directory: Path) -> Callable[..., str]:
    def run(*command: str) -> str:
        done = subprocess.run(
            command, cwd=directory, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}"
        return done.stdout

    return run
