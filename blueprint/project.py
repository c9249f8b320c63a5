"""The one object that templates see: the answers, checked and typed, and the facts of each entity."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from textwrap import indent

import yaml

from . import questions
from .answers import Answers, AnswersError, describe, find_problems
from .entity_file import text_of
from .facts.capacity import capacities
from .facts.diagram import DiagramFacts
from .facts.entity import EntityFacts
from .facts.model import ModelFacts
from .facts.schemas import SchemaFacts
from .facts.tests import TestFacts
from .notation.model import Entity, Key
from .questions import Verify


@dataclass(frozen=True)
class Project:
    """A project to be rendered; `source` and `version` tell an update where the template came from."""

    name: str
    slug: str
    package: str
    description: str
    key: Key
    soft_delete: bool
    timestamps: bool
    verify: Verify
    entities: tuple[Entity, ...]
    notation: str
    entity_file: str
    source: str | None = None
    version: str | None = None

    @classmethod
    def from_answers(cls, answers: Answers, *, source: str | None = None, version: str | None = None) -> Project:
        """Check complete answers; raises AnswersError with all that is wrong with them."""
        if problems := find_problems(answers):
            raise AnswersError(problems)
        described = describe(answers)
        return cls(
            name=answers["project_name"],
            slug=answers["project_slug"],
            package=answers["package_name"],
            description=answers["description"],
            key=Key(answers["primary_key"]),
            soft_delete=questions.as_bool(answers["soft_delete"]) is True,
            timestamps=questions.as_bool(answers["timestamps"]) is True,
            verify=Verify(answers["verify"]),
            entities=described.entities,
            notation=described.text,
            entity_file=_entity_file(text_of(answers["entities"]), described.text),
            source=source,
            version=version,
        )

    @cached_property
    def by_name(self) -> dict[str, Entity]:
        """The entities by the names by which others refer to them."""
        return {entity.name: entity for entity in self.entities}

    def model(self, entity: Entity) -> ModelFacts:
        """Return the facts of an entity's model."""
        return ModelFacts(self.by_name, entity)

    def schemas(self, entity: Entity) -> SchemaFacts:
        """Return the facts of an entity's schemas."""
        return SchemaFacts(self.by_name, entity)

    def endpoints(self, entity: Entity) -> EntityFacts:
        """Return the facts of an entity's repository, service and endpoints."""
        return EntityFacts(self.by_name, entity)

    def diagram(self, entity: Entity) -> DiagramFacts:
        """Return the facts of an entity in the README."""
        return DiagramFacts(self.by_name, entity)

    def tests(self, entity: Entity) -> TestFacts:
        """Return the facts of an entity's tests."""
        return TestFacts(self.by_name, entity, self._capacities)

    @cached_property
    def _capacities(self) -> dict[str, int]:
        return capacities(self.by_name)

    @property
    def model_names(self) -> list[str]:
        """What `models` exports."""
        return sorted(["Base", *(entity.name for entity in self.entities)])

    def uses(self, option: str) -> bool:
        """Whether any entity has the option: `soft_delete`, `timestamps` or `version`."""
        return any(getattr(entity, option) for entity in self.entities)

    def uses_key(self, key: str) -> bool:
        """Whether any entity has primary keys of this kind."""
        return any(entity.key == key for entity in self.entities)

    @property
    def answers_file(self) -> str:
        """The text of the answers file: where the template came from, then the answers as they were asked."""
        provenance = {"_commit": self.version, "_src_path": self.source}
        before = {
            **{name: value for name, value in provenance.items() if value is not None},
            "project_name": self.name,
            "project_slug": self.slug,
            "package_name": self.package,
            "description": self.description,
            "primary_key": str(self.key),
            "soft_delete": self.soft_delete,
            "timestamps": self.timestamps,
        }
        entities = f"entities: |-\n{_indented(self.notation)}\n" if self.notation else "entities: ''\n"
        return f"{_dump(before)}{entities}{_dump({'verify': str(self.verify)})}"


def _entity_file(given: object, notation: str) -> str:
    """Return the text that was given; the empty lines that stand for other answers of a data file go."""
    if isinstance(given, str) and given.strip():
        text = given.lstrip("\n")
        return text if text.endswith("\n") else f"{text}\n"
    body = f"entities:\n{_indented(notation)}" if notation else "entities: {}"
    return f"# The entities of this service, in the notation of its template. After a change: make update\n{body}\n"


def _indented(entities: str) -> str:
    return indent(entities.strip("\n"), "  ")


def _dump(values: dict[str, object]) -> str:
    return yaml.safe_dump(values, sort_keys=False, allow_unicode=True, width=2**31)
