"""Enums: the members are the type's arguments, and each field has a class of its own."""

from __future__ import annotations

import re
import unicodedata

from .. import names
from ..problems import Refusal, nearest, quoted
from .field import Arguments, Field, FieldType, Samples, Value
from .literals import literal

_LONGEST_MEMBER = 64
_MEMBER = re.compile(r"[A-Za-z][A-Za-z0-9_-]*")


class Enum(FieldType):
    """One of several words."""

    def read_arguments(self, written: tuple[str, ...] | None) -> Arguments:
        if not written:
            raise Refusal("enum lists its members, as in 'enum(draft, published)'")
        for member in written:
            _check_member(member)
        seen: dict[str, str] = {}
        for member in written:
            name = names.member(member)
            other = seen.setdefault(name, member)
            if other != member:
                raise Refusal(f"the enum's members '{other}' and '{member}' would both be {name} in Python")
        if len(set(written)) < len(written):
            twice = next(member for member in written if written.count(member) > 1)
            raise Refusal(f"the enum lists '{twice}' twice", hint="write it once")
        return written

    def near(self, field: str, written: tuple[str, ...]) -> str | None:
        bare = [member.strip("'\"` ") for member in written]
        if not bare or all(_MEMBER.fullmatch(member) for member in written):
            return None
        if all(re.fullmatch(r"-?[0-9]{1,9}", member) for member in bare):
            numbers = sorted(map(int, bare))
            low, high = numbers[0], numbers[-1]
            if numbers == list(range(low, high + 1)):
                return f"{'smallint' if -32768 <= low <= high <= 32767 else 'int'} >= {low} <= {high}"
        members = [_near_member(field, member) for member in bare]
        return f"enum({', '.join(members)})" if all(members) and len(set(members)) == len(members) else None

    def read_default(self, written: str, arguments: Arguments) -> str:
        if written not in arguments:
            plain = re.sub(r"[^A-Za-z0-9_-]+", "_", written)
            near = next((member for member in arguments if plain and member.endswith(plain)), None)
            near = near or nearest(written, arguments)
            raise Refusal(f"'{written}' is not a member of the enum", near=near, accepted=arguments)
        return written

    def value_type(self, own: str) -> str:
        return own

    def output_type(self, field: Field, own: str) -> str:
        return f"{own} | FormerMember"

    def literal(self, value: Value, own: str) -> str:
        return f"{own}.{names.member(str(value))}"

    def samples(self, field: Field) -> Samples:
        members = field.arguments
        distinct = f"{literal(list(members))}[number % {len(members)}]"
        return Samples(literal(members[0]), literal(members[-1]), distinct, len(members), ['"no such member"'])


def _check_member(member: str) -> None:
    if not _MEMBER.fullmatch(member):
        rule = "a member is a letter, then letters, digits, '_' and '-', without quotes"
        raise Refusal(f"{quoted(member)} cannot be a member of an enum ({rule})")
    if len(member) > _LONGEST_MEMBER:
        raise Refusal(f"members of an enum have at most {_LONGEST_MEMBER} characters, found '{member}'")


def _near_member(field: str, member: str) -> str:
    plain = unicodedata.normalize("NFKD", member).encode("ascii", "ignore").decode()
    joined = re.sub(r"[^A-Za-z0-9_-]+", "_", plain).strip("_-")
    return f"{field}_{joined}" if joined[:1].isdigit() else joined


ENUMS = (Enum(name="enum", usage="enum(a, b, c)", unique=False, annotation=""),)
