"""The table `tags`."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bookshop.db.base import Base, Timestamps, UUID7Key

if TYPE_CHECKING:
    from bookshop.models.book import Book


class Tag(UUID7Key, Timestamps, Base):
    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(sa.String(50), unique=True)

    books: Mapped[list["Book"]] = relationship(
        secondary="book_tags",
        back_populates="tags",
        order_by="Book.id",
        lazy="raise",
    )
