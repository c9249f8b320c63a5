"""Data access that is the same for every entity: statements, loading, and the translation of database errors."""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, ClassVar, Generic, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ColumnElement, Integer, Select, bindparam, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import InstrumentedAttribute, joinedload

from {{ project.package }}.db.base import Base, IntegerKey, public_attributes
from {{ project.package }}.db.errors import translated_errors
from {{ project.package }}.exceptions import ConflictError, InvalidValueError, MissingReferenceError, NotFoundError, StaleVersionError
from {{ project.package }}.repositories.batches import parts, upsert
from {{ project.package }}.repositories.conditions import beyond, matching, ordering
from {{ project.package }}.repositories.relations import Links, Row, assign, attach, hold_references, joining, missing_references, relate
from {{ project.package }}.schemas.cursors import encode
from {{ project.package }}.schemas.queries import Query, given_filters, included

ModelT = TypeVar("ModelT", bound=Base)
Key = UUID | int
Relations = Sequence[InstrumentedAttribute[Any]]

LIMIT = bindparam("limit", type_=Integer)
OFFSET = bindparam("offset", type_=BigInteger)
MAX_COLLECTION = 100
"""How many rows of an included collection a single read carries."""
FRESH = {"populate_existing": True}
WITH_NULLS = {"render_nulls": True}


