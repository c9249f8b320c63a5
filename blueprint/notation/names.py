"""Derives names from names: snake case, plurals, singulars; `_plural` overrules the rules of this module."""

from __future__ import annotations

import keyword
import re

_WORD_STARTS = re.compile(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])(?![A-Z]s(?:[A-Z]|$))")

_UNCOUNTABLE = frozenset(
    """
    advice aircraft aws baggage chaos chassis cms cosmos css debris deer dns electricity equipment ethos evidence
    feedback fish furniture gps hardware headquarters homework https information jewelry knowledge kudos luggage
    metadata money music news offspring pos research rice series sheep sms software spacecraft species staff tennis
    traffic weather wildlife
    """.split()
)

_IRREGULAR = {  # `as` and `is` are Python keywords, so `a` and `i` have other plurals
    "a": "aes", "addendum": "addenda", "alumnus": "alumni", "appendix": "appendices", "axis": "axes",
    "bacterium": "bacteria", "cactus": "cacti", "corpus": "corpora", "criterion": "criteria",
    "curriculum": "curricula", "datum": "data", "die": "dice", "epoch": "epochs", "erratum": "errata",
    "fez": "fezzes", "foot": "feet", "fungus": "fungi", "goose": "geese", "i": "ies", "louse": "lice",
    "matrix": "matrices", "medium": "media", "memorandum": "memoranda", "monarch": "monarchs", "mouse": "mice",
    "nucleus": "nuclei", "ox": "oxen", "phenomenon": "phenomena", "quiz": "quizzes", "radius": "radii",
    "stimulus": "stimuli", "stomach": "stomachs", "stratum": "strata", "tooth": "teeth", "topaz": "topazes",
    "vertex": "vertices", "whiz": "whizzes",
}  # fmt: skip
_PLURAL_RULES = (
    (r"(?<!hu)(?<!ger)(?<!ro)(?<!sha)(?<!talis)(?<!otto)(?<!cai)man$", "men"),  # not humans, Germans, Romans, ...
    (r"person$", "people"),
    (r"child$", "children"),
    (r"sis$", "ses"),
    (r"(lea|loa|shea|thie|hal|cal|el|wol)f$", r"\1ves"),
    (r"(kni|wi|li)fe$", r"\1ves"),
    (r"(her|potat|tomat|ech|vet|torped|embarg|carg)o$", r"\1oes"),
    (r"([^aeiou]|qu)y$", r"\1ies"),
    (r"(s|x|z|ch|sh)$", r"\1es"),
    (r"$", "s"),
)

# The first rule that matches decides; the second and the fourth keep singulars that look like plurals.
_SINGULAR_RULES = (
    (r"^(menu|guru|haiku|emu|sku|cpu|gpu)s$", r"\1"),
    (r"(ss|us|sis)$", r"\1"),
    (r"(alias|atlas|bias|canvas|christmas|\bgas|iris|pelvis|\bibis|trellis|metropolis|\blens|summons)(?:es)?$", r"\1"),
    (r"(specimen|regimen|abdomen|\bomen|acumen|stamen|ramen)$", r"\1"),
    (r"men$", "man"),
    (r"people$", "person"),
    (r"children$", "child"),
    (r"(analy|paraly|cataly|\bcri|the|gno|synop|\boa|empha|neuro|psycho|morpho|gene)ses$", r"\1sis"),
    (r"(lea|loa|shea|thie|hal|cal|\bel|shel|\bsel|wol)ves$", r"\1f"),
    (r"(kni|wi|\bli|afterli)ves$", r"\1fe"),
    (r"(mov|cook|calor|zomb|rook|self|hood|smooth|brown|\bgen|pix|prair|coll|bird|\b[dlpt])ies$", r"\1ie"),
    (r"ies$", "y"),
    (r"(shoe|canoe|oboe|\btoe|\bfoe)s$", r"\1"),
    (r"oes$", "o"),
    (r"(cache|niche|ache|avalanche|psyche|creche|quiche|brioche)s$", r"\1"),
    (r"([aeio]use|\buse|reuse|fuse|\bmuse|\bruse|excuse|abuse|recluse)s$", r"\1"),
    (r"(ss|us|x|tz|zz|ch|sh)es$", r"\1"),
    (r"s$", ""),
)


def words(name: str) -> list[str]:
    """The words of a camel case name: `HTTPServer2` is `HTTP`, `Server2`."""
    return _WORD_STARTS.split(name)


def snake(name: str) -> str:
    """`APIKey` is `api_key`."""
    return "_".join(words(name)).lower()


def camel(name: str) -> str:
    """`published_on` is `PublishedOn`."""
    return "".join(word[:1].upper() + word[1:] for word in name.split("_"))


def module(name: str) -> str:
    """The module of an entity: its snake case, with an underscore after a Python keyword."""
    plain = snake(name)
    return f"{plain}_" if keyword.iskeyword(plain) else plain


def member(value: str) -> str:
    """The Python name of an enum's member: `in-progress` and `inProgress` are `IN_PROGRESS`."""
    return snake(value.replace("-", "_")).upper()


def field_class(entity: str, field: str) -> str:
    """The type of a field, where it has one of its own: `BookStatus`."""
    return entity + camel(field)


def plural(name: str) -> str:
    """The plural of the last word of a snake case name; a plural stays as it is."""
    head, last = _split(name)
    return head + _plural_word(last)


def singular(name: str) -> str:
    """The singular of the last word of a snake case name; a singular stays as it is."""
    head, last = _split(name)
    return head + _singular_word(last)


def _plural_word(word: str) -> str:
    if word in _UNCOUNTABLE or _singular_word(word) != word:
        return word
    return _IRREGULAR.get(word) or _rewritten(word, _PLURAL_RULES)


def _singular_word(word: str) -> str:
    if word in _UNCOUNTABLE or word in _IRREGULAR:
        return word
    return _SINGULARS.get(word) or _rewritten(word, _SINGULAR_RULES)


def _rewritten(word: str, rules: tuple[tuple[str, str], ...]) -> str:
    """The word as the first rule that matches writes it."""
    for pattern, replacement in rules:
        written, count = re.subn(pattern, replacement, word, count=1)
        if count:
            return written
    return word


def _split(name: str) -> tuple[str, str]:
    head, separator, last = name.rpartition("_")
    return head + separator, last


_SINGULARS = {plural: singular for singular, plural in _IRREGULAR.items()} | {"indices": "index"}
