"""Reviews with the rows around them."""

from bookshop.schemas.book import BookRead
from bookshop.schemas.review import ReviewRead


class ReviewDetail(ReviewRead):
    book: BookRead | None = None