class Repository(Generic[ModelT]):
    """Reads and writes one entity in its caller's session; flushes, never commits.

    A subclass names its `model`, the relations that a single read carries (`detail`),
    and which values are the keys of a many-to-many relation (`links`).
    """

    model: type[ModelT]
    detail: ClassVar[Relations] = ()
    links: ClassVar[Mapping[str, InstrumentedAttribute[Any]]] = {}

    _collections: ClassVar[Relations]
    _written: ClassVar[Relations]
    _unlinked: ClassVar[Relations]
    _entities: ClassVar[Select[Any]]
    _by_key: ClassVar[Select[Any]]
    _rows: ClassVar[Select[Any]]
    _total: ClassVar[Select[int]]
    _page: ClassVar[Select[Any]]

    def __init_subclass__(cls) -> None:
        if not hasattr(cls, "model"):  # a base class like this one
            return
        cls._collections = [relation for relation in cls.detail if relation.property.uselist]
        cls._written = cls.detail if cls.links else ()
        linked = {relation.key for relation in cls.links.values()}
        cls._unlinked = [relation for relation in cls._written if relation.key not in linked]
        joined = (joinedload(relation) for relation in cls.detail if not relation.property.uselist)
        cls._entities = select(cls.model).options(*joined)
        cls._by_key = cls._entities.where(cls.model.id == bindparam("key"))
        cls._rows = select(*public_attributes(cls.model))
        cls._total = select(func.count(cls.model.id))
        cls._page = cls._rows.add_columns(cls._total.scalar_subquery().label("_total")).order_by(cls.model.id)
        cls._page = cls._page.limit(LIMIT).offset(OFFSET)

    def __init__(self, session: AsyncSession) -> None:
        self.session = session

    async def find(self, key: Key, include: Iterable[str] = ()) -> ModelT | None:
        """Return the row with the relations of `detail` and the first rows of the collections in `include`, or None."""
        collections = [getattr(self.model, name) for name in dict.fromkeys(include)]
        statement = joining(self._by_key, collections[0], MAX_COLLECTION) if collections else self._by_key
        with translated_errors():
            found = (await self.session.scalars(statement, {"key": key}, execution_options=FRESH)).unique().all()
            await self._relate(found, self._collections)
            await self._relate(found, collections[1:], MAX_COLLECTION)
        return found[0] if found else None

    async def get(self, key: Key, include: Iterable[str] = ()) -> ModelT:
        """Return the row as `find` does, or raise NotFoundError."""
        entity = await self.find(key, include)
        if entity is None:
            raise NotFoundError(self.model.__name__, key)
        return entity

    async def get_many(self, keys: Collection[Key]) -> list[ModelT]:
        """Return the rows as `find` does, in the order of `keys`. Raises NotFoundError unless all are there."""
        found: dict[Key, ModelT] = {}
        with translated_errors():
            for part in parts(keys):
                statement = self._entities.where(self.model.id.in_(part))
                found |= {row.id: row for row in await self.session.scalars(statement, execution_options=FRESH)}
            await self._relate(list(found.values()), self._collections)
        self._require(keys, found)
        return [found[key] for key in keys]

    async def exists(self, key: Key) -> bool:
        return await self.count(self.model.id == key) > 0

    async def count(self, *conditions: ColumnElement[bool]) -> int:
        with translated_errors():
            return (await self.session.scalars(self._total.where(*conditions))).one()

    async def page(self, query: Query) -> tuple[list[Row], int]:
        """Return the rows of a page, with the relations that the query includes, and the total of all pages."""
        conditions = [matching(self.model, condition) for condition in given_filters(query)]
        statement = self._page
        if conditions or query.sort:
            total = self._total.where(*conditions).scalar_subquery().label("_total")
            statement = self._rows.add_columns(total).where(*conditions).order_by(*ordering(self.model, query.sort))
            statement = statement.limit(LIMIT).offset(OFFSET)
        rows = await self._fetch(statement, query, query.limit)
        if rows:
            return rows, rows[0]["_total"]
        return rows, await self.count(*conditions) if query.offset else 0

    async def page_after(self, query: Query) -> tuple[list[Row], str | None]:
        """Return the rows that follow the query's cursor, and the cursor of the next page if there is one."""
        conditions = [matching(self.model, condition) for condition in given_filters(query)]
        conditions += [beyond(self.model, query)] if query.after else []
        statement = self._rows.where(*conditions).order_by(*ordering(self.model, query.sort)).limit(LIMIT)
        rows = await self._fetch(statement, query, query.limit + 1)
        page = rows[: query.limit]
        return page, encode(query.sort, page[-1]) if len(rows) > query.limit else None

    async def _fetch(self, statement: Select[Any], query: Query, limit: int) -> list[Row]:
        """Return rows with the relations that the query includes."""
        with translated_errors():
            found = await self.session.execute(statement, {"limit": limit, "offset": query.offset})
            names = list(found.keys())
            rows = [dict(zip(names, row, strict=True)) for row in found]
            for name in dict.fromkeys(included(query)) if rows else ():
                await attach(self.session, rows, getattr(self.model, name))
        return rows

    async def create(self, values: Mapping[str, Any]) -> ModelT:
        """Insert a row and its links. Raises ConflictError when it is not unique or refers to what is not there."""
        [created] = await self.create_many([values])
        return created

    async def create_many(self, rows: Sequence[Mapping[str, Any]]) -> Sequence[ModelT]:
        """Insert rows as `create` does, all or none; they come back in the order in which they are given."""
        if not rows:
            return []
        columns, links = zip(*map(self._split, rows), strict=True)
        # By a statement rather than by a flush, which would give a default to a column that is None.
{% if project.uses_key("int") %}
        # SQLite numbers rows as they are given; SQLAlchemy does not count on it and would insert one by one.
        numbered = issubclass(self.model, IntegerKey) and self.session.get_bind().dialect.name == "sqlite"
        statement = insert(self.model).returning(self.model, sort_by_parameter_order=not numbered)
{% else %}
        statement = insert(self.model).returning(self.model, sort_by_parameter_order=True)
{% endif %}
        async with self._writing(rows):
            created = (await self.session.scalars(statement, columns, execution_options=WITH_NULLS)).all()
{% if project.uses_key("int") %}
            created = sorted(created, key=lambda row: row.id) if numbered else created
{% endif %}
            for name, relation in self.links.items():
                members = [given.get(name, ()) for given in links]
                await Links(relation, name).add(self.session, zip((row.id for row in created), members, strict=True))
                await assign(self.session, created, relation, members)
            await self._relate(created, self._unlinked)
        return created

    async def upsert_many(self, rows: Sequence[Mapping[str, Any]], on: Sequence[str]) -> Sequence[ModelT]:
        """Insert rows, or update those that are there with the same values in `on`, a set of columns that is unique.

        All rows give the same columns and no links. Raises ConflictError where two of them are the same
        in `on`, InvalidValueError where one has no value in it.
        """
        if not rows:
            return []
        names = [self._identity(row, on) for row in rows]
        if any(None in name for name in names):
            raise InvalidValueError(f"a row has no {' or '.join(on)}")
        if len(set(names)) < len(names):
            raise ConflictError(f"two of the rows have the same {' and '.join(on)}", on)
        async with self._writing(rows):
            statement = upsert(self.session.get_bind().dialect.name, self.model, rows[0], on).returning(self.model)
            found = await self.session.scalars(statement, rows, execution_options=FRESH | WITH_NULLS)
            by_name = {self._identity(vars(row), on): row for row in found}
        return [by_name[name] for name in names]

    async def update(self, key: Key, values: Mapping[str, Any]) -> ModelT:
        """Change the given values, by one UPDATE, and replace the given links."""
        if not values:
            return await self.get(key)
        columns, links = self._split(values)
        # The key has a name that no column can have. When only links change, it is set to itself, which moves what every
        # update moves.
        statement = update(self.model).where(self.model.id == bindparam("_key", key, self.model.id.type))
        statement = statement.values(columns or {self.model.id: self.model.id})
        async with self._writing([values]):
            updated = await self.session.scalars(statement.returning(self.model), execution_options=FRESH)
            if (entity := updated.one_or_none()) is None:
                raise NotFoundError(self.model.__name__, key)
            for name, members in links.items():
                await Links(self.links[name], name).replace(self.session, key, members)
            await self._relate([entity], self._written)
        return entity

    async def delete(self, key: Key) -> None:
        """Delete a row, and with it what the database cascades to. Raises ConflictError when others need it."""
        await self.delete_many([key])

    async def delete_many(self, keys: Collection[Key]) -> None:
        """Delete rows as `delete` does, all or none."""
        with translated_errors():
            self._require(keys, await self._delete(keys))

    async def _delete(self, keys: Collection[Key]) -> Collection[Key]:
        deleted: list[Key] = []
        for part in parts(keys):
            statement = delete(self.model).where(self.model.id.in_(part)).returning(self.model.id)
            deleted.extend(await self.session.scalars(statement))
        return deleted

    def _require(self, keys: Iterable[Key], found: Collection[Key]) -> None:
        present = set(found)
        if missing := [key for key in keys if key not in present]:
            raise NotFoundError(self.model.__name__, missing[0])

