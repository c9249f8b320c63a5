"""Version 1 of the API: the routers of all entities."""

from bookshop.api.routing import Router
from bookshop.api.v1.authors import router as authors_router
from bookshop.api.v1.books import router as books_router
from bookshop.api.v1.reviews import router as reviews_router
from bookshop.api.v1.tags import router as tags_router

PREFIX = "/api/v1"
ROUTERS: list[Router] = [
    authors_router,
    books_router,
    reviews_router,
    tags_router,
]
