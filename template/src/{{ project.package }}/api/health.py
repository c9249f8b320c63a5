"""What an orchestrator asks: is the process alive, and can it serve."""

from fastapi import APIRouter, Request
from sqlalchemy import text

from {{ project.package }}.api.errors import problems
from {{ project.package }}.exceptions import UnavailableError

router = APIRouter(prefix="/health", tags=["health"])


@router.get("/live")
async def live() -> dict[str, str]:
    return {"status": "live"}


@router.get("/ready", responses=problems(503))
async def ready(request: Request) -> dict[str, str]:
    """Ready when the database answers and its schema is the one that this code was written for."""
    if not await request.app.state.database.at_head():
        raise UnavailableError("the schema of the database is not at the revision of this release")
    return {"status": "ready"}