{% if project.uses("version") %}
    async def expect(self, key: Key, versions: Collection[int]{{ ", *, deleted: bool = False" if project.uses("soft_delete") }}) -> None:
        """Hold a row{{ ", with `deleted` also a deleted one," if project.uses("soft_delete") }} until the end of the transaction. Raises StaleVersionError at another version."""
        statement = select(self.model.version).where(self.model.id == key).with_for_update()
        with translated_errors():
{% if project.uses("soft_delete") %}
            versioned = await self.session.scalars(statement, execution_options={"include_deleted": deleted})
{% else %}
            versioned = await self.session.scalars(statement)
{% endif %}
            version = versioned.one_or_none()
        if version is None:
            raise NotFoundError(self.model.__name__, key)
        if version not in versions:
            raise StaleVersionError(self.model.__name__, key)

{% endif %}
    @asynccontextmanager
    async def _writing(self, rows: Sequence[Mapping[str, Any]]) -> AsyncIterator[None]:
        """Write rows. An error of what they refer to names the fields, also on SQLite, which does not."""
        try:
            with translated_errors():
{% if project.uses("soft_delete") %}
                await hold_references(self.session, self.model, self.links, rows)
{% endif %}
                yield
        except MissingReferenceError as error:
            # PostgreSQL has given up the transaction by now.
            if not error.fields and self.session.get_bind().dialect.name == "sqlite":
                error.fields = await missing_references(self.session, self.model, rows)
            raise

    async def _relate(self, entities: Sequence[ModelT], relations: Relations, limit: int | None = None) -> None:
        for relation in relations if entities else ():
            await relate(self.session, entities, relation, limit)

    def _split(self, values: Mapping[str, Any]) -> tuple[Row, Row]:
        """Tell columns from links."""
        links = {name: value for name, value in values.items() if name in self.links}
        return {name: value for name, value in values.items() if name not in links}, links

    def _identity(self, row: Mapping[str, Any], on: Iterable[str]) -> tuple[Any, ...]:
        """Return the values that make a row the one that it is, as they are stored."""
        dialect = self.session.get_bind().dialect
        processors = [(name, getattr(self.model, name).type.bind_processor(dialect)) for name in on]
        return tuple(stored(row[name]) if stored else row[name] for name, stored in processors)
