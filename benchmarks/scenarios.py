"""What is asked of both services: a table of requests, and the rows that they are about."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count

AUTHORS, BOOKS, TAGS, TAGS_OF_BOOK = 1_000, 10_000, 50, 3
BATCH = 1_000
PREFIX = "/api/v1"
"""Of the generated service; the textbook has none."""

_isbns = count(BOOKS)

SEED = f"""
CREATE FUNCTION key(kind int, number int) RETURNS uuid LANGUAGE sql IMMUTABLE AS
    $$ SELECT (lpad(to_hex(kind), 8, '0') || '-0000-7000-8000-' || lpad(to_hex(number), 12, '0'))::uuid $$;
INSERT INTO authors (id, name, email, bio, created_at, updated_at)
    SELECT key(1, n), 'Author ' || n, 'author' || n || '@example.org', 'Writes.', now(), now()
    FROM generate_series(0, {AUTHORS - 1}) n;
INSERT INTO tags (id, name, created_at, updated_at)
    SELECT key(2, n), 'tag ' || n, now(), now() FROM generate_series(0, {TAGS - 1}) n;
INSERT INTO books (id, title, isbn, price, status, published_on, author_id, created_at, updated_at)
    SELECT key(3, n), 'Book ' || n, lpad(n::text, 13, '0'), n % 100 + 0.99, 'published', DATE '2020-01-01' + n % 1000,
        key(1, n % {AUTHORS}), now(), now()
    FROM generate_series(0, {BOOKS - 1}) n;
INSERT INTO book_tags (book_id, tag_id)
    SELECT key(3, n), key(2, (n + 7 * i) % {TAGS})
    FROM generate_series(0, {BOOKS - 1}) n, generate_series(1, {TAGS_OF_BOOK}) i;
VACUUM ANALYZE;
"""


def author(number: int) -> str:
    return f"00000001-0000-7000-8000-{number % AUTHORS:012x}"


def tag(number: int) -> str:
    return f"00000002-0000-7000-8000-{number % TAGS:012x}"


def book(number: int) -> str:
    return f"00000003-0000-7000-8000-{number * 7919 % BOOKS:012x}"


@dataclass(frozen=True)
class Scenario:
    """A kind of request: its path in each service, what it should gain, and how many of them make one measurement."""

    name: str
    requests: int
    target: float
    path: str
    textbook_path: str = ""
    method: str = "GET"
    body: Callable[[int], object] | None = None
    status: int = 200

    def request(self, number: int, *, textbook: bool = False) -> bytes:
        """The bytes to send: equal numbers are about equal rows."""
        path = (self.textbook_path or self.path) if textbook else PREFIX + self.path
        path = path.format(author=author(number), book=book(number))
        content = json.dumps(self.body(number)).encode() if self.body else b""
        head = f"{self.method} {path} HTTP/1.1\r\nHost: benchmark\r\nContent-Length: {len(content)}\r\n"
        return head.encode() + b"Content-Type: application/json\r\n\r\n" + content


def new_book(number: int) -> object:
    return {
        "title": f"New book {number}",
        "isbn": f"{next(_isbns):013}",
        "price": "12.50",
        "author_id": author(number),
        "tag_ids": [tag(number + 7 * i) for i in range(TAGS_OF_BOOK)],
    }


def batch(number: int) -> object:
    return [new_book(number + i) for i in range(BATCH)]


def changes(number: int) -> object:
    return {"price": f"{number % 90 + 10}.50", "status": "draft" if number % 2 else "published"}


POST = Scenario("POST book", 200, 1.5, "/books", method="POST", body=new_book, status=201)
SCENARIOS = (
    Scenario("GET book", 400, 1.5, "/books/{book}"),
    Scenario("list of 20 + total", 300, 1.8, "/books"),
    Scenario("100 with author, tags", 60, 2.0, "/books?limit=100&include=author,tags", "/books/detailed?limit=100"),
    Scenario("author with books", 300, 1.8, "/authors/{author}?include=books", "/authors/{author}/with-books"),
    Scenario("PATCH book", 200, 1.35, "/books/{book}", method="PATCH", body=changes),
    # Last in each round: the others should find the rows that were loaded and few more.
    POST,
)
BULK = Scenario(f"POST {BATCH:,} books", 1, 20, "/books/bulk", method="POST", body=batch, status=201)
"""Compared with what as many single ones of the same service cost."""
