"""The business rules of reviews."""

from bookshop import models
from bookshop.schemas.review import ReviewCreate, ReviewUpdate
from bookshop.services.base import Service


class ReviewService(Service[models.Review, ReviewCreate, ReviewUpdate]):
    """Override a use case where a rule applies to it, or add one."""
