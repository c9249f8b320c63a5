"""Fields that refer to entities, and the reverse of each."""

from __future__ import annotations

import pytest

from blueprint.notation.model import ManyToMany, OnDelete, Reference, Reverse
from tests.notation.reading import one, read


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
def test_rule_of_a_delete(text: str, rule: OnDelete) -> None:
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
