"""The entity notation: what good files mean. What bad ones say stands in test_bad_entities.py."""

from __future__ import annotations

import datetime as dt
import inspect
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from blueprint.notation import loading, parse
from blueprint.notation.model import Bound, Entity, Field, Key, ManyToMany, OnDelete, Reference, Reverse
from blueprint.notation.problems import BlueprintError, Report
from blueprint.notation.reserved import ATTRIBUTES, CLASSES, reason
from blueprint.notation.types import TYPES
from blueprint.notation.values import Fresh

EXAMPLES = sorted((Path(__file__).parents[1] / "examples").glob("*.yml"))


def read(entities: object, **answers: Any) -> dict[str, Entity]:
    return {
        entity.name: entity
        for entity in parse(
            entities, **{"key": Key.UUID7, "soft_delete": False, "timestamps": True, **answers}
        ).entities
    }


def canonical(entities: object) -> str:
    """Return the text in which a project keeps its entities, whether or not they make sense."""
    report = Report()
    bodies = loading.load(entities, report)
    report.close()
    return loading.canonical(bodies)


def one(text: str) -> Any:
    """The field of `text` on an entity with neighbours."""
    entities = read({"Author": None, "Tag": None, "Book": {"field": text}, "Link": {"book": "Book", "tag": "Tag"}})
    return entities["Book"].fields[0]


# --- scalars ---


@pytest.mark.parametrize(
    ("text", "name", "arguments"),
    [
        ("str", "str", (255,)),
        ("str(120)", "str", (120,)),
        ("str ( 120 )", "str", (120,)),
        ("decimal(10, 2)", "decimal", (10, 2)),
        ("decimal(10,2)", "decimal", (10, 2)),
        ("decimal(15, 15)", "decimal", (15, 15)),
        ("enum(draft, in-progress, PG-13)", "enum", ("draft", "in-progress", "PG-13")),
        ("enum(only)", "enum", ("only",)),
        ("enum(name, value, mro, None, class)", "enum", ("name", "value", "mro", "None", "class")),
        *((name, name, ()) for name in TYPES if name not in ("str", "decimal", "enum")),
    ],
)
def test_types(text: str, name: str, arguments: tuple[Any, ...]) -> None:
    assert one(text) == Field("field", TYPES[name], arguments, False, False, False, (), None)
    assert one(f"{text}?").nullable
    assert one(f"  {text} ?  ").nullable


@pytest.mark.parametrize("modifiers", ["unique >= 2 <= 9", "<= 9 unique >= 2", ">=2 <=9 unique", "<=9>=2 unique"])
def test_modifiers_stand_in_any_order(modifiers: str) -> None:
    field = one(f"int? {modifiers}")
    assert (field.nullable, field.unique, field.index) == (True, True, False)
    assert field.bounds == (Bound(">=", 2), Bound("<=", 9))


def test_unique_has_an_index_already() -> None:
    assert not one("str unique index").index


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("int >= -5", -5),
        ("bigint < 9223372036854775807", 2**63 - 1),
        ("smallint > -32768", -32768),
        ("float >= -0.5", -0.5),
        ("float < 1e300", 1e300),
        ("decimal(5, 2) <= 999.99", Decimal("999.99")),
        ("decimal(5, 2) > 0", Decimal(0)),
        ("decimal(5, 2) >= 1.500", Decimal("1.5")),
        ("str(10) >= 10", 10),
        ("str <= 255", 255),
        ("text <= 100000", 100_000),
    ],
)
def test_bounds(text: str, value: object) -> None:
    assert [bound.value for bound in one(text).bounds] == [value]


@pytest.mark.parametrize("text", ["int > 4 < 6", "int >= 5 <= 5", "float > 0 < 0.001", "decimal(3, 1) > 0 < 0.2"])
def test_bounds_that_leave_one_value(text: str) -> None:
    assert len(one(text).bounds) == 2


