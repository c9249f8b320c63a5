"""Makes tags."""

from bookshop.repositories.tag import TagRepository
from bookshop.schemas.tag import TagCreate

from tests.factories.base import Body, Factory


def body(number: int) -> Body:
    return {
        "name": f"{number:08}",
    }


tag_factory = Factory(TagRepository, TagCreate, "tags", body, unique=True)
