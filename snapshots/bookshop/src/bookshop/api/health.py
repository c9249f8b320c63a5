"""What an orchestrator asks: is the process alive, and can it serve."""

from fastapi import Request

from bookshop.api.errors import problems
from bookshop.api.routing import Router
from bookshop.db.errors import translated_errors
from bookshop.exceptions import UnavailableError
from bookshop.schemas.base import Schema

router = Router(prefix="/health", tags=["health"])


class Health(Schema):
    status: str = "ok"


@router.get("/live", response_model=Health)
async def live() -> Health:
    return Health()


@router.get("/ready", response_model=Health, responses=problems(503))
async def ready(request: Request) -> Health:
    """Ready when the database answers with the schema of this release, or of one that it does not know: a later one."""
    state = request.app.state
    with translated_errors():
        found = await state.database.revisions()
    if found != state.heads and found <= state.known:
        raise UnavailableError("the database is not at the schema of this release: run alembic upgrade head")
    return Health()
