"""The bookshop by hand as tutorials write it, on the tables of the generated one: what it is measured against."""

import datetime as dt
import os
from collections.abc import AsyncIterator, Sequence
from decimal import Decimal
from enum import StrEnum
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, FastAPI, HTTPException, Query
from pydantic import BaseModel, ConfigDict, EmailStr, Field
from sqlalchemy import Column, DateTime, Enum, ForeignKey, Numeric, String, Table, func, select
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, selectinload


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Status(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class Base(DeclarativeBase):
    """The columns that all tables have."""

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    created_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), default=now)
    updated_at: Mapped[dt.datetime] = mapped_column(DateTime(timezone=True), default=now, onupdate=now)


book_tags = Table(
    "book_tags",
    Base.metadata,
    Column("book_id", ForeignKey("books.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "authors"

    name: Mapped[str] = mapped_column(String(120))
    email: Mapped[str] = mapped_column(String(320), unique=True)
    bio: Mapped[str | None]
    books: Mapped[list["Book"]] = relationship(back_populates="author", order_by="Book.id")


class Tag(Base):
    __tablename__ = "tags"

    name: Mapped[str] = mapped_column(String(50), unique=True)


class Book(Base):
    __tablename__ = "books"

    title: Mapped[str] = mapped_column(String(200))
    isbn: Mapped[str] = mapped_column(String(13), unique=True)
    price: Mapped[Decimal] = mapped_column(Numeric(10, 2))
    status: Mapped[Status] = mapped_column(
        Enum(Status, native_enum=False, values_callable=lambda members: [member.value for member in members])
    )
    published_on: Mapped[dt.date | None]
    author_id: Mapped[UUID] = mapped_column(ForeignKey("authors.id"))
    author: Mapped[Author] = relationship(back_populates="books")
    tags: Mapped[list[Tag]] = relationship(secondary=book_tags, order_by="Tag.id")


WITH_RELATIONS = (selectinload(Book.author), selectinload(Book.tags))


class Read(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    id: UUID
    created_at: dt.datetime
    updated_at: dt.datetime


class AuthorRead(Read):
    name: str
    email: EmailStr
    bio: str | None


class TagRead(Read):
    name: str


class BookRead(Read):
    title: str
    isbn: str
    price: Decimal
    status: Status
    published_on: dt.date | None
    author_id: UUID


class BookWithRelations(BookRead):
    author: AuthorRead
    tags: list[TagRead]


class AuthorWithBooks(AuthorRead):
    books: list[BookRead]


class BookList(BaseModel):
    items: list[BookRead]
    total: int
    limit: int
    offset: int


class DetailedBookList(BookList):
    items: list[BookWithRelations]  # type: ignore[assignment]


class BookCreate(BaseModel):
    title: str = Field(max_length=200)
    isbn: str = Field(max_length=13)
    price: Decimal = Field(max_digits=10, decimal_places=2, ge=0)
    status: Status = Status.DRAFT
    published_on: dt.date | None = None
    author_id: UUID
    tag_ids: list[UUID] = []


class BookUpdate(BaseModel):
    title: str | None = Field(default=None, max_length=200)
    price: Decimal | None = Field(default=None, max_digits=10, decimal_places=2, ge=0)
    status: Status | None = None
    published_on: dt.date | None = None


# The pool is that of the generated service: with 5 and 10 more, 16 clients would keep opening and closing some.
engine = create_async_engine(os.environ["DATABASE_URL"], pool_size=20, max_overflow=0)
sessions = async_sessionmaker(engine, expire_on_commit=False)


async def get_db() -> AsyncIterator[AsyncSession]:
    async with sessions() as session:
        try:
            yield session
            await session.commit()
        except Exception:
            await session.rollback()
            raise


class AuthorRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get_with_books(self, key: UUID) -> Author | None:
        result = await self.session.execute(
            select(Author).where(Author.id == key).options(selectinload(Author.books)),
        )
        return result.scalar_one_or_none()


class BookRepository:
    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def get(self, key: UUID) -> Book | None:
        result = await self.session.execute(select(Book).where(Book.id == key).options(*WITH_RELATIONS))
        return result.scalar_one_or_none()

    async def page(self, limit: int, offset: int, *, detailed: bool) -> Sequence[Book]:
        statement = select(Book).order_by(Book.id).limit(limit).offset(offset)
        result = await self.session.execute(statement.options(*(WITH_RELATIONS if detailed else ())))
        return result.scalars().all()

    async def count(self) -> int:
        result = await self.session.execute(select(func.count()).select_from(Book))
        return result.scalar_one()

    async def tags(self, keys: list[UUID]) -> Sequence[Tag]:
        result = await self.session.execute(select(Tag).where(Tag.id.in_(keys)))
        return result.scalars().all()

    async def add(self, book: Book) -> Book:
        self.session.add(book)
        await self.session.flush()
        await self.session.refresh(book, ["author", "tags"])
        return book

    async def save(self, book: Book) -> Book:
        """Refreshing a row loads again what was loaded with it."""
        await self.session.flush()
        await self.session.refresh(book)
        return book


class AuthorService:
    def __init__(self, repository: AuthorRepository) -> None:
        self.repository = repository

    async def get_with_books(self, key: UUID) -> Author:
        author = await self.repository.get_with_books(key)
        if author is None:
            raise HTTPException(404, "Author not found")
        return author


class BookService:
    def __init__(self, repository: BookRepository) -> None:
        self.repository = repository

    async def get(self, key: UUID) -> Book:
        book = await self.repository.get(key)
        if book is None:
            raise HTTPException(404, "Book not found")
        return book

    async def page(self, limit: int, offset: int, *, detailed: bool = False) -> dict[str, object]:
        items = await self.repository.page(limit, offset, detailed=detailed)
        return {"items": items, "total": await self.repository.count(), "limit": limit, "offset": offset}

    async def create(self, data: BookCreate) -> Book:
        tags = await self.repository.tags(data.tag_ids)
        return await self.repository.add(Book(**data.model_dump(exclude={"tag_ids"}), tags=tags))

    async def update(self, key: UUID, data: BookUpdate) -> Book:
        book = await self.get(key)
        for name, value in data.model_dump(exclude_unset=True).items():
            setattr(book, name, value)
        return await self.repository.save(book)


def get_author_repository(session: Annotated[AsyncSession, Depends(get_db)]) -> AuthorRepository:
    return AuthorRepository(session)


def get_author_service(repository: Annotated[AuthorRepository, Depends(get_author_repository)]) -> AuthorService:
    return AuthorService(repository)


def get_book_repository(session: Annotated[AsyncSession, Depends(get_db)]) -> BookRepository:
    return BookRepository(session)


def get_book_service(repository: Annotated[BookRepository, Depends(get_book_repository)]) -> BookService:
    return BookService(repository)


Authors = Annotated[AuthorService, Depends(get_author_service)]
Books = Annotated[BookService, Depends(get_book_service)]
Limit = Annotated[int, Query(ge=1, le=100)]
Offset = Annotated[int, Query(ge=0)]

app = FastAPI(title="Bookshop")


@app.get("/authors/{key}/with-books", response_model=AuthorWithBooks)
async def get_author_with_books(key: UUID, service: Authors) -> Author:
    return await service.get_with_books(key)


@app.post("/books", response_model=BookWithRelations, status_code=201)
async def create_book(data: BookCreate, service: Books) -> Book:
    return await service.create(data)


@app.get("/books", response_model=BookList)
async def list_books(service: Books, limit: Limit = 20, offset: Offset = 0) -> dict[str, object]:
    return await service.page(limit, offset)


@app.get("/books/detailed", response_model=DetailedBookList)
async def list_detailed_books(service: Books, limit: Limit = 20, offset: Offset = 0) -> dict[str, object]:
    return await service.page(limit, offset, detailed=True)


@app.get("/books/{key}", response_model=BookWithRelations)
async def get_book(key: UUID, service: Books) -> Book:
    return await service.get(key)


@app.patch("/books/{key}", response_model=BookWithRelations)
async def update_book(key: UUID, data: BookUpdate, service: Books) -> Book:
    return await service.update(key, data)
