"""Relations in bulk: the rows that others refer to, and the links of a many-to-many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Select, bindparam, delete, insert, inspect, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import QueryableAttribute, RelationshipDirection, aliased, contains_eager
from sqlalchemy.orm.attributes import set_committed_value

from {{ project.package }}.db.base import Base, public_attributes
from {{ project.package }}.db.errors import translated_errors
from {{ project.package }}.db.soft_delete import SoftDelete
from {{ project.package }}.exceptions import MissingReferenceError
from {{ project.package }}.repositories.batches import parts

Row = dict[str, Any]
KEYS: BindParameter[Any] = bindparam("keys", expanding=True)


@cache
def related(relation: QueryableAttribute[Any], *, rows: bool, limit: int | None = None) -> Select[Any]:
    """Return the statement for what belongs to `keys` by a relation: the key that a row belongs to, then its columns or entity."""
    (_, remote), *_ = relation.property.local_remote_pairs
    target = relation.entity.class_
    statement = select(remote, *(public_attributes(target) if rows else [target])).order_by(target.id).limit(limit)
    if relation.property.secondaryjoin is not None:
        statement = statement.where(relation.property.secondaryjoin)
    return statement.where(remote.in_(KEYS))


@cache
def by_keys(target: Any) -> Select[Any]:
    return select(target).where(target.id.in_(KEYS))


@cache
def joining(by_key: Select[Any], collection: QueryableAttribute[Any], limit: int) -> Select[Any]:
    """Return the statement for an entity with the first rows of a collection, which is faster than one for each."""
    target = aliased(collection.entity.class_)
    joined = by_key.outerjoin(collection.of_type(target)).options(contains_eager(collection.of_type(target)))
    return joined.order_by(target.id).limit(limit)


async def attach(session: AsyncSession, rows: Sequence[Row], relation: QueryableAttribute[Any]) -> None:
    """Give each row the rows that its `relation` refers to, by one statement for all."""
    source, names = key_of(relation), [column.key for column in public_attributes(relation.entity.class_)]
    found = defaultdict(list)
    keys = list({row[source] for row in rows})
    for key, *values in await session.execute(related(relation, rows=True), {"keys": keys}):
        found[key].append(dict(zip(names, values, strict=True)))
    for row in rows:
        row[relation.key] = answer(relation, found[row[source]])


async def relate(
    session: AsyncSession, entities: Sequence[Base], relation: QueryableAttribute[Any], limit: int | None = None
) -> None:
    """Load the entities that a relation of some entities refers to, by one statement for all; `limit` is for all too."""
    source = key_of(relation)
    found = defaultdict(list)
    for keys in parts({getattr(entity, source) for entity in entities}):
        for key, target in await session.execute(related(relation, rows=False, limit=limit), {"keys": keys}):
            found[key].append(target)
    for entity in entities:
        set_committed_value(entity, relation.key, answer(relation, found[getattr(entity, source)]))


async def assign(
    session: AsyncSession,
    entities: Iterable[Base],
    relation: QueryableAttribute[Any],
    members: Sequence[Iterable[Any]],
) -> None:
    """Give each entity the members of a many-to-many that it was just linked to by their keys."""
    found: dict[Any, Base] = {}
    for part in parts({key for keys in members for key in keys}):
        found |= {row.id: row for row in await session.scalars(by_keys(relation.entity.class_), {"keys": part})}
    for entity, keys in zip(entities, members, strict=True):
        set_committed_value(entity, relation.key, [found[key] for key in sorted(keys)])


def key_of(relation: QueryableAttribute[Any]) -> str:
    """Return the column by which a row knows what the relation refers to: a foreign key, or its own key."""
    (local, _), *_ = relation.property.local_remote_pairs
    return str(local.key)


def answer(relation: QueryableAttribute[Any], found: Sequence[Any]) -> Any:
    return found if relation.property.uselist else next(iter(found), None)


async def missing_references(
    session: AsyncSession, model: type[Base], rows: Sequence[Mapping[str, Any]]
) -> tuple[str, ...]:
    """Return the columns by which rows refer to what is not there."""
    found: dict[str, set[object]] = {}
    for name, target in ((column.key, key.column) for column in inspect(model).columns for key in column.foreign_keys):
        found[name] = {row.get(name) for row in rows} - {None}
        for part in parts(found[name]):
            found[name].difference_update(await session.scalars(select(target).where(target.in_(part))))
    return tuple(name for name, missing in found.items() if missing)


{% if project.uses("soft_delete") %}
async def hold_references(
    session: AsyncSession,
    model: type[Base],
    links: Mapping[str, QueryableAttribute[Any]],
    rows: Iterable[Mapping[str, Any]],
) -> None:
    """Keep what rows refer to from being deleted before the commit: a mark is not seen by a foreign key."""
    for relation in inspect(model).relationships:
        if relation.direction is RelationshipDirection.MANYTOONE:
            [column] = relation.local_columns
            await hold(session, relation.entity.class_, {row.get(str(column.key)) for row in rows}, str(column.key))
    for name, link in links.items():
        await hold(session, link.entity.class_, {key for row in rows for key in row.get(name, ())}, name)


async def hold(session: AsyncSession, target: Any, keys: Collection[object], field: str) -> None:
    """Share a lock on live rows of an entity that is deleted by a mark. Raises ConflictError where one is not there."""
    wanted = set(keys) - {None}
    if wanted and issubclass(target, SoftDelete):
        for part in parts(wanted):
            statement = select(target.id).where(target.id.in_(part)).order_by(target.id)
            wanted.difference_update(await session.scalars(statement.with_for_update(read=True)))
        if wanted:
            raise MissingReferenceError([field])


{% endif %}
class Links:
    """The rows of a many-to-many relation's association table, without the entities on either side."""

    def __init__(self, relation: QueryableAttribute[Any], field: str) -> None:
        self.field = field
        [(_, self.owner)] = relation.property.synchronize_pairs
        [(_, self.member)] = relation.property.secondary_synchronize_pairs
        self.table = self.owner.table

    async def add(self, session: AsyncSession, links: Iterable[tuple[object, Iterable[object]]]) -> None:
        """Link each owner to its members."""
        rows = [{self.owner.key: owner, self.member.key: member} for owner, members in links for member in members]
        if rows:
            with translated_errors(self.field):
                await session.execute(insert(self.table), rows)

    async def replace(self, session: AsyncSession, owner: object, members: Collection[object]) -> None:
        """Make `members` the only ones, writing no more than the difference."""
        await session.execute(delete(self.table).where(self.owner == owner, self.member.not_in(members)))
        present = await session.scalars(select(self.member).where(self.owner == owner))
        await self.add(session, [(owner, set(members).difference(present))])
