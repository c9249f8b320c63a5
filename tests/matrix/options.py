"""Every option that there is: what each may be, what excludes what, and which pairs a set of variants has to have."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, partial
from itertools import combinations, product

from blueprint.notation.types import TYPES, Measure

Row = Mapping[str, str]
"""What one entity of a variant is: a level for each factor, as it is written; empty where nothing is."""
Factors = Mapping[str, tuple[str, ...]]
Pair = tuple[tuple[str, str], tuple[str, str]]


@dataclass(frozen=True)
class Exclusion:
    """What the notation refuses, by the factors that it depends on."""

    factors: tuple[str, ...]
    refused: Callable[[Row], bool]


ANSWERS: Factors = {
    "primary_key": ("uuid7", "uuid4", "int"),
    "soft_delete": ("false", "true"),
    "timestamps": ("true", "false"),
}
OPTIONS: Factors = {
    "_key": ("", "uuid7", "uuid4", "int"),
    "_soft_delete": ("", "true", "false"),
    "_timestamps": ("", "true", "false"),
    "_version": ("", "true", "false"),
    "_unique": ("", "set"),
    "_index": ("", "set"),
    "_table": ("", "named"),
    "_plural": ("", "named"),
}
RELATIONS: Factors = {
    "reference to": ("another", "itself", "circle"),
    "reference ?": ("", "?"),
    "reference unique": ("", "unique"),
    "reference on delete": ("", "cascade", "restrict", "set_null"),
    "reference as": ("", "as"),
    "list": ("", "[]", "through"),
    "list to": ("another", "itself"),
    "list as": ("", "as"),
}
ENTITY: Factors = {**ANSWERS, **OPTIONS, **RELATIONS}

ARGUMENTS: Factors = {
    "str": ("", "(40)"),
    "decimal": ("(10, 2)", "(15, 4)"),
    "enum": ("(draft, in-print, Zero)",),
}
BOUNDS: Mapping[Measure | None, tuple[str, ...]] = {
    Measure.VALUE: ("", "> 0 < 100", ">= 1 <= 100"),
    Measure.LENGTH: ("", "> 1 < 40", ">= 2 <= 40"),
    None: (),
}
DEFAULTS: Factors = {
    "str": ("", "'two words'"),
    "text": ("", "plain"),
    "int": ("", "7"),
    "smallint": ("", "7"),
    "bigint": ("", "7"),
    "float": ("", "1.5"),
    "decimal": ("", "9.90"),
    "bool": ("", "true", "false"),
    "date": ("", "2000-02-29", "today"),
    "time": ("", "09:30"),
    "datetime": ("", "1970-01-01T00:00:00Z", "now"),
    "duration": ("", "PT30M"),
    "json": ("", "{}", "[]"),
    "email": ("", "nobody@example.com"),
    "url": ("", "https://example.com/start?page=1"),
    "enum": ("", "draft"),
}


def _fields() -> Iterator[tuple[str, Factors]]:
    for name, type_ in TYPES.items():
        keys = ("", *["index"] * type_.indexable, *["unique"] * type_.unique)
        factors = {
            f"{name} ()": ARGUMENTS.get(name, ()),
            f"{name} ?": ("", "?"),
            f"{name} key": keys,
            f"{name} bounds": BOUNDS[type_.measure],
            f"{name} default": DEFAULTS.get(name, ()),
        }
        yield name, {factor: levels for factor, levels in factors.items() if len(levels) > 1}


FIELDS: Mapping[str, Factors] = dict(_fields())
"""The factors of the one field of each type that an entity has."""

MODELS: tuple[Factors, ...] = tuple({**ENTITY, **factors} for factors in FIELDS.values())
"""What is paired: everything about an entity, and each of its fields with that; not one field with another."""

FACTORS: Factors = {factor: levels for model in MODELS for factor, levels in model.items()}


def _is_gone_for_good(row: Row) -> bool:
    """A soft delete would take a row along that is not deleted softly."""
    kept = row["soft_delete"] == "true"
    own = {"": kept, "true": True, "false": False}[row["_soft_delete"]]
    return row["reference on delete"] == "cascade" and row["reference to"] != "itself" and kept and not own


def _is_taken_twice(type_: str, row: Row) -> bool:
    """The second row would break a unique field that has a default."""
    return row[f"{type_} key"] == "unique" and bool(row[f"{type_} default"])


EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion(
        ("reference on delete", "reference ?"),
        lambda row: row["reference on delete"] == "set_null" and not row["reference ?"],
    ),
    Exclusion(("reference to", "reference ?"), lambda row: row["reference to"] == "itself" and not row["reference ?"]),
    Exclusion(("soft_delete", "_soft_delete", "reference on delete", "reference to"), _is_gone_for_good),
    Exclusion(("list", "list to"), lambda row: row["list to"] == "itself" and not row["list"]),
    Exclusion(("list", "list as"), lambda row: bool(row["list as"]) and not row["list"]),
    Exclusion(("list as", "list to"), lambda row: row["list to"] == "itself" and not row["list as"]),
    *(
        Exclusion(
            (f"{name} key", f"{name} default"),
            partial(_is_taken_twice, name),
        )
        for name, factors in FIELDS.items()
        if "unique" in factors.get(f"{name} key", ()) and f"{name} default" in factors
    ),
)


def pairs() -> Iterator[Pair]:
    """Every two levels of factors that are paired, whether they can stand together or not."""
    seen = set()
    for model in MODELS:
        for one, other in combinations(model, 2):
            if (one, other) not in seen:
                seen.add((one, other))
                for levels in product(FACTORS[one], FACTORS[other]):
                    yield (one, levels[0]), (other, levels[1])


def pairs_of(row: Row) -> Iterator[Pair]:
    for model in MODELS:
        yield from combinations(((factor, row[factor]) for factor in model), 2)


def can_be(pair: Pair) -> bool:
    """Whether some row has both: what is tied to them by exclusions is tried in every way."""
    tied = {factor for factor, _ in pair}
    while True:
        near = [exclusion for exclusion in EXCLUSIONS if tied & set(exclusion.factors)]
        wider = tied.union(*(exclusion.factors for exclusion in near))
        if wider == tied:
            break
        tied = wider
    return any(dict(pair).items() <= row.items() for row in rows_of(frozenset(tied)))


@cache
def rows_of(factors: frozenset[str]) -> list[Row]:
    """All combinations of some factors that no exclusion between them forbids."""
    names = sorted(factors)
    inside = [exclusion for exclusion in EXCLUSIONS if factors.issuperset(exclusion.factors)]
    rows = [dict(zip(names, levels, strict=True)) for levels in product(*(FACTORS[name] for name in names))]
    return [row for row in rows if not any(exclusion.refused(row) for exclusion in inside)]
