"""Puts problems into words for the person who wrote the entities; knows no YAML and no templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import KW_ONLY, dataclass
from difflib import get_close_matches
from functools import lru_cache


@dataclass(eq=False)
class Refusal(Exception):  # noqa: N818 - not an error yet: its reader knows the place and makes a Problem of it
    """One thing that cannot be accepted: what was found, the near miss, what to do, what is accepted.

    People follow these words to the letter, and a test does. A near miss replaces what `found` quotes first.
    A hint may say "such as 'x'" of a replacement too, "leave it out" of the field, "leave out 'x'" of a part of it,
    and "write 'x'" of a modifier, or of an option of the entity, that is missing.
    """

    found: str
    _: KW_ONLY
    near: str | None = None
    hint: str | None = None
    accepted: Iterable[str] = ()

    def __str__(self) -> str:
        more = f"; {self.hint}" if self.hint else ""
        if self.near:
            more = f"; did you mean {quoted(self.near)}{f' ({self.hint})' if self.hint else ''}?"
        stop = "" if more.endswith("?") else "."
        accepted = f"{stop} Accepted: {', '.join(self.accepted)}" if self.accepted else ""
        return f"{self.found}{more}{accepted}"


@dataclass(frozen=True)
class Problem:
    """A refusal with its place; without an entity, the place is the whole file."""

    entity: str | None
    field: str | None
    message: str

    def __str__(self) -> str:
        place = ".".join(part for part in (self.entity, self.field) if part is not None)
        message = " ".join(self.message.split("\n"))
        return f"{place}: {message}" if place else message


class BlueprintError(Exception):
    """Every problem of one reading."""

    read = "entities"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        count = "1 problem" if len(self.problems) == 1 else f"{len(self.problems)} problems"
        return "\n".join([f"{count} in the {self.read}:", *(f"  {problem}" for problem in self.problems)])


class Report:
    """Collects the problems of one reading, so that all of them are shown at once."""

    def __init__(self) -> None:
        self._problems: dict[Problem, None] = {}

    def add(self, entity: str | None, field: str | None, refusal: Refusal) -> None:
        self._problems[Problem(entity, field, str(refusal))] = None

    @contextmanager
    def at(self, entity: str | None, field: str | None = None) -> Iterator[None]:
        """Catch a refusal in the block, and note it as a problem of this place."""
        try:
            yield
        except Refusal as refusal:
            self.add(entity, field, refusal)

    def blames(self, entity: str) -> bool:
        """Tell whether the entity has problems already: they may explain another one."""
        return any(problem.entity == entity for problem in self._problems)

    def close(self, written: Mapping[str, Iterable[str]] | None = None) -> None:
        """Raise the collected problems in the order of the file."""
        if self._problems:
            places: list[tuple[str | None, str | None]] = [(None, None)]
            places += [(entity, field) for entity, fields in (written or {}).items() for field in (None, *fields)]
            order = {place: number for number, place in enumerate(places)}
            raise BlueprintError(sorted(self._problems, key=lambda told: order.get((told.entity, told.field), -1)))


def quoted(text: str) -> str:
    """Return the text in quotes of the kind that it does not contain."""
    return f'"{text}"' if "'" in text and '"' not in text else f"'{text}'"


def nearest(word: str, candidates: Iterable[str]) -> str | None:
    """Return the candidate that is most similar to `word`; case does not count."""
    return meant(word, {candidate: candidate for candidate in candidates})


def meant(word: str, meanings: Mapping[str, str]) -> str | None:
    """Return the meaning of the key that is most similar to `word`; case does not count."""
    folded = {key.lower(): meaning for key, meaning in meanings.items()}
    close = _closest(word.lower(), tuple(folded))
    return folded[close] if close else None


@lru_cache(maxsize=1024)  # a word that is wrong once is often wrong in every entity
def _closest(word: str, candidates: tuple[str, ...]) -> str | None:
    return next(iter(get_close_matches(word, candidates, n=1, cutoff=0.65)), None)


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return `a, b and c`."""
    return f"{', '.join(words[:-1])} {last} {words[-1]}" if len(words) > 1 else "".join(words)
