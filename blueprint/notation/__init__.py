"""Reads the entity notation: text or Copier's mapping in, entities out, or every problem at once."""

from __future__ import annotations

from .collisions import check_names
from .drafts import Answers, read_draft
from .loading import canonical, load
from .model import Entity, Key
from .problems import Report
from .resolving import resolve

__all__ = ["canonical", "parse"]


def parse(entities: object, *, key: Key, soft_delete: bool, timestamps: bool) -> tuple[Entity, ...]:
    """The entities, in the order in which they were written.

    `key`, `soft_delete` and `timestamps` are the project's answers, which an entity's options overrule.
    Raises BlueprintError with all problems.
    """
    report = Report()
    bodies = load(entities, report)
    answers = Answers(key, soft_delete, timestamps)
    drafts = {name: read_draft(name, body, bodies, answers, report) for name, body in bodies.items()}
    resolved = resolve(drafts, report)
    check_names(resolved, {name: draft.unread for name, draft in drafts.items()}, report)
    report.close(bodies)
    return resolved
