"""Reads the entity notation: turns text, or Copier's mapping, into entities, or raises all problems at once."""

from __future__ import annotations

from dataclasses import dataclass

from .collisions import check_names
from .drafts import read_draft
from .loading import canonical, load
from .model import Entity, Key
from .options import Options
from .problems import Report
from .resolving import resolve

__all__ = ["Description", "parse"]


@dataclass(frozen=True)
class Description:
    """The entities that a text describes."""

    entities: tuple[Entity, ...]  # in the order in which they were written
    text: str  # the same for the same entities: YAML without comments


def parse(entities: object, *, key: Key, soft_delete: bool, timestamps: bool) -> Description:
    """Read the entities; their options overrule `key`, `soft_delete` and `timestamps`.

    Raises BlueprintError with all problems.
    """
    report = Report()
    bodies = load(entities, report)
    defaults = Options(key, soft_delete, timestamps)
    drafts = {name: read_draft(name, body, bodies, defaults, report) for name, body in bodies.items()}
    resolved = resolve(drafts, report)
    check_names(resolved, {name: draft.unread for name, draft in drafts.items()}, report)
    report.close(bodies)
    return Description(resolved, canonical(bodies))
