"""Data access for books."""

from bookshop import models
from bookshop.repositories.base import Repository


class BookRepository(Repository[models.Book]):
    detail = (models.Book.author, models.Book.tags)
    links = {"tag_ids": models.Book.tags}
    model = models.Book
