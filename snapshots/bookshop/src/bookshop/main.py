"""The application: `uvicorn bookshop.main:create_app --factory`."""

import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from alembic.script import ScriptDirectory
from fastapi import FastAPI

from bookshop import migrations
from bookshop.api import health, v1
from bookshop.api.errors import HANDLERS, problems
from bookshop.api.openapi import Service
from bookshop.db.session import Database
from bookshop.settings import Settings


def create_app(settings: Settings | None = None) -> FastAPI:
    """Return the service; nothing is connected before its lifespan starts."""
    settings = settings or Settings()
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.database = Database(settings)
        # What start-up made lives as long as the process, and what a request makes is gone after it, mostly without
        # cycles: keep the garbage collector from looking at the one again, and at the other too often.
        gc.collect()
        gc.freeze()
        gc.set_threshold(50_000, 20, 50)
        yield
        await app.state.database.dispose()

    app = Service(
        title="Bookshop",
        description="A REST service on FastAPI and async SQLAlchemy",
        lifespan=lifespan,
        redirect_slashes=False,
        exception_handlers=HANDLERS,
    )
    app.state.heads = set(scripts.get_heads())
    app.state.known = {script.revision for script in scripts.walk_revisions()}
    app.include_router(health.router)
    # One by one, as FastAPI matches a path anew at each level of routers.
    for router in v1.ROUTERS:
        app.include_router(router, prefix=v1.PREFIX, responses=problems(400, 422, 503))
    return app
