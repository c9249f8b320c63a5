"""A text and the mapping parsed from it mean the same, and have the same canonical text."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from blueprint.notation.model import Field, Key, OnDelete, Reference
from blueprint.notation.problems import BlueprintError
from blueprint.notation.types import TYPES
from tests.entity_files import EXAMPLES
from tests.notation.reading import canonical, read


@pytest.mark.parametrize("file", EXAMPLES, ids=lambda file: file.stem)
def test_examples_mean_the_same_however_they_come(file: Path) -> None:
    text = file.read_text()
    mapping = yaml.safe_load(text)
    assert read(text) == read(mapping) == read(mapping["entities"]) == read(canonical(text))
    assert canonical(text) == canonical(mapping) == canonical(canonical(text))


def test_examples_are_there() -> None:
    assert {file.stem for file in EXAMPLES} >= {"bookshop", "blog", "mixd", "everything"}


def test_everything_holds_everything() -> None:
    entities = read((EXAMPLES[0].parent / "everything.yml").read_text()).values()
    fields = [field for entity in entities for field in entity.fields]
    scalars = [field for field in fields if isinstance(field, Field)]
    assert {(field.type.name, field.nullable) for field in scalars} == {(t, n) for t in TYPES for n in (True, False)}
    assert {bound.operator for field in scalars for bound in field.bounds} == {">=", ">", "<=", "<"}
    with_default = {field.type.name for field in scalars if field.default}
    assert with_default == {row.name for row in TYPES.values() if row.takes_default}
    references = [field for field in fields if isinstance(field, Reference)]
    assert {field.on_delete for field in references} == set(OnDelete)
    assert {field.deferred for field in references} == {field.unique for field in references} == {True, False}
    assert {entity.key for entity in entities} == set(Key)
    assert {len(entity.name) for entity in entities} >= {3, 40}


def test_canonical_is_plain() -> None:
    text = """
    # a comment
    entities: {Book: {title: "str(200)  unique", 'on': bool, "_unique": [[title, "on"]], _version: yes}, Tag: }
    """
    expected = """\
Book:
  title: str(200)  unique
  'on': bool
  _unique: [[title, 'on']]
  _version: true
Tag:
"""
    assert canonical(text) == expected
    assert canonical(yaml.safe_load(text)) == expected


def test_canonical_refuses_what_cannot_be_read() -> None:
    with pytest.raises(BlueprintError, match="written twice"):
        canonical("Book:\nBook:\n")
