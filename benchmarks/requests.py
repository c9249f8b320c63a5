"""`python -m benchmarks.requests`: how a request finds its endpoint and its query, beside FastAPI's own ways."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from functools import partial
from typing import Any

from fastapi import APIRouter, FastAPI, Query

from benchmarks.inprocess import Comparison, ask, bookshop, compare, module

ENTITIES = (4, 40)
ROUTES = (("POST", ""), ("POST", "/bulk"), ("GET", ""), ("GET", "/{key}"), ("PATCH", "/{key}"), ("DELETE", "/{key}"))
QUERIES = {
    "none": "/books",
    "two": "/books?limit=20&offset=40",
    "six": "/books?limit=20&sort=-price,title&price__gte=5&price__lt=50&status=published&include=author,tags",
}


def comparisons() -> Iterator[Comparison]:
    """Ask endpoints that do nothing."""
    query = module("schemas.book").BookQuery
    at_once, one_by_one = listing(query, module("api.dependencies").listing(query)), listing(query, Query())
    for number, path in QUERIES.items():
        name = f"query of {len(query.model_fields)} fields, {number} given: model / Query()"
        yield Comparison(name, partial(ask, at_once, path), partial(ask, one_by_one, path))
    for count in ENTITIES:
        by_prefix, by_route = routed(count, module("api.routing").Router), routed(count, APIRouter)
        path = f"/api/entities{count - 1}/7"
        name = f"the last of {count} entities: Router / APIRouter"
        yield Comparison(name, partial(ask, by_prefix, path), partial(ask, by_route, path))


def listing(query: Any, source: Any) -> FastAPI:
    """Return a service that reads a query and returns nothing."""
    app = FastAPI()

    async def books(given: Any = source) -> str:
        return str(given.limit)

    books.__annotations__["given"] = query  # a value of this run, which no annotation can name
    app.get("/books")(books)
    return app


def routed(count: int, kind: type[APIRouter]) -> FastAPI:
    """Return a service with the routes of as many entities."""
    app = FastAPI()
    for number in range(count):
        router = kind(prefix=f"/entities{number}")
        for method, path in ROUTES:
            router.add_api_route(path, nothing, methods=[method])
        app.include_router(router, prefix="/api")
    return app


async def nothing() -> None:
    return None


if __name__ == "__main__":
    with bookshop():
        asyncio.run(compare(list(comparisons())))
