"""All models: whoever imports one of them from here has the registry complete."""

from bookshop.db.base import Base
from bookshop.models.author import Author
from bookshop.models.book import Book
from bookshop.models.review import Review
from bookshop.models.tag import Tag

__all__ = [
    "Author",
    "Base",
    "Book",
    "Review",
    "Tag",
]
