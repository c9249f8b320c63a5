"""Turns drafts into entities: adds columns, other sides and association tables, and checks relations together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import replace

from . import names
from .cycles import Place, deferred, impossible
from .drafts import Draft
from .model import Entity, Field, ManyToMany, OnDelete, Reference, Reverse
from .problems import Refusal, Report, listed
from .relations import Relation

Resolved = Field | Reference | ManyToMany
Drafts = Mapping[str, Draft]
Fields = Mapping[str, dict[str, Resolved]]  # by entity and name
Pair = tuple[str, str]  # the columns by which a list runs through an entity


def resolve(drafts: Drafts, report: Report) -> tuple[Entity, ...]:
    """Return the entities with their relations; a relation that cannot be resolved is reported and left out."""
    fields = {name: dict(_resolved(draft, drafts, report)) for name, draft in drafts.items()}
    _close_cycles(fields, report)
    reverses: dict[str, list[Reverse]] = defaultdict(list)
    pairs: dict[str | None, list[Pair]] = defaultdict(list)  # by the entity through which lists run
    for source, own in fields.items():
        for field in own.values():
            if isinstance(field, Reference):
                reverses[field.target].append(Reverse(field.reverse, source, field.name, not field.unique, None))
            if isinstance(field, ManyToMany):
                reverses[field.target].append(Reverse(field.reverse, source, field.name, True, field))
                pairs[field.through].append((field.owner_column, field.target_column))
    return tuple(_entity(draft, fields[name], reverses[name], pairs[name]) for name, draft in drafts.items())


def _entity(draft: Draft, own: Mapping[str, Resolved], reverses: list[Reverse], pairs: list[Pair]) -> Entity:
    unique = [_columns(set_, own) for set_ in draft.unique]
    new_pairs = [pair for pair in dict.fromkeys(pairs) if set(pair) not in map(set, unique)]
    options = draft.options
    return Entity(
        name=draft.name,
        module=names.module(draft.name),
        plural=draft.plural,
        table=draft.table,
        path=draft.plural.replace("_", "-"),
        key=options.key,
        soft_delete=options.soft_delete,
        timestamps=options.timestamps,
        version=options.version,
        fields=tuple(own.values()),
        reverses=tuple(reverses),
        unique=(*unique, *new_pairs),
        indexes=tuple(_columns(set_, own) for set_ in draft.indexes),
    )


def _resolved(draft: Draft, drafts: Drafts, report: Report) -> Iterator[tuple[str, Resolved]]:
    for field in draft.fields:
        if isinstance(field, Relation) and field.target == draft.name in draft.unread and field.reverse is None:
            continue  # the relation that was refused may be its other side
        with report.at(draft.name, field.name):
            if isinstance(field, Field):
                yield field.name, field
            elif not field.many:
                yield field.name, _reference(draft, field, drafts[field.target])
            elif field.through is None or not report.blames(field.through):
                yield field.name, _many_to_many(draft, field, drafts)


def _reference(draft: Draft, relation: Relation, target: Draft) -> Reference:
    on_delete = relation.on_delete or (OnDelete.SET_NULL if relation.nullable else OnDelete.RESTRICT)
    if on_delete is OnDelete.CASCADE and target.options.soft_delete and not draft.options.soft_delete:
        raise Refusal(
            f"deleting {target.name} only marks its row, but 'cascade' would delete the rows of {draft.name} for good",
            hint=f"write '_soft_delete: true' on {draft.name} too, or use restrict",
        )
    _check_tree(draft, relation)
    return Reference(
        name=relation.name,
        target=relation.target,
        column=f"{relation.name}_id",
        nullable=relation.nullable,
        unique=relation.unique,
        on_delete=on_delete,
        reverse=relation.reverse or (draft.snake if relation.unique else draft.plural),
        deferred=False,
    )


def _many_to_many(draft: Draft, relation: Relation, drafts: Drafts) -> ManyToMany:
    _check_named(draft, relation)
    if relation.through is None:
        owner, target = draft.snake, names.singular(relation.name)
        table, ids = f"{owner}_{relation.name}", f"{target}_ids"
        if owner == target:
            found = f"'{relation.name}': both columns of its table would be called '{owner}_id'"
            raise Refusal(found, hint=f"choose another name, such as 'other_{relation.name}'")
    else:
        owner, target = _ends(draft.name, relation.target, drafts[relation.through])
        table, ids = drafts[relation.through].table, None
    return ManyToMany(
        name=relation.name,
        target=relation.target,
        reverse=relation.reverse or draft.plural,
        table=table,
        owner_column=f"{owner}_id",
        target_column=f"{target}_id",
        ids=ids,
        through=relation.through,
    )


def _check_named(draft: Draft, relation: Relation) -> None:
    """Refuse a list of the entity on itself whose other side has no name."""
    if relation.target != draft.name or relation.reverse is not None:
        return
    own = draft.relations_to(draft.name)
    for other in own:
        down = other.reverse or draft.plural
        if not other.many and (down == relation.name or (not other.reverse and _is_tree(other.name, relation.name))):
            hint = f"leave it out and keep {draft.name}.{other.name}"
            raise Refusal(f"'{relation.name}' is the other side of {draft.name}.{other.name}", hint=hint)
    lists = [field.name for field in own if field.many and field != relation and field.name != draft.plural]
    name = lists[0] if len(lists) == 1 else f"{names.plural(names.singular(relation.name))}_of"
    near = f"{relation.target}[] as {name}"
    raise Refusal(f"'{relation.target}[]' on {draft.name} itself needs a name for the other side", near=near)


def _check_tree(draft: Draft, relation: Relation) -> None:
    """Refuse a reference to the own entity whose other side is a list that has another name."""
    for list_ in draft.relations_to(draft.name):
        unnamed = list_.many and list_.reverse is None and relation.reverse is None
        if unnamed and relation.target == draft.name and _is_tree(relation.name, list_.name):
            found = f"the other side of {draft.name}.{relation.name} is called '{list_.name}' here"
            raise Refusal(found, hint=f"write 'as {list_.name}'")


def _is_tree(up: str, down: str) -> bool:
    """Tell whether a reference and a list of the same entity have names as in a tree: parent and children."""
    return bool(re.match("parent|reply_to|super", up) and re.search("child|^sub|repl|part|desc", down))


def _ends(owner: str, target: str, link: Draft) -> tuple[str, str]:
    """Return the names of the link's references to both sides; of two to one entity, the first is the owner's."""
    count, times = (2, "two required references") if owner == target else (1, "one required reference")
    ends: list[Relation] = []
    for side in dict.fromkeys((owner, target)):
        references = [field for field in link.relations_to(side) if not field.many]
        required = [field for field in references if not field.nullable]
        if len(required) != count:
            null = [field.name for field in references if field.nullable]
            may_be_null = f"only {listed(null)}, which may be null" if null else "none"
            has = listed([field.name for field in required]) or may_be_null
            raise Refusal(f"'through {link.name}' needs exactly {times} from {link.name} to {side}; it has {has}")
        ends += required
    for end in ends:
        if end.unique:
            raise Refusal(f"{link.name}.{end.name} is unique, so a row of {end.target} could be linked only once")
    return ends[0].name, ends[1].name


def _close_cycles(fields: Fields, report: Report) -> None:
    """Mark the references whose constraints follow after the tables; report the cycles that no row can satisfy."""
    references = {
        (entity, name): field
        for entity, own in fields.items()
        for name, field in own.items()
        if isinstance(field, Reference)
    }
    for cycle in impossible(references):
        report.add(*cycle[0], _impossible(cycle, references[cycle[0]].target))
    for entity, name in deferred(references):
        fields[entity][name] = replace(references[entity, name], deferred=True)


def _impossible(cycle: list[Place], target: str) -> Refusal:
    near = f"{target}?"
    if len(cycle) == 1:
        found = f"'{target}' is its own entity, and the reference is required: no first row could be written"
        return Refusal(found, near=near)
    way = " -> ".join([*(f"{entity}.{field}" for entity, field in cycle), cycle[0][0]])
    found = f"'{target}' closes a circle of required references, {way}: no first row could be written"
    hint = "one-to-one, written on both sides, is one reference with 'unique'" if len(cycle) == 2 else None
    return Refusal(found, near=near, hint=hint)


def _columns(set_: tuple[str, ...], own: Mapping[str, Resolved]) -> tuple[str, ...]:
    """Return the columns of a set; a name that is no field is a column that an option makes."""
    fields = ((name, own.get(name)) for name in set_)
    return tuple(field.column if isinstance(field, Reference) else name for name, field in fields)
