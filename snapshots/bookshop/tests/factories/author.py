"""Makes authors."""

from bookshop.repositories.author import AuthorRepository
from bookshop.schemas.author import AuthorCreate

from tests.factories.base import Body, Factory


def body(number: int) -> Body:
    return {
        "name": "Name",
        "email": f"user{number}@example.com",
        "bio": "Bio",
    }


author_factory = Factory(AuthorRepository, AuthorCreate, "authors", body, unique=True, capacity=300)
