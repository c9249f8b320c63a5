"""Entities: their names, their options, and sets of their fields."""

from __future__ import annotations

import pytest
import yaml

from blueprint.notation.model import Field, Key
from blueprint.notation.problems import BlueprintError
from blueprint.notation.reserved import CLASSES, reason
from tests.notation.reading import canonical, read


@pytest.mark.parametrize("empty", [None, "", " \n", "# only a comment\n", {}, "{}", "entities:", {"entities": None}])
def test_no_entities(empty: object) -> None:
    assert read(empty) == {}
    assert canonical(empty) == ""


@pytest.mark.parametrize("body", ["", " {}", " null", " ~"])
def test_entity_without_fields(body: str) -> None:
    assert read(f"Marker:{body}")["Marker"].fields == ()
    assert canonical(f"Marker:{body}") == "Marker:\n"


@pytest.mark.parametrize(
    ("name", "module", "plural", "path"),
    [
        ("Order", "order", "orders", "orders"),
        ("User", "user", "users", "users"),
        ("Category", "category", "categories", "categories"),
        ("APIKey", "api_key", "api_keys", "api-keys"),
        ("Status", "status", "statuses", "statuses"),
        ("Class", "class_", "classes", "classes"),
        ("Import", "import_", "imports", "imports"),
        ("Table", "table", "tables", "tables"),
        ("Fee", "fee", "fees", "fees"),
        ("Series", "series", "series", "series"),
        ("A", "a", "aes", "aes"),
        (
            "InternationalTelecommunicationSettlement",
            "international_telecommunication_settlement",
            "international_telecommunication_settlements",
            "international-telecommunication-settlements",
        ),
    ],
)
def test_names(name: str, module: str, plural: str, path: str) -> None:
    entity = read({name: None})[name]
    assert (entity.module, entity.plural, entity.table, entity.path) == (module, plural, plural, path)


def test_plural_and_table_overrule() -> None:
    entities = read("Datum:\n  _plural: data_points\nFee:\n  datum: Datum\n  _table: membership_fee\n")
    datum, fee = entities.values()
    assert (datum.plural, datum.table, datum.path) == ("data_points", "data_points", "data-points")
    assert (fee.plural, fee.table, fee.path) == ("fees", "membership_fee", "fees")
    assert datum.reverses[0].name == "fees"


def test_options_overrule_answers() -> None:
    text = "One:\n  _key: int\n  _soft_delete: false\n  _timestamps: true\n  _version: true\nTwo:\n"
    one, two = read(text, key=Key.UUID4, soft_delete=True, timestamps=False).values()
    assert (one.key, one.soft_delete, one.timestamps, one.version) == (Key.INT, False, True, True)
    assert (two.key, two.soft_delete, two.timestamps, two.version) == (Key.UUID4, True, False, False)


@pytest.mark.parametrize("word", ["true", "True", "yes", "on", "'true'"])
def test_switches_are_read_as_copier_reads_them(word: str) -> None:
    text = f"Book:\n  _version: {word}"
    assert read(text)["Book"].version
    assert read(yaml.safe_load(text))["Book"].version
    assert canonical(text) == canonical(yaml.safe_load(text)) == "Book:\n  _version: true\n"


def test_sets_hold_columns() -> None:
    sets = "_unique: [[author, a], [b]]\n  _index: [[a], [a, author]]"
    book = read(f"Author:\nBook:\n  author: Author\n  a: int?\n  b: str\n  {sets}")["Book"]
    a, b = book.fields[1:]
    assert book.unique == (("author_id", "a"),)
    assert book.indexes == (("a", "author_id"),)
    assert isinstance(a, Field)
    assert isinstance(b, Field)
    assert (a.index, b.unique) == (True, True)


def test_an_index_takes_timestamps_where_there_are_some() -> None:
    text = "Book:\n  title: str\n  _index: [[title, created_at], [updated_at]]"
    assert read(text)["Book"].indexes == (("title", "created_at"), ("updated_at",))
    with pytest.raises(BlueprintError, match=r"'created_at' is not a field of the entity. Accepted: title"):
        read(text, timestamps=False)
    with pytest.raises(BlueprintError, match=r"'created_at' is not a field of the entity"):
        read("Book:\n  title: str\n  _unique: [[title, created_at]]")


def test_an_index_takes_the_key_beside_other_fields() -> None:
    text = "Shelf:\nBook:\n  shelf: Shelf\n  year: int\n  _index: [[shelf, id], [year, created_at, id], [id, year]]"
    assert read(text)["Book"].indexes == (("shelf_id", "id"), ("year", "created_at", "id"), ("id", "year"))
    assert read(text.replace("created_at, ", ""), timestamps=False)["Book"].indexes[1] == ("year", "id")


TYPES_OF_OTHERS = """
    Any Array Binary Bit Blob Boolean Char Character Choice Dict Double File Flag Image Integer Interval Link List
    Literal Long Map Markdown Money Number Numeric Object Optional Phone Point Real Set Short Slug String Timestamp Uri
    Year
""".split()


@pytest.mark.parametrize("name", [name for name in TYPES_OF_OTHERS if not reason(name, CLASSES)])
def test_an_entity_may_be_called_as_a_type_of_another_notation(name: str) -> None:
    relations = {"one": name, "two": f"{name}? as seconds", "many": f"{name}[] as others", "only": f"{name} unique"}
    entities = read({name: {"parent": f"{name}? as parts"}, "Book": relations})
    assert [field.target for field in entities["Book"].fields if not isinstance(field, Field)] == [name] * 4
    for written in (name.lower(), f"list[{name}]", f"{name} | None"):
        with pytest.raises(BlueprintError, match=f"did you mean '{name}"):
            read({name: {}, "Book": {"one": written}})


def test_cascade_down_a_soft_deleting_tree() -> None:
    text = "Author:\n  parent: Author? cascade as parts\nBook:\n  author: Author cascade"
    assert all(entity.soft_delete for entity in read(text, soft_delete=True).values())


def test_fields_may_be_called_as_types_and_soft_keywords() -> None:
    names = ["date", "time", "datetime", "uuid", "json_data", "match", "type", "case", "items", "total", "name", "key"]
    assert [field.name for field in read({"Event": dict.fromkeys(names, "str")})["Event"].fields] == names
