"""Relations in bulk: the rows that a list includes of one, and the links of a many-to-many."""

from collections import defaultdict
from collections.abc import Collection, Iterable, {{ "Mapping, " if project.soft_deletes }}Sequence
from typing import Any

from sqlalchemy import delete, insert, {{ "inspect, " if project.soft_deletes }}select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import QueryableAttribute{{ ", RelationshipDirection" if project.soft_deletes }}

from {{ project.package }}.db.base import {{ "Base, " if project.soft_deletes }}public_attributes
{% if project.soft_deletes %}
from {{ project.package }}.db.soft_delete import SoftDelete
from {{ project.package }}.exceptions import ConflictError
{% endif %}

Row = dict[str, Any]


async def attach(session: AsyncSession, rows: Sequence[Row], relation: QueryableAttribute[Any]) -> None:
    """Give each row what its `relation` refers to, by one statement for all rows."""
    (local, remote), *_ = relation.property.local_remote_pairs
    target = relation.entity.class_
    statement = select(remote.label("_key"), *public_attributes(target)).order_by(target.id)
    statement = statement.where(remote.in_({row[local.key] for row in rows}))
    if relation.property.secondaryjoin is not None:
        statement = statement.where(relation.property.secondaryjoin)
    found = defaultdict(list)
    for related in (await session.execute(statement)).mappings():
        found[related["_key"]].append(dict(related))
    for row in rows:
        matches = found[row[local.key]]
        row[relation.key] = matches if relation.property.uselist else next(iter(matches), None)


{% if project.soft_deletes %}
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
    """Share a lock on rows that are deleted by a mark. Raises ConflictError where one is not there."""
    wanted = set(keys) - {None}
    if wanted and issubclass(target, SoftDelete):
        statement = select(target.id).where(target.id.in_(wanted)).order_by(target.id)
        if len((await session.scalars(statement.with_for_update(read=True))).all()) < len(wanted):
            raise ConflictError("a row that it refers to does not exist", [field])


{% endif %}
class Links:
    """The rows of a many-to-many relation's association table, without the entities on either side."""

    def __init__(self, relation: QueryableAttribute[Any]) -> None:
        [(_, self.owner)] = relation.property.synchronize_pairs
        [(_, self.member)] = relation.property.secondary_synchronize_pairs
        self.table = self.owner.table

    async def add(self, session: AsyncSession, links: Iterable[tuple[object, Iterable[object]]]) -> None:
        """Link each owner to its members."""
        rows = [{self.owner.key: owner, self.member.key: member} for owner, members in links for member in members]
        if rows:
            await session.execute(insert(self.table), rows)

    async def replace(self, session: AsyncSession, owner: object, members: Collection[object]) -> None:
        """Make `members` the only ones, writing no more than the difference."""
        await session.execute(delete(self.table).where(self.owner == owner, self.member.not_in(members)))
        present = await session.scalars(select(self.member).where(self.owner == owner))
        await self.add(session, [(owner, set(members).difference(present))])
