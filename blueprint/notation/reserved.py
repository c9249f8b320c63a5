"""Lists the names that generated code needs for itself, with the reasons, and refuses them."""

from __future__ import annotations

import builtins
import keyword
import re
from collections.abc import Collection, Mapping

from . import names
from .problems import Refusal

Groups = Mapping[str, Collection[str]]
"""The names that cannot be used, by the reason."""

_IDENTIFIER = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")
_ENTITY = re.compile(r"[A-Z][A-Za-z0-9]*")

_LONGEST_MODULE = 50  # with a longer one, generated lines are wider than they may be

KEYWORDS = [word for word in keyword.kwlist if word.islower()]

# What a database refuses in CREATE TABLE, and SQLAlchemy does not quote.
UNQUOTED: Groups = {
    "is a word that PostgreSQL takes in quotes only": "collation concurrently lateral system_user tablesample".split(),
    "is a word that SQLite takes in quotes only": ["nothing", "returning"],
}

# Names of attributes and columns, whether written or derived.
ATTRIBUTES: Groups = {
    "is a Python keyword": KEYWORDS,
    "is a column that every entity may have of itself": (
        "id created_at updated_at is_deleted deletion_id version".split()
    ),
    "is a parameter of every list": "limit offset sort include after".split(),
    "is a name that SQLAlchemy's base class uses": "metadata registry awaitable_attrs type_annotation_map".split(),
    "is a name that Pydantic's base class uses": (
        "construct copy dict from_orm json parse_file parse_obj parse_raw schema schema_json update_forward_refs "
        "validate model_computed_fields model_config model_construct model_copy model_dump model_dump_json "
        "model_extra model_fields model_fields_set model_json_schema model_parametrized_name model_post_init "
        "model_rebuild model_validate model_validate_json model_validate_strings".split()
    ),
    "is a name that the code of every entity uses": (
        "bool bytes dict dt float int list mapped_column relationship sa self set str unique_while_live utc_now "
        "utc_today".split()
    ),
    "is a system column of every PostgreSQL table": "tableoid xmin xmax cmin cmax ctid".split(),
    **UNQUOTED,
}

PREFIXES = ("model_dump", "model_validate")  # Pydantic's own

TABLE_PREFIXES = {"sqlite_": "SQLite", "pg_": "PostgreSQL"}

# Entities and enums: what stands beside them in the modules of models; other modules say `models.Book`.
CLASSES: Groups = {
    "is a Python keyword": ["None", "True", "False"],
    "is a name that Python itself defines": [name for name in dir(builtins) if name[0].isupper()],
    "is a class that the modules of models import": (
        "Any Base CaseFolded Decimal IntegerKey JSONDocument Mapped SoftDelete StrEnum TYPE_CHECKING Timestamps "
        "UUID UUID4Key UUID7Key Versioned".split()
    ),
}

MODULES: Groups = {
    "is a module that stands beside the modules of the entities": (
        "base batches conditions cursors details queries relations soft_delete types".split()
    ),
}

# Modules of endpoints are called by plurals; importing one binds its name in their package.
PLURALS: Groups = {"is a Python keyword": KEYWORDS}


def reason(name: str, groups: Groups) -> str | None:
    """Return why the name cannot be used; None if it can."""
    return next((why for why, names in groups.items() if name in names), None)


def attribute_reason(name: str) -> str | None:
    """Return why an attribute or a column cannot have the name; None if it can."""
    for prefix in PREFIXES:
        if name.startswith(prefix):
            return f"begins with '{prefix}', as names of Pydantic do"
    return reason(name, ATTRIBUTES)


def table_reason(name: str) -> str | None:
    """Return why a table cannot have the name; None if it can."""
    for prefix, owner in TABLE_PREFIXES.items():
        if name.startswith(prefix):
            return f"begins with '{prefix}', as {owner}'s own tables do"
    if name == "alembic_version":
        return "is the table in which Alembic keeps the revision"
    return reason(name, UNQUOTED)


def check_field(name: str, entity: str) -> None:
    """Refuse an invalid name of a field."""
    _check_identifier(name, "a field")
    if why := attribute_reason(name):
        raise _renamed(f"'{name}' {why}", f"{names.snake(entity)}_{name}")


def check_other_side(name: str, relation: str) -> None:
    """Refuse an invalid name for the other side of a relation; the relation has its own name."""
    _check_identifier(name, "the other side of a relation")
    if why := attribute_reason(name):
        raise Refusal(
            f"'{name}', the name of the other side, {why}",
            hint=f"choose another name after 'as', such as '{relation}_{name}'",
        )


def check_entity(name: str) -> None:
    """Refuse an invalid name of an entity."""
    _check_spelling(name, _ENTITY, "an entity", _entity_name(name), "a capital letter, then letters and digits")
    if name.endswith("Error"):
        raise _renamed(f"'{name}' ends in 'Error', as exceptions do", f"{name.removesuffix('Error')}Failure")
    module = names.module(name)
    if why := reason(name, CLASSES):
        raise _renamed(f"'{name}' {why}", f"{name}Record")
    if why := reason(module, MODULES):
        raise _renamed(f"'{name}' would have the module '{module}', which {why}", f"{name}Record")
    if len(module) > _LONGEST_MODULE:
        found = f"'{module}', the module of the entity, has {len(module)} characters where {_LONGEST_MODULE} fit"
        raise Refusal(found, hint="choose a shorter name")


def _renamed(found: str, example: str) -> Refusal:
    return Refusal(found, hint=f"choose another name, such as '{example}'")


def _entity_name(name: str) -> str:
    """Return `OrderItem` for `order_items`, as tables are called; a plural that begins in upper case stays."""
    plain = names.singular(name) if name.islower() else name
    return "".join(word[:1].upper() + word[1:] for word in re.findall(r"[A-Za-z0-9]+", plain))


def check_table(name: str, option: str) -> None:
    """Refuse an invalid name of a table, or an invalid plural, from which the name of the table comes."""
    _check_identifier(name, "a table" if option == "_table" else "the plural of an entity")
    if option == "_plural" and (why := reason(name, PLURALS)):
        raise Refusal(f"'{name}' {why}")


def _check_identifier(name: str, what: str) -> None:
    near = "_".join(re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()))
    rule = "lower case letters and digits, words joined by single underscores"
    _check_spelling(name, _IDENTIFIER, what, near, rule)


def _check_spelling(name: str, accepted: re.Pattern[str], what: str, near: str, rule: str) -> None:
    if not accepted.fullmatch(name):
        raise Refusal(f"'{name}' cannot name {what}", near=near if accepted.fullmatch(near) else None, hint=rule)
