"""From the query of a list to SQL: its conditions, its order, and where a page by cursor starts."""

import operator
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from sqlalchemy import ColumnElement, false, inspect, literal, or_

from bookshop.db.base import Base
from bookshop.schemas.queries import Filter, Query, position

OPERATORS: dict[str, Callable[[Any, Any], ColumnElement[bool]]] = {
    "eq": operator.eq,
    "in": lambda column, values: column.in_(values),
    "gte": operator.ge,
    "gt": operator.gt,
    "lte": operator.le,
    "lt": operator.lt,
    "contains": lambda column, text: column.icontains(text, autoescape=True),
    "isnull": lambda column, wanted: column.is_(None) if wanted else column.is_not(None),
}


def matching(model: type[Base], condition: Filter) -> ColumnElement[bool]:
    """Return the condition on a column, or on the keys of the many-to-many relations whose links call them so."""
    mapper = inspect(model)
    if condition.field in mapper.columns:
        return OPERATORS[condition.operator](getattr(model, condition.field), condition.value)
    related = [
        getattr(model, relation.key).any(key == condition.value)
        for relation in mapper.relationships
        for key, member in relation.secondary_synchronize_pairs or ()
        if member.key == condition.field and isinstance(condition.value, key.type.python_type)
    ]
    if related:
        return or_(*related)
    raise LookupError(condition.field)


def ordering(model: type[Base], sort: Iterable[str]) -> Iterator[ColumnElement[Any]]:
    """Yield the columns to order by, nulls last; the key makes the order the same each time."""
    for name in sort:
        column = getattr(model, name.removeprefix("-"))
        ordered = column.desc() if name.startswith("-") else column.asc()
        # Of the others an index has the order, which NULLS LAST would keep the database from seeing.
        yield ordered.nulls_last() if column.nullable else ordered
    yield model.id.asc()


def beyond(model: type[Base], query: Query) -> ColumnElement[bool]:
    """Return the condition for rows after the query's position: further in one column, equal in those before it."""
    condition: ColumnElement[bool] = false()
    for name, value in reversed(list(zip((*query.sort, "id"), position(query), strict=True))):
        column = getattr(model, name.removeprefix("-"))
        end, descending = literal(value, column.type), name.startswith("-")
        further = column < end if descending else column > end
        # The bound follows from the rest, and is where the database can start in an index.
        bound = column <= end if descending else column >= end
        condition = bound & (further | (column == end) & condition)
    return condition
