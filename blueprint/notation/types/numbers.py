"""Numbers: integers, floats and decimals; bounds compare values."""

from __future__ import annotations

import math
import re
import sys
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from ..problems import Refusal
from .field import RANGE, Arguments, Field, Measure, Samples
from .literals import literal
from .measured import OPERATORS, Measured, N, whole_numbers

_MOST_DIGITS = 15  # a float holds as many exactly: SQLite stores decimals as floats
_PLAIN_DIGITS = 6  # with more of them after the point, Python writes some decimals with an exponent


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Number(Measured[N]):
    """A type whose values bounds compare."""

    usual: N  # the example of `input` in the template's schemas/types.py
    measure = Measure.VALUE

    def example(self, low: N, high: N, arguments: Arguments) -> N:
        """Return the usual example, or what is allowed and nearest to it."""
        return min(max(self.usual, low), high)

    def grid(self, low: N, high: N, arguments: Arguments) -> tuple[N, N, N]:
        """Return the least and the greatest sample, and the step between samples."""
        raise NotImplementedError

    def nth(self, index: str, low: N, step: N, arguments: Arguments) -> str:
        """Return a Python expression of the sample at the index."""
        return f"{literal(low)} + {index if isinstance(step, int) else f'{literal(step)} * ({index})'}"

    def read_default(self, written: str, arguments: Arguments) -> N:
        return self.read_bound(written, arguments)

    def constraints(self, field: Field) -> list[tuple[str, str]]:
        return [(OPERATORS[bound.operator], _limit(bound.value)) for bound in field.bounds]

    def samples(self, field: Field) -> Samples:
        low, high = self.allowed(field.arguments, field.bounds)
        first, last, step = self.grid(low, high, field.arguments)
        count = int((last - first) / step) + 1
        index = f"number % {count}" if count < 10_000 else "number"
        example = self.example(low, high, field.arguments)
        return Samples(
            first=_as_json(first),
            other=_as_json(min(first + step, last)),
            distinct=self.nth(index, first, step, field.arguments),
            capacity=count,
            wrong=self.wrong(low, high, field) + ([literal(self.invalid)] if self.invalid else []),
            example=None if example == self.usual else _as_json(example),
        )

    def wrong(self, low: N, high: N, field: Field) -> list[str]:
        """Return Python expressions of JSON beyond the bounds."""
        below, above = self.neighbour(low, field.arguments, -1), self.neighbour(high, field.arguments, 1)
        return [_as_json(below), _as_json(above)]


def _as_json(value: int | float | Decimal) -> str:
    """Return a Python expression of the JSON that carries the value: text, for a decimal."""
    return f'"{value:f}"' if isinstance(value, Decimal) else literal(value)


def _limit(value: int | float | Decimal) -> str:
    """Return whole decimals as plain numbers: Pydantic compares them all the same."""
    return f"{value:.0f}" if isinstance(value, Decimal) and value == int(value) else literal(value)


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Integer(Number[int]):
    """A whole number of so many bits."""

    bits: int

    def read_bound(self, written: str, arguments: Arguments) -> int:
        if not re.fullmatch(r"-?[0-9]{1,40}", written):
            raise Refusal(f"'{written}' is not a whole number")
        return int(written)

    def limits(self, arguments: Arguments) -> tuple[int, int]:
        greatest: int = 2 ** (self.bits - 1) - 1
        return -greatest - 1, greatest

    def grid(self, low: int, high: int, arguments: Arguments) -> tuple[int, int, int]:
        """Begin at 1 where the bounds allow it."""
        return (low if low > 1 or high < 1 else 1), high, 1


class Float(Number[float]):
    """A number of double precision."""

    def read_bound(self, written: str, arguments: Arguments) -> float:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?", written):
            raise Refusal(f"'{written}' is not a number")
        number = float(written)
        if not math.isfinite(number):
            raise Refusal(f"'{written}' is larger than a float can be")
        return number

    def limits(self, arguments: Arguments) -> tuple[float, float]:
        return -sys.float_info.max, sys.float_info.max

    def neighbour(self, value: float, arguments: Arguments, direction: int) -> float:
        return math.nextafter(value, direction * math.inf)

    def example(self, low: float, high: float, arguments: Arguments) -> float:
        candidates = (self.usual, math.floor(low) + 1.0, (low + high) / 2)
        return next(number for number in candidates if low <= number <= high)

    def grid(self, low: float, high: float, arguments: Arguments) -> tuple[float, float, float]:
        """Stay off the bounds, with steps that floats of this size hold."""
        low = low if low > 0 or high < 1 else 0.0
        span = min(high - low, 1024.0)
        return low + span / 4, low + span / 2, span / 4096 or 1.0

    def wrong(self, low: float, high: float, field: Field) -> list[str]:
        steps = [(bound, max(1.0, math.ulp(bound.value))) for bound in field.bounds]
        beyond = [bound.value - step if ">" in bound.operator else bound.value + step for bound, step in steps]
        return [*map(literal, beyond)]


