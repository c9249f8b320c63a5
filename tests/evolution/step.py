"""Runs inside a generated project: brings its databases to the models, and tells what the API answers.

    step.py PACKAGE, with the databases' URLs by name as JSON in URLS

On its input, line by line, and on its output as often: rows that were there (JSON, by database and path) and are read
again at the end, for which it answers with the path of the revision that it wrote or with nothing; then a line to go
on, once that revision has been read, for which it answers with the rows as they are then. New rows are made last.
"""

import asyncio
import json
import logging
import os
import sys
from argparse import Namespace
from importlib import import_module
from itertools import count
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config

PACKAGE = sys.argv[1]
URLS: dict[str, str] = json.loads(os.environ["URLS"])


def use(database: str) -> Config:
    os.environ["DATABASE_URL"] = URLS[database]
    return Config("alembic.ini")


def revise() -> str:
    config = use("sqlite")
    command.upgrade(config, "head")
    config.cmd_opts = Namespace(autogenerate=True)  # as the command line has it
    script: Any = command.revision(config, autogenerate=True)
    return script.path if script else ""


def migrate(database: str, *, back: bool) -> None:
    config = use(database)
    command.upgrade(config, "head")
    command.check(config)
    if back:
        command.downgrade(config, "-1")
        command.upgrade(config, "head")
        command.check(config)


async def ask(rows: dict[str, Any]) -> dict[str, Any]:
    """Read rows one by one and in lists, then make two new ones of every entity."""
    app = import_module(f"{PACKAGE}.main").create_app()
    client_of = import_module("tests.conftest").client_of
    factories = import_module("tests.factories").FACTORIES
    async with client_of(app) as client:
        read = {path: await read_all(client, path, known) for path, known in rows.items()}
        for path, known in read.items():
            parameters = {each["name"] for each in app.openapi()["paths"][path]["get"]["parameters"]}
            for row in known[:2]:
                await find(client, path, {name: row[name] for name in parameters & row.keys()})
        for factory in factories:  # rows of an earlier run have the values that factories begin with
            factory._numbers = count((await client.get(factory.url)).json()["total"] + 1)
        made = {factory.url: [await factory.create(client) for _ in range(2)] for factory in factories}
        return {"read": read, "made": {path: await read_all(client, path, known) for path, known in made.items()}}


async def read_all(client: Any, path: str, rows: list[dict[str, Any]]) -> list[Any]:
    answers = [await client.get(f"{path}/{row['id']}") for row in rows]
    listed = await client.get(path, params={"limit": 100})
    assert {answer.status_code for answer in [*answers, listed]} == {200}, [answer.text for answer in answers]
    assert {row["id"] for row in rows} <= {row["id"] for row in listed.json()["items"]}, listed.text
    return [answer.json() for answer in answers]


async def find(client: Any, path: str, row: dict[str, Any]) -> None:
    """Ask for a row by each of its values: what a revision stores is what the service would have stored."""
    for name, value in row.items():
        if value is not None:
            listed = await client.get(path, params={name: value, "limit": 100})
            if listed.status_code == 422 and value == "":
                continue  # a revision fills required e-mail addresses and URLs with it, and says so
            assert listed.status_code == 200, (path, name, value, listed.text)
            found = [{key: each[key] for key in row} for each in listed.json()["items"]]
            assert row in found, (path, name, row, found)


def answer(text: str) -> None:
    print(f"answer: {text}", flush=True)


logging.disable()
sys.path[:0] = ["src", "."]
given = json.loads(input())
revision = revise()
answer(revision)
input()
up, _, down = (Path(revision).read_text(encoding="utf-8") if revision else "").partition("def downgrade")
# What gives up values, or asks for some, cannot go back as long as there are rows; nor do they where the values that
# made each of them unique are gone.
stops = "# Give " in down or "sa.null()" in down or (("sa.null()" in up or ".not_in(" in up) and "unique" in down)
may_go_back = bool(given and revision) and not stops
found = {}
for database in URLS:
    migrate(database, back=may_go_back)
    found[database] = asyncio.run(ask(given.get(database, {})))
answer(json.dumps(found))
