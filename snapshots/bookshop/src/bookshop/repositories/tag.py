"""Data access for tags."""

from bookshop import models
from bookshop.repositories.base import Repository


class TagRepository(Repository[models.Tag]):
    model = models.Tag
