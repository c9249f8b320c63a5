"""The business rules of books."""

from bookshop import models
from bookshop.schemas.book import BookCreate, BookUpdate
from bookshop.services.base import Service


class BookService(Service[models.Book, BookCreate, BookUpdate]):
    """Override a use case where a rule applies to it, or add one."""
