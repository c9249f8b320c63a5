"""The business rules of tags."""

from bookshop import models
from bookshop.schemas.tag import TagCreate, TagUpdate
from bookshop.services.base import Service


class TagService(Service[models.Tag, TagCreate, TagUpdate]):
    """Override a use case where a rule applies to it, or add one."""
