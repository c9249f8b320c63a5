"""The table `reviews`."""

from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bookshop.db.base import Base, Timestamps, UUID7Key

if TYPE_CHECKING:
    from bookshop.models.book import Book


class Review(UUID7Key, Timestamps, Base):
    __tablename__ = "reviews"
    __table_args__ = (
        sa.UniqueConstraint("book_id", "rating"),
        sa.CheckConstraint("rating >= 1", name="rating_ge_1"),
        sa.CheckConstraint("rating <= 5", name="rating_le_5"),
    )

    book_id: Mapped[UUID] = mapped_column(sa.ForeignKey("books.id", ondelete="CASCADE"))
    rating: Mapped[int]

    book: Mapped["Book"] = relationship(back_populates="reviews", lazy="raise")