@pytest.mark.parametrize(
    "text", ["float > 1 < 1.0000000000000001", "decimal(3, 1) > 0 < 0.1", "smallint > 32767", "str(3) > 3", "text < 0"]
)
def test_bounds_that_leave_none(text: str) -> None:
    with pytest.raises(BlueprintError, match=r"leaves no (value|length) that fits"):
        one(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("str = draft", "draft"),
        ("str = draft index", "draft"),
        ("str = 'two words' index", "two words"),
        ('str = "two words"', "two words"),
        ("str = ''", ""),
        ("str = 'it''s'", "it's"),
        ('str = "it\'s"', "it's"),
        ("str = 'unique'", "unique"),
        ("str = 'null'", "null"),
        ("str = 'a | None'", "a | None"),
        ("str = a=b?c", "a=b?c"),
        ("str = now", "now"),
        ("str(3) >= 3 = abc", "abc"),
        ("text = lorem", "lorem"),
        ("int = 5", 5),
        ("int =5", 5),
        ("int = -5 >= -5", -5),
        ("int = 5 < 6 index", 5),
        ("float = 1", 1.0),
        ("float = 1.5e3", 1500.0),
        ("decimal(5, 2) = 1.50", Decimal("1.50")),
        ("bool = true", True),
        ("bool = false", False),
        ("date = today", Fresh.TODAY),
        ("date = 2024-02-29", dt.date(2024, 2, 29)),
        ("time = 23:59", dt.time(23, 59)),
        ("time = 23:59:59.5", dt.time(23, 59, 59, 500_000)),
        ("datetime = now", Fresh.NOW),
        ("datetime = 2024-12-31T23:00:00-02:00", dt.datetime(2025, 1, 1, 1, tzinfo=dt.UTC)),
        ("datetime = '2024-12-31 23:00Z'", dt.datetime(2024, 12, 31, 23, tzinfo=dt.UTC)),
        ("duration = P1D", dt.timedelta(days=1)),
        ("duration = -P1DT2H", -dt.timedelta(days=1, hours=2)),
        ("duration = PT1H30M0.25S", dt.timedelta(hours=1, minutes=30, seconds=0.25)),
        ("duration = P2W", dt.timedelta(weeks=2)),
        ("json = {}", Fresh.EMPTY_OBJECT),
        ("json? = []", Fresh.EMPTY_ARRAY),
        ("email = Nobody@Example.com", "nobody@example.com"),
        ("url = HTTPS://Example.com", "https://example.com/"),
        ("url = http://example.com:8000/a?b=c#d", "http://example.com:8000/a?b=c#d"),
        ("enum(a, b) = b", "b"),
        ("enum(index, b) = 'index'", "index"),
        ("enum(none, b) = none", "none"),
    ],
)
def test_defaults(text: str, value: object) -> None:
    default = one(text).default
    assert default.value == value
    assert type(default.value) is type(value)
    assert default.fresh is isinstance(value, Fresh)


@pytest.mark.parametrize(
    "text",
    [
        "str(3) >= 3 = ab", "int < 5 = 5", "int <= 5 = 6", "int > 5 = 5", "int = 1.0", "int = 2147483648", "int = x",
        "float = nan", "float = 1e999", "float = .5", "decimal(3, 1) = 100", "bool = True", "bool = 1",
        "date = 2024-13-01", "date = 20240101", "time = 24:00", "time = 12:30Z", "datetime = 2024-01-01",
        "datetime = 0001-01-01T00:00:00Z", "datetime = 9999-01-01T00:00:00Z", "datetime = 2024-01-01T00:00:00+25:00",
        "duration = P", "duration = PT", "duration = P1Y", "duration = P1M", "duration = P1DT", "json = null",
        "json = '{ }'", "email = a@b", "email = a@host.local", "email = @example.com", "email = a..b@example.com",
        "url = ftp://example.com", "url = https://", "url = https://a b", "url = https://[::1", "uuid? = null",
        "int? = None", "bytes = ''", "str = a 'b'", "str = 'a'b", "str = 'a' 'b'", "str = a = b",
    ],
)  # fmt: skip
def test_defaults_that_cannot_be(text: str) -> None:
    with pytest.raises(BlueprintError) as raised:
        one(text)
    assert len(raised.value.problems) == 1


