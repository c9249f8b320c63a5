"""Data access for authors."""

from bookshop import models
from bookshop.repositories.base import Repository


class AuthorRepository(Repository[models.Author]):
    model = models.Author
