"""The business rules of authors."""

from bookshop import models
from bookshop.schemas.author import AuthorCreate, AuthorUpdate
from bookshop.services.base import Service


class AuthorService(Service[models.Author, AuthorCreate, AuthorUpdate]):
    """Override a use case where a rule applies to it, or add one."""