# --- relations ---


def test_reference() -> None:
    assert one("Author") == Reference(
        "field", "Author", "field_id", False, False, OnDelete.RESTRICT, "books", deferred=False
    )


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("Author", OnDelete.RESTRICT),
        ("Author?", OnDelete.SET_NULL),
        ("Author? set_null", OnDelete.SET_NULL),
        ("Author? restrict", OnDelete.RESTRICT),
        ("Author cascade", OnDelete.CASCADE),
    ],
)
def test_what_a_delete_does(text: str, rule: OnDelete) -> None:
    assert one(text).on_delete is rule


def test_one_to_one() -> None:
    entities = read("User:\nAPIProfile:\n  user: User unique cascade")
    assert entities["User"].reverses == (Reverse("api_profile", "APIProfile", "user", many=False, many_to_many=None),)


def test_one_to_one_by_a_set_of_one() -> None:
    entities = read("User:\nProfile:\n  user: User\n  _unique: [[user]]")
    assert entities["Profile"].unique == ()
    assert entities["User"].reverses[0] == Reverse("profile", "Profile", "user", many=False, many_to_many=None)


def test_many_to_many() -> None:
    entities = read("Book:\n  tags: Tag[]\nTag:")
    tags = entities["Book"].fields[0]
    assert tags == ManyToMany("tags", "Tag", "books", "book_tags", "book_id", "tag_id", "tag_ids", None)
    assert isinstance(tags, ManyToMany)
    assert entities["Tag"].reverses == (Reverse("books", "Book", "tags", many=True, many_to_many=tags),)


def test_many_to_many_of_itself() -> None:
    (user,) = read("User:\n  followers: User[] as following").values()
    (followers,) = user.fields
    assert isinstance(followers, ManyToMany)
    assert (followers.table, followers.owner_column, followers.target_column, followers.ids) == (
        "user_followers", "user_id", "follower_id", "follower_ids",
    )  # fmt: skip
    assert [reverse.name for reverse in user.reverses] == ["following"]


def test_columns_of_a_keyword() -> None:
    (tags,) = read("Import:\n  tags: Tag[]\nTag:")["Import"].fields
    assert isinstance(tags, ManyToMany)
    assert (tags.table, tags.owner_column) == ("import_tags", "import_id")


def test_through() -> None:
    entities = read(
        "Track:\n  tags: Tag[] through Tagging\nTag:\n"
        "Tagging:\n  label: Tag\n  song: Track cascade\n  by: Tag? as used_by\n  weight: int"
    )
    assert entities["Track"].fields[0] == ManyToMany(
        "tags", "Tag", "tracks", "taggings", "song_id", "label_id", None, "Tagging"
    )
    assert entities["Tagging"].unique == (("song_id", "label_id"),)
    assert [reverse.name for reverse in entities["Tag"].reverses] == ["tracks", "taggings", "used_by"]


def test_through_keeps_the_pair_that_is_unique_already() -> None:
    link = "Tagging:\n  tag: Tag\n  track: Track\n  _unique: [[tag, track]]"
    entities = read(f"Track:\n  tags: Tag[] through Tagging\nTag:\n{link}")
    assert entities["Tagging"].unique == (("tag_id", "track_id"),)


def test_through_of_itself_takes_references_as_they_stand() -> None:
    entities = read("Route:\n  next: Route[] as previous through Turn\nTurn:\n  a: Route as outs\n  b: Route as ins")
    (next_,) = entities["Route"].fields
    assert isinstance(next_, ManyToMany)
    assert (next_.owner_column, next_.target_column) == ("a_id", "b_id")


def test_cycle_defers_its_optional_references() -> None:
    entities = read(
        "Team:\n  lead: Person? as led\n  city: City?\nPerson:\n  team: Team\n  mentor: Person? as pupils\nCity:\n"
    )
    references = [field for entity in entities.values() for field in entity.fields if isinstance(field, Reference)]
    assert {field.name for field in references if field.deferred} == {"lead"}


