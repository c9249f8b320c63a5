"""The one object that templates see: the answers, checked and typed, with the entities that they describe."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from textwrap import indent
from typing import Any

import yaml

from . import notation, questions
from .code.diagram import DiagramCode
from .code.endpoints import EndpointCode
from .code.models import ModelCode
from .code.schemas import SchemaCode
from .code.tests import TestCode
from .entity_file import text_of
from .notation.model import Entity, Key
from .notation.problems import BlueprintError, Problem, Refusal
from .questions import Verify


class AnswersError(Exception):
    """Every problem that was found in the answers, in words for the person who gave them."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = len(self.problems)
        first = "1 problem in the answers:" if count == 1 else f"{count} problems in the answers:"
        return "\n".join([first, *(f"  {problem}" for problem in self.problems)])


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
    def from_answers(
        cls, answers: Mapping[str, Any], *, source: str | None = None, version: str | None = None
    ) -> Project:
        """Check complete answers; raises AnswersError with all that is wrong with them."""
        problems = find_problems(answers)
        if problems:
            raise AnswersError(problems)
        entities = text_of(answers["entities"])
        canonical = notation.canonical(entities)
        return cls(
            name=answers["project_name"],
            slug=answers["project_slug"],
            package=answers["package_name"],
            description=answers["description"],
            key=Key(answers["primary_key"]),
            soft_delete=questions.as_bool(answers["soft_delete"]) is True,
            timestamps=questions.as_bool(answers["timestamps"]) is True,
            verify=Verify(answers["verify"]),
            entities=_entities(answers),
            notation=canonical,
            entity_file=_as_file(entities) if isinstance(entities, str) and entities.strip() else _new_file(canonical),
            source=source,
            version=version,
        )

    def entity(self, name: str) -> Entity:
        """The entity of this name, as a reference gives it."""
        return next(entity for entity in self.entities if entity.name == name)

    def model(self, entity: Entity) -> ModelCode:
        """What the template of an entity's model writes."""
        return ModelCode(self, entity)

    def schemas(self, entity: Entity) -> SchemaCode:
        """What the templates of an entity's schemas write."""
        return SchemaCode(self, entity)

    def endpoints(self, entity: Entity) -> EndpointCode:
        """What the templates of an entity's repository, service and endpoints write."""
        return EndpointCode(self, entity)

    def diagram(self, entity: Entity) -> DiagramCode:
        """What the README writes of an entity."""
        return DiagramCode(self, entity)

    def tests(self, entity: Entity) -> TestCode:
        """What templates write for an entity's tests."""
        return TestCode(self, entity)

    @property
    def model_names(self) -> list[str]:
        """What `models` exports."""
        return sorted(["Base", *(entity.name for entity in self.entities)])

    @property
    def soft_deletes(self) -> bool:
        return self.uses("soft_delete")

    def uses(self, option: str) -> bool:
        """Whether any entity has the option: `soft_delete`, `timestamps` or `version`."""
        return any(getattr(entity, option) for entity in self.entities)

    def uses_key(self, key: str) -> bool:
        """Whether any entity has primary keys of this kind."""
        return any(entity.key == key for entity in self.entities)

    @property
    def answers(self) -> str:
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
        return f"{_dump(before)}{self._entities_block()}{_dump({'verify': str(self.verify)})}"

    def _entities_block(self) -> str:
        return f"entities: |-\n{_indented(self.notation)}\n" if self.notation else "entities: ''\n"


def find_problems(answers: Mapping[str, Any], names: Iterable[str] = questions.QUESTIONS) -> list[Problem]:
    """What is wrong with the named ones of the answers; the entities are read in the light of the others."""
    found = {name: questions.problem(name, answers[name]) for name in names if name != "entities"}
    problems = [Problem(None, name, words) for name, words in found.items() if words]
    if "entities" in names:
        try:
            _entities(answers)
        except BlueprintError as error:
            problems += error.problems
    return problems


def _entities(answers: Mapping[str, Any]) -> tuple[Entity, ...]:
    """Parse the entities; what is not answered yet, or badly, stands at its default: it has a problem of its own."""
    key, soft_delete, timestamps = (answers.get(name) for name in ("primary_key", "soft_delete", "timestamps"))
    try:
        entities = text_of(answers["entities"])
    except Refusal as refusal:
        raise BlueprintError([Problem(None, "entities", str(refusal))]) from refusal
    parse = _parse if isinstance(entities, str) else notation.parse
    return parse(
        entities,
        key=Key(key) if key in tuple(Key) else Key.UUID7,
        soft_delete=questions.as_bool(soft_delete) is True,
        timestamps=questions.as_bool(timestamps) is not False,
    )


# The answers are looked at by each question and again when all are there.
_parse = lru_cache(maxsize=4)(notation.parse)


def _as_file(text: str) -> str:
    """The text as it was given; the empty lines that stand for other answers of a data file go."""
    return text.lstrip("\n") + "\n" * (not text.endswith("\n"))


def _new_file(entities: str) -> str:
    """An entity file for entities that nobody gave a file for."""
    body = f"entities:\n{_indented(entities)}" if entities else "entities: {}"
    return f"# The entities of this service, in the notation of its template. After a change: make update\n{body}\n"


def _indented(entities: str) -> str:
    return indent(entities.strip("\n"), "  ")


def _dump(values: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=2**31) if values else ""
