"""Turns drafts into entities: columns, the other sides, association tables, and what relations must obey together."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from . import names
from .cycles import deferred, impossible
from .drafts import Draft
from .model import Entity, Field, ManyToMany, OnDelete, Reference, Reverse
from .problems import Refusal, Report, listed
from .relations import Relation

Resolved = Field | Reference | ManyToMany
Drafts = Mapping[str, Draft]
Fields = Mapping[str, dict[str, Resolved]]  # by entity and name


def resolve(drafts: Drafts, report: Report) -> tuple[Entity, ...]:
    """The entities with their relations; a relation that cannot be resolved is reported and left out."""
    fields = {name: dict(_resolved(draft, drafts, report)) for name, draft in drafts.items()}
    _close_cycles(fields, report)
    return tuple(_entity(draft, fields) for draft in drafts.values())


def _entity(draft: Draft, fields: Fields) -> Entity:
    own = fields[draft.name]
    unique = tuple(_columns(set_, own) for set_ in draft.unique)
    said = {frozenset(columns) for columns in unique}
    pairs = {pair: None for pair in _linked_pairs(draft.name, fields) if frozenset(pair) not in said}
    return Entity(
        name=draft.name,
        module=names.module(draft.name),
        plural=draft.plural,
        table=draft.table,
        path=draft.plural.replace("_", "-"),
        key=draft.options.key,
        soft_delete=draft.options.soft_delete,
        timestamps=draft.options.timestamps,
        version=draft.options.version,
        fields=tuple(own.values()),
        reverses=tuple(_reverses(draft.name, fields)),
        unique=(*unique, *pairs),
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
            elif field.through is None:
                yield field.name, _many_to_many(draft, field)
            elif not report.blames(field.through):
                yield field.name, _through(draft, field, drafts[field.through])


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


def _many_to_many(draft: Draft, relation: Relation) -> ManyToMany:
    item = names.singular(relation.name)
    _check_named(draft, relation)
    if item == draft.snake:
        found = f"'{relation.name}': both columns of its table would be called '{item}_id'"
        raise Refusal(found, hint=f"choose another name, such as 'other_{relation.name}'")
    return ManyToMany(
        name=relation.name,
        target=relation.target,
        reverse=relation.reverse or draft.plural,
        table=f"{draft.snake}_{relation.name}",
        owner_column=f"{draft.snake}_id",
        target_column=f"{item}_id",
        ids=f"{item}_ids",
        through=None,
    )


def _through(draft: Draft, relation: Relation, link: Draft) -> ManyToMany:
    _check_named(draft, relation)
    owner, target = _ends(draft.name, relation.target, link)
    return ManyToMany(
        name=relation.name,
        target=relation.target,
        reverse=relation.reverse or draft.plural,
        table=link.table,
        owner_column=f"{owner}_id",
        target_column=f"{target}_id",
        ids=None,
        through=link.name,
    )


def _check_named(draft: Draft, relation: Relation) -> None:
    """Refuse a list of the entity on itself whose other side has no name."""
    if relation.target != draft.name or relation.reverse is not None:
        return
    own = [field for field in draft.fields if isinstance(field, Relation) and field.target == draft.name]
    for other in own:
        if not other.many and _is_other_side(relation, other, draft):
            hint = f"leave it out and keep {draft.name}.{other.name}"
            raise Refusal(f"'{relation.name}' is the other side of {draft.name}.{other.name}", hint=hint)
    lists = [field.name for field in own if field.many and field != relation and field.name != draft.plural]
    name = lists[0] if len(lists) == 1 else f"{names.plural(names.singular(relation.name))}_of"
    near = f"{relation.target}[] as {name}"
    raise Refusal(f"'{relation.target}[]' on {draft.name} itself needs a name for the other side", near=near)


def _check_tree(draft: Draft, relation: Relation) -> None:
    """Refuse a reference to the own entity whose other side is a list that has another name."""
    own = [field for field in draft.fields if isinstance(field, Relation) and field.target == draft.name]
    unnamed = [field.name for field in own if field.many and field.reverse is None]
    down = next((name for name in unnamed if _is_tree(relation.name, name)), None)
    if relation in own and relation.reverse is None and down:
        found = f"the other side of {draft.name}.{relation.name} is called '{down}' here"
        raise Refusal(found, hint=f"write 'as {down}'")


def _is_other_side(list_: Relation, reference: Relation, draft: Draft) -> bool:
    if (reference.reverse or draft.plural) == list_.name:
        return True
    return reference.reverse is None and _is_tree(reference.name, list_.name)


def _is_tree(up: str, down: str) -> bool:
    """Whether a reference to the own entity and a list of it are called as in a tree: parent and children."""
    return bool(re.match("parent|reply_to|super", up) and re.search("child|^sub|repl|part|desc", down))


def _ends(owner: str, target: str, link: Draft) -> tuple[str, str]:
    """The link's references to both sides; of two to one entity, the first is the owner's."""
    references = [field for field in link.fields if isinstance(field, Relation) and not field.many]
    ends = [field for field in references if not field.nullable]
    count = 2 if owner == target else 1
    for side in dict.fromkeys((owner, target)):
        found = [field.name for field in ends if field.target == side]
        if len(found) != count:
            null = [field.name for field in references if field.target == side and field.nullable]
            may_be_null = f"only {listed(null)}, which may be null" if null else "none"
            has = f"has {listed(found) if found else may_be_null}"
            times = "two required references" if count == 2 else "one required reference"
            raise Refusal(f"'through {link.name}' needs exactly {times} from {link.name} to {side}; it {has}")
    first = next(field for field in ends if field.target == owner)
    second = next(field for field in ends if field.target == target and field is not first)
    for end in (first, second):
        if end.unique:
            raise Refusal(f"{link.name}.{end.name} is unique, so a row of {end.target} could be linked only once")
    return first.name, second.name


def _close_cycles(fields: Fields, report: Report) -> None:
    """Mark the references that are added after the tables; report the cycles that no row could enter."""
    references = {
        (entity, name): field
        for entity, own in fields.items()
        for name, field in own.items()
        if isinstance(field, Reference)
    }
    for cycle in impossible(references):
        report.add(*cycle[0], _impossible([(*place, references[place].target) for place in cycle]))
    for entity, name in deferred(references):
        fields[entity][name] = replace(references[entity, name], deferred=True)


def _impossible(cycle: list[tuple[str, str, str]]) -> Refusal:
    entity, _, target = cycle[0]
    if len(cycle) == 1:
        found = f"'{target}' is its own entity, and the reference is required: no first row could be written"
        return Refusal(found, near=f"{target}?")
    way = " -> ".join(f"{entity}.{field}" for entity, field, _ in cycle)
    twice = "one-to-one, written on both sides, is one reference with 'unique'" if len(cycle) == 2 else None
    return Refusal(
        f"'{target}' closes a circle of required references, {way} -> {entity}: no first row could be written",
        near=f"{target}?",
        hint=twice,
    )


def _reverses(entity: str, fields: Fields) -> Iterator[Reverse]:
    for source, own in fields.items():
        for field in own.values():
            if isinstance(field, Reference) and field.target == entity:
                yield Reverse(field.reverse, source, field.name, not field.unique, None)
            if isinstance(field, ManyToMany) and field.target == entity:
                yield Reverse(field.reverse, source, field.name, True, field)


def _linked_pairs(link: str, fields: Fields) -> Iterator[tuple[str, str]]:
    """The pairs of columns by which lists run through the entity."""
    for own in fields.values():
        for field in own.values():
            if isinstance(field, ManyToMany) and field.through == link:
                yield field.owner_column, field.target_column


def _columns(set_: tuple[str, ...], own: Mapping[str, Resolved]) -> tuple[str, ...]:
    """The columns of the set's fields; what is no field is a column that the entity has by an option."""
    fields = ((name, own.get(name)) for name in set_)
    return tuple(field.column if isinstance(field, Reference) else name for name, field in fields)
