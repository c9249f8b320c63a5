"""Relations in bulk: the rows that a list includes of one, and the links of a many-to-many."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import QueryableAttribute

from {{ project.package }}.db.base import public_attributes

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


class Links:
    """The rows of a many-to-many relation's association table, without the entities on either side."""

    def __init__(self, relation: QueryableAttribute[Any]) -> None:
        [(_, self.owner)] = relation.property.synchronize_pairs
        [(_, self.member)] = relation.property.secondary_synchronize_pairs
        self.table = self.owner.table

    async def add(self, session: AsyncSession, owner: object, members: Collection[object]) -> None:
        if members:
            rows = [{self.owner.key: owner, self.member.key: member} for member in members]
            await session.execute(insert(self.table), rows)

    async def replace(self, session: AsyncSession, owner: object, members: Collection[object]) -> None:
        """Make `members` the only ones, writing no more than the difference."""
        await session.execute(delete(self.table).where(self.owner == owner, self.member.not_in(members)))
        present = await session.scalars(select(self.member).where(self.owner == owner))
        await self.add(session, owner, set(members).difference(present))
