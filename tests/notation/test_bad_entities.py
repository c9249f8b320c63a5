"""Every file in `bad/` is refused with the message that its first lines promise."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml

from blueprint.notation.problems import BlueprintError, Problem, Report
from blueprint.notation.tree import read_tree
from tests.entity_files import BAD, MAPPINGS
from tests.notation.obeying import accepted
from tests.notation.reading import parsed

SAYS = "# says: "


def refused(entities: object) -> BlueprintError:
    with pytest.raises(BlueprintError) as raised:
        parsed(entities)
    return raised.value


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_message_says_what_is_wrong(file: Path) -> None:
    text = file.read_text()
    says = [line.removeprefix(SAYS) for line in text.splitlines() if line.startswith(SAYS)]
    error = refused(text)
    assert says
    assert [words for words in says if words not in str(error)] == [], str(error)
    assert len(error.problems) == 1, str(error)


@pytest.mark.parametrize("file", MAPPINGS, ids=lambda file: file.stem)
def test_the_parsed_mapping_is_refused_too(file: Path) -> None:
    assert refused(yaml.safe_load(file.read_text())).problems


ADVICE = re.compile(r"did you mean|such as '|leave it out|leave out ['\"\[]|write ['\"]")


@pytest.mark.parametrize("file", MAPPINGS, ids=lambda file: file.stem)
def test_the_advice_of_a_message_is_accepted(file: Path) -> None:
    text = file.read_text()
    entities = read_tree(text, Report())
    assert isinstance(entities, dict)
    if ADVICE.search(refused(text).problems[0].message):
        assert accepted({name: body or {} for name, body in entities.items()})


def test_there_are_many_kinds_of_problems() -> None:
    assert len(BAD) >= 60


SEVERAL = """
Author:
  name: sting
  class: int
  born: date = now
Book:
  price: decimal(20, 2)
  author: Autor
  tags: Tag[]?
  _uniqe: [[price]]
tag:
  name: str(50) uniqe
"""


def test_all_problems_are_told_at_once() -> None:
    error = refused(SEVERAL)
    assert [(problem.entity, problem.field) for problem in error.problems] == [
        ("Author", "name"),
        ("Author", "class"),
        ("Author", "born"),
        ("Book", "price"),
        ("Book", "author"),
        ("Book", "tags"),
        ("Book", "_uniqe"),
        ("tag", None),
        ("tag", "name"),
    ]
    assert str(error).splitlines()[0] == "9 problems in the entities:"
    assert str(error).count("\n") == 9


def test_problems_of_different_stages_are_told_together() -> None:
    text = "Author:\n  x: sting\nBook:\n  a: Author\n  b: Author\n  c: Loan\nLoan:\n  book: Book\n"
    assert [str(problem).partition(":")[0] for problem in refused(text).problems] == ["Author.x", "Book.b", "Book.c"]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("A:\n  b: sting\n  c: int\n  _unique: [[b, c]]", "A.b"),  # the set is not blamed for its field
        ("A:\n  bs: B[] through C\nB:\nC:\n  a: A\n  b: B?? ", "C.b"),  # nor the list for its link
        ("A:\n  b: B\nB:\n  a: A\nC:\n  b: B", "A.b"),  # a cycle once, not once per reference
        ("book:\nShelf:\n  book: book", "book"),  # a bad name where it stands, not where it is used
        ("A:\n  bs: B[]\nB:\n  as_many: A[] as bs", "A.bs"),  # the side that the other one makes
    ],
)
def test_one_cause_is_one_problem(text: str, place: str) -> None:
    assert [str(problem).partition(": ")[0] for problem in refused(text).problems] == [place]


@pytest.mark.parametrize(
    ("entities", "words"),
    [
        ({"Book": {"title": True}}, "Book.title: a field is text, but YAML reads true (true, yes, on) here"),
        ({"Book": {True: "str"}}, "Book: a name is text, but YAML reads true (true, yes, on) here"),
        ({"Book": {"at": 750}}, "Book.at: a field is text, but YAML reads the int 750 here; put quotes"),
        ({None: {}}, "a name is text, but YAML reads null (~, null, Null, NULL or nothing) here"),
        ({"Book": {"title": "str", "_unique": [["title", False]]}}, "a field's name is text, but YAML reads false"),
        ({"Book": {"price": "decimal(10", "2)": None}}, "did you mean '\"decimal(10, 2)\"'?"),
        ({"Book": None, "Tag": 5}, "Tag: an entity must be a mapping of names, found the int 5"),
        ({"entities": {"Book": {"title": None}}}, "Book.title: a type is missing; it is written 'title: str'"),
        ({"entities": {"entities": {}}}, "'entities' stands inside 'entities'"),
        (12, "found the int 12"),
        ([], "found a list"),
    ],
)
def test_names_and_fields_that_yaml_reads_as_no_text_are_refused(entities: object, words: str) -> None:
    assert words in str(refused(entities))


def test_error_is_read_as_text() -> None:
    error = BlueprintError([Problem("Book", "price", "is odd"), Problem(None, None, "is empty")])
    assert str(error) == "2 problems in the entities:\n  Book.price: is odd\n  is empty"
    assert str(BlueprintError(error.problems[:1])) == "1 problem in the entities:\n  Book.price: is odd"