def test_long_cycle_is_deferred_at_every_optional_reference() -> None:
    entities = read("X:\n  y: Y?\nY:\n  z: Z\nZ:\n  x: X?\nW:\n  x: X?")
    assert [entity.fields[0].deferred for entity in entities.values() if isinstance(entity.fields[0], Reference)] == [
        True, False, True, False,
    ]  # fmt: skip


def test_reverses_stand_in_the_order_of_their_sources() -> None:
    notes = "Note:\n  by: User\n  fans: User[] as liked"
    entities = read(f"User:\nPost:\n  by: User\n  to: User as received\n{notes}")
    assert [reverse.name for reverse in entities["User"].reverses] == ["posts", "received", "notes", "liked"]


def test_model_may_name_a_reference() -> None:
    assert read("Model:\nCar:\n  model: Model")["Car"].fields[0].name == "model"


# --- entities and options ---


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


# --- what other libraries call their own ---


def test_attributes_of_base_classes_are_reserved() -> None:
    pydantic = pytest.importorskip("pydantic")
    orm = pytest.importorskip("sqlalchemy.orm")
    asyncio = pytest.importorskip("sqlalchemy.ext.asyncio")
    base = type("Base", (asyncio.AsyncAttrs, orm.DeclarativeBase), {})
    own = {name for class_ in (base, pydantic.BaseModel) for name, _ in inspect.getmembers_static(class_)}
    assert [name for name in sorted(own) if not name.startswith("_") and not reason(name, ATTRIBUTES)] == []


# --- text, mapping, canonical text ---


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
    assert with_default == {row.name for row in TYPES.values() if row.default}
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


WORDS = st.sampled_from(
    "Author Book Tag Author[] Book? str text int decimal(5, 2) enum(a, b) unique index >= <= > < 0 3 1.5 = 'x y' now "
    "{} cascade restrict set_null as through ( ) [ ] ? , books $ \n true".split(" ")
)
SNIPPETS = st.lists(WORDS, max_size=7).map(" ".join)
SCALARS = st.one_of(SNIPPETS, st.text(max_size=12), st.none(), st.booleans(), st.integers(), st.floats(), st.dates())
NAMES = st.sampled_from("Author Book Tag book author tags title _unique _index _key _version _table x_id id on".split())
VALUES = st.one_of(SCALARS, st.lists(st.lists(NAMES, max_size=3), max_size=3), st.lists(SCALARS, max_size=2))
BODIES = st.one_of(SCALARS, st.dictionaries(st.one_of(NAMES, SCALARS), VALUES, max_size=5))
MAPPINGS = st.dictionaries(st.one_of(NAMES, SCALARS), BODIES, max_size=4)
YAML = st.text(alphabet="AaBb:? -[]{}#&*!|>'\"%@`,\n\t\\0.=_é\u2028\x85\ufeff\x00", max_size=60)


def refused_or_read(entities: object) -> None:
    """Whatever comes is read or refused with words; what is read is the same after a round trip."""
    try:
        text = canonical(entities)
    except BlueprintError:
        return
    assert canonical(text) == text
    assert canonical(yaml.safe_load(text)) == text
    assert outcome(text) == outcome(entities) == outcome(yaml.safe_load(text))


def outcome(entities: object) -> object:
    try:
        return read(entities)
    except BlueprintError as error:
        return error.problems


@settings(deadline=None)
@given(YAML)
def test_any_text_is_read_or_refused(text: str) -> None:
    refused_or_read(text)


@settings(deadline=None)
@given(MAPPINGS)
def test_any_mapping_is_read_or_refused(mapping: dict[Any, Any]) -> None:
    refused_or_read(mapping)


@settings(deadline=None)
@given(SNIPPETS)
def test_any_field_is_read_or_refused(text: str) -> None:
    refused_or_read({"Author": None, "Tag": {"n": "int"}, "Book": {"field": text, "other": "Tag?"}})


@settings(deadline=None)
@given(st.text(max_size=40))
def test_any_text_of_a_field_survives(text: str) -> None:
    refused_or_read({"Book": {"field": text, "text": f"str = '{text}'"}})
