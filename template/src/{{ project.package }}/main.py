"""The application: `uvicorn {{ project.package }}.main:create_app --factory`."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from {{ project.package }}.api import health, v1
from {{ project.package }}.api.errors import HANDLERS
from {{ project.package }}.db.session import Database
from {{ project.package }}.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service; nothing is connected before its lifespan starts."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(settings)
        # What start-up built lives as long as the process: keep it out of every later collection.
        gc.collect()
        gc.freeze()
        yield
        await app.state.database.dispose()

    app = FastAPI(title="{{ project.name }}", lifespan=lifespan, redirect_slashes=False, exception_handlers=HANDLERS)
    app.include_router(health.router)
    app.include_router(v1.router)
    return app
