"""A generated service with two jobs that it has no endpoints for: rows removed for good, and all of them."""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from sqlalchemy import delete, update
from sqlalchemy.schema import sort_tables


def create_app() -> FastAPI:
    """Return the service of the package that the variable PACKAGE names."""
    package = os.environ["PACKAGE"]
    app: FastAPI = import_module(f"{package}.main").create_app()
    unit_of_work = import_module(f"{package}.db.unit_of_work").UnitOfWork
    tables = import_module(f"{package}.models").Base.metadata.tables.values()

    @app.delete("/jobs/rows", status_code=204)
    async def remove_all() -> None:
        async with unit_of_work(app.state.database) as work:
            for table in tables:
                if optional := {key.parent.name: None for key in table.foreign_keys if is_optional(key)}:
                    await work.session.execute(update(table).values(optional))
            for table in reversed(sort_tables(tables, skip_fn=is_optional)):
                await work.session.execute(delete(table))

    @app.delete("/jobs/{module}/{key}", status_code=204)
    async def purge(module: str, key: UUID) -> None:
        repository = getattr(import_module(f"{package}.repositories.{module}"), f"{module.title()}Repository")
        async with unit_of_work(app.state.database) as work:
            await repository(work.session).purge([key])

    return app


def is_optional(key: Any) -> bool:
    """Whether the column of a foreign key may be empty."""
    return bool(key.parent.nullable)
