"""The table `authors`."""

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bookshop.db.base import Base, Timestamps, UUID7Key
from bookshop.db.types import CaseFolded

if TYPE_CHECKING:
    from bookshop.models.book import Book


class Author(UUID7Key, Timestamps, Base):
    __tablename__ = "authors"

    name: Mapped[str] = mapped_column(sa.String(120))
    email: Mapped[str] = mapped_column(CaseFolded(320), unique=True)
    bio: Mapped[str | None] = mapped_column(sa.Text)

    books: Mapped[list["Book"]] = relationship(
        back_populates="author",
        passive_deletes="all",
        order_by="Book.id",
        lazy="raise",
    )
