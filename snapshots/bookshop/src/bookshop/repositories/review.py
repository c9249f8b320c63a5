"""Data access for reviews."""

from bookshop import models
from bookshop.repositories.base import Repository


class ReviewRepository(Repository[models.Review]):
    detail = (models.Review.book,)
    model = models.Review