class Exact(Number[Decimal]):
    """A decimal number of so many digits, some of them after the point."""

    def read_arguments(self, written: tuple[str, ...] | None) -> Arguments:
        if written is not None and len(written) == 1 and written[0].isdigit():
            raise Refusal("decimal takes two numbers", near=f"decimal({written[0]}, 0)")
        if not written:
            hint = "the digits, and those after the point"
            raise Refusal("decimal takes two numbers", near="decimal(10, 2)", hint=hint)
        precision, scale = whole_numbers(written, 2, "decimal(10, 2)")
        if precision > _MOST_DIGITS:
            raise _too_precise(precision, scale)
        if precision < 1 or scale > precision:
            raise Refusal(
                f"decimal({precision}, {scale}) makes no sense",
                hint=f"the first number counts all digits (1 to {_MOST_DIGITS}), the second those after the point",
            )
        return (precision, scale)

    def read_bound(self, written: str, arguments: Arguments) -> Decimal:
        if not re.fullmatch(r"-?[0-9]{1,40}(\.[0-9]{1,40})?", written):
            raise Refusal(f"'{written}' is not a decimal number")
        _, scale = arguments
        digits = len(written.partition(".")[2].rstrip("0"))
        if digits > scale:
            raise Refusal(f"'{written}' has {digits} digits after the point, the type keeps {scale}")
        return Decimal(written)

    def limits(self, arguments: Arguments) -> tuple[Decimal, Decimal]:
        precision, scale = arguments
        greatest = Decimal(10**precision - 1).scaleb(-scale)
        return -greatest, greatest

    def neighbour(self, value: Decimal, arguments: Arguments, direction: int) -> Decimal:
        return value + direction * _unit(arguments)

    def example(self, low: Decimal, high: Decimal, arguments: Arguments) -> Decimal:
        return super().example(low, high, arguments).quantize(_unit(arguments), ROUND_UP)

    def grid(self, low: Decimal, high: Decimal, arguments: Arguments) -> tuple[Decimal, Decimal, Decimal]:
        """Begin at 1 or 0 where the bounds allow it."""
        unit = _unit(arguments)
        nearest = Decimal(1) if high >= 2 else Decimal(0)
        low = max(low, nearest) if high >= nearest else low
        return low.quantize(unit), high.quantize(unit), Decimal(1) if high - low >= 50 else unit

    def output_type(self, field: Field, own: str) -> str:
        return "PlainDecimal" if field.arguments[1] > _PLAIN_DIGITS else self.annotation

    def constraints(self, field: Field) -> list[tuple[str, str]]:
        precision, scale = field.arguments
        return [("max_digits", str(precision)), ("decimal_places", str(scale)), *super().constraints(field)]

    def nth(self, index: str, low: Decimal, step: Decimal, arguments: Arguments) -> str:
        number = super().nth(index, low, step, arguments)
        return f'format({number}, "f")' if arguments[1] > _PLAIN_DIGITS else f"str({number})"


def _unit(arguments: Arguments) -> Decimal:
    """Return the least difference between two values."""
    return Decimal(1).scaleb(-arguments[1])


def _too_precise(precision: int, scale: int) -> Refusal:
    fits = scale <= _MOST_DIGITS // 2
    return Refusal(
        f"decimal has at most {_MOST_DIGITS} digits, found {precision}: SQLite stores decimals as floats, "
        f"which hold no more exactly",
        near=f"decimal({_MOST_DIGITS}, {scale})" if fits else None,
        hint=None if fits else "a number of more digits can be a str",
    )


NUMBERS = (
    Integer(
        name="int", bits=32, annotation="int", input="Int32", output="StoredInt32", form="INT32",
        query="Int32Param", filters=("eq", "in", *RANGE), usual=1,
    ),
    Integer(
        name="smallint", bits=16, annotation="int", column="sa.SmallInteger",
        input="Int16", output="StoredInt32", form="INT16",
        query="Int16Param", filters=("eq", "in", *RANGE), usual=1,
    ),
    Integer(
        name="bigint", bits=64, annotation="int", column="sa.BigInteger",
        input="Int64", output="StoredInt64", form="INT64",
        query="Int64Param", filters=("eq", "in", *RANGE), usual=1,
    ),
    Float(
        name="float", annotation="float", input="FiniteFloat", query="FloatParam", filters=RANGE,
        usual=0.5, invalid="much",
    ),
    Exact(
        name="decimal", usage="decimal(p, s)", annotation="Decimal", column="sa.Numeric({}, {})", form="DECIMAL",
        query="FiniteDecimal", filters=("eq", "in", *RANGE), usual=Decimal("0.5"), invalid="NaN",
    ),
)  # fmt: skip
