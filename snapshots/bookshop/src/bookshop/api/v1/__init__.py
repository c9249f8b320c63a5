"""Version 1 of the API: the routers of all entities."""

from fastapi import APIRouter

from bookshop.api.v1.authors import router as authors_router
from bookshop.api.v1.books import router as books_router
from bookshop.api.v1.reviews import router as reviews_router
from bookshop.api.v1.tags import router as tags_router

PREFIX = "/api/v1"
ROUTERS: list[APIRouter] = [
    authors_router,
    books_router,
    reviews_router,
    tags_router,
]
