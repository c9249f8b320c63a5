"""Names derived from others: plurals, singulars, modules, members of enums."""

from __future__ import annotations

import keyword

import pytest

from blueprint.notation import names

PLURALS = {
    "address": "addresses", "alias": "aliases", "analysis": "analyses", "api_key": "api_keys", "axis": "axes",
    "batch": "batches", "belief": "beliefs", "box": "boxes", "branch": "branches", "bus": "buses", "cache": "caches",
    "canvas": "canvases", "case": "cases", "category": "categories", "cause": "causes", "child": "children",
    "class": "classes", "country": "countries", "course": "courses", "criterion": "criteria", "database": "databases",
    "datum": "data", "day": "days", "diagnosis": "diagnoses", "employee": "employees", "epoch": "epochs",
    "exercise": "exercises", "expense": "expenses", "foot": "feet", "gas": "gases", "german": "germans",
    "grandchild": "grandchildren", "half": "halves", "hero": "heroes", "house": "houses", "human": "humans",
    "import": "imports", "index": "indexes", "inventory": "inventories", "invoice_line": "invoice_lines",
    "key": "keys", "knife": "knives", "leaf": "leaves", "lens": "lenses", "man": "men", "matrix": "matrices",
    "media_type": "media_types", "medium": "media", "menu": "menus", "mouse": "mice", "movie": "movies",
    "olive": "olives", "order": "orders", "person": "people", "phase": "phases", "photo": "photos",
    "potato": "potatoes", "prize": "prizes", "process": "processes", "quiz": "quizzes", "release": "releases",
    "reply": "replies", "response": "responses", "roof": "roofs", "salesman": "salesmen",
    "salesperson": "salespeople", "schema": "schemas", "shelf": "shelves", "shoe": "shoes", "soliloquy": "soliloquies",
    "specimen": "specimens", "status": "statuses", "store": "stores", "studio": "studios", "tag": "tags",
    "tax": "taxes", "taxi": "taxis", "tie": "ties", "tooth": "teeth", "use": "uses", "vertex": "vertices",
    "virus": "viruses", "warehouse": "warehouses", "wave": "waves", "wiki": "wikis", "wolf": "wolves",
    "woman": "women",
}  # fmt: skip
UNCOUNTABLE = ("equipment", "information", "news", "series", "sheep", "species", "staff", "tv_series")


@pytest.mark.parametrize(("singular", "plural"), PLURALS.items())
def test_plural_and_singular(singular: str, plural: str) -> None:
    assert names.plural(singular) == plural
    assert names.singular(plural) == singular
    assert names.plural(plural) == plural, "a plural stays"
    assert names.singular(singular) == singular, "a singular stays"


@pytest.mark.parametrize("word", UNCOUNTABLE)
def test_uncountable(word: str) -> None:
    assert names.plural(word) == names.singular(word) == word


@pytest.mark.parametrize("letter", "abcdefghijklmnopqrstuvwxyz")
def test_plurals_of_letters_are_names(letter: str) -> None:
    assert not keyword.iskeyword(names.plural(letter))


@pytest.mark.parametrize(
    ("entity", "module"),
    [
        ("Book", "book"),
        ("OrderItem", "order_item"),
        ("APIKey", "api_key"),
        ("UserAPIKey", "user_api_key"),
        ("HTTPServer2", "http_server2"),
        ("Mp3File", "mp3_file"),
        ("APIs", "apis"),
        ("A", "a"),
        ("Import", "import_"),
        ("Class", "class_"),
        ("Match", "match"),
    ],
)
def test_names_of_an_entity(entity: str, module: str) -> None:
    assert names.module(entity) == module


@pytest.mark.parametrize(
    ("value", "member"),
    [
        ("draft", "DRAFT"),
        ("in-progress", "IN_PROGRESS"),
        ("inProgress", "IN_PROGRESS"),
        ("PG-13", "PG_13"),
        ("mro", "MRO"),
    ],
)
def test_member_of_an_enum(value: str, member: str) -> None:
    assert names.member(value) == member


def test_type_of_a_field() -> None:
    assert names.field_class("Book", "published_on") == "BookPublishedOn"
