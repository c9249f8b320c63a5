"""The table `books`."""

import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING
from uuid import UUID

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bookshop.db.base import Base, Timestamps, UUID7Key

if TYPE_CHECKING:
    from bookshop.models.author import Author
    from bookshop.models.review import Review
    from bookshop.models.tag import Tag


class BookStatus(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


book_tags = sa.Table(
    "book_tags",
    Base.metadata,
    sa.Column("book_id", sa.ForeignKey("books.id", ondelete="CASCADE"), primary_key=True),
    sa.Column("tag_id", sa.ForeignKey("tags.id", ondelete="CASCADE"), primary_key=True, index=True),
)


class Book(UUID7Key, Timestamps, Base):
    __tablename__ = "books"
    __table_args__ = (sa.CheckConstraint("price >= 0", name="price_ge_0"),)

    title: Mapped[str] = mapped_column(sa.String(200), index=True)
    isbn: Mapped[str] = mapped_column(sa.String(13), unique=True)
    price: Mapped[Decimal] = mapped_column(sa.Numeric(10, 2))
    status: Mapped[BookStatus] = mapped_column(default=BookStatus.DRAFT)
    published_on: Mapped[dt.date | None]
    author_id: Mapped[UUID] = mapped_column(sa.ForeignKey("authors.id", ondelete="CASCADE"), index=True)

    author: Mapped["Author"] = relationship(back_populates="books", lazy="raise")
    tags: Mapped[list["Tag"]] = relationship(
        secondary=book_tags,
        back_populates="books",
        order_by="Tag.id",
        lazy="raise",
    )
    reviews: Mapped[list["Review"]] = relationship(
        back_populates="book",
        passive_deletes="all",
        order_by="Review.id",
        lazy="raise",
    )
