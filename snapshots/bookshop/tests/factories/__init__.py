"""Makes rows for tests: one factory for each entity."""

from collections.abc import Sequence

import pytest

from tests.factories.author import author_factory
from tests.factories.base import Factory
from tests.factories.book import book_factory
from tests.factories.review import review_factory
from tests.factories.tag import tag_factory

FACTORIES: Sequence[Factory] = [
    author_factory,
    book_factory,
    review_factory,
    tag_factory,
]

every_entity = pytest.mark.parametrize("factory", FACTORIES, ids=str)
any_entity = pytest.mark.parametrize("factory", FACTORIES[:1], ids=str)
