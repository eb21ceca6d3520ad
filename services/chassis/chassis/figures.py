"""Figures on the wire: a number is always sent with the numbers it was computed from.

A denominator of 0 has no percentage: its value is null, neither 0 nor 100. Percentages carry one decimal,
rounded half-up, as people round by hand.
"""

from collections.abc import Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

ONE_DECIMAL = Decimal("0.1")
TWO_DECIMALS = Decimal("0.01")


class Unit(StrEnum):
    """What the value of a figure is measured in."""

    PERCENT = "percent"
    RATIO = "ratio"
    COUNT = "count"


class Coverage(BaseModel):
    """How much of what the figure speaks of is known at all: silence is never a good sign by itself."""

    known: int = Field(description="Of how many something is known.", examples=[12])
    unknown: int = Field(description="Of how many nothing is known.", examples=[3])


class Period(BaseModel):
    """Business days, both ends included."""

    start: date = Field(description="First day.")
    end: date = Field(description="Last day.")


class Scope(BaseModel):
    """Whose figure it is."""

    kind: str = Field(description="The kind of thing that the figure is about.", examples=["buyer"])
    id: UUID = Field(description="Its id.")


class Figure(BaseModel):
    """A measured value with its parts; `value` is null where the denominator is 0."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "kpi": "contracts_with_clause",
                    "code": "C1",
                    "value": 66.7,
                    "unit": "percent",
                    "numerator": 2,
                    "denominator": 3,
                    "coverage": {"known": 3, "unknown": 0},
                    "excluded": {"not_hardware": 1},
                    "as_of": "2026-03-01",
                    "period": None,
                    "scope": {"kind": "buyer", "id": "0197f3a2-0000-7000-8000-000000000001"},
                    "method_version": "1",
                }
            ]
        }
    )

    kpi: str = Field(description="Name of the figure, the same in every release.")
    code: str = Field(description="Number of the figure in the list of figures.")
    value: float | None = Field(description="The figure; null where the denominator is 0.")
    unit: Unit = Field(description="Unit of `value`.")
    numerator: int = Field(description="How many were counted.")
    denominator: int | None = Field(description="Of how many; null for a plain count.")
    coverage: Coverage | None = Field(default=None, description="How much is known; null where all of it is.")
    excluded: dict[str, int] = Field(default={}, description="How many were left out, by reason.")
    breakdown: dict[str, int] = Field(default={}, description="How a count divides: by side, by severity.")
    as_of: date = Field(description="The day on which it was counted.")
    period: Period | None = Field(default=None, description="The days it covers; null where it is about one day.")
    scope: Scope = Field(description="The organisation, or other thing, that was counted.")
    method_version: str = Field(default="1", description="Grows when the way of counting changes.")


def percent(numerator: int, denominator: int) -> float | None:
    """One decimal, half-up; None where the denominator is 0."""
    return _divided(100 * numerator, denominator, ONE_DECIMAL)


def ratio(numerator: int, denominator: int) -> float | None:
    """Two decimals, half-up; None where the denominator is 0."""
    return _divided(numerator, denominator, TWO_DECIMALS)


def _divided(numerator: int, denominator: int, places: Decimal) -> float | None:
    if denominator == 0:
        return None
    return float((Decimal(numerator) / Decimal(denominator)).quantize(places, ROUND_HALF_UP))


def share(  # noqa: PLR0913
    kpi: str,
    code: str,
    parts: tuple[int, int],
    *,
    as_of: date,
    scope: Scope,
    unknown: int = 0,
    excluded: Mapping[str, int] | None = None,
) -> Figure:
    """A percentage of `parts` (numerator, denominator); `unknown` says of how many nothing is known."""
    numerator, denominator = parts
    return Figure(
        kpi=kpi,
        code=code,
        value=percent(numerator, denominator),
        unit=Unit.PERCENT,
        numerator=numerator,
        denominator=denominator,
        coverage=Coverage(known=denominator - unknown, unknown=unknown),
        excluded=dict(excluded or {}),
        as_of=as_of,
        scope=scope,
    )


def count(  # noqa: PLR0913
    kpi: str,
    code: str,
    number: int,
    *,
    as_of: date,
    scope: Scope,
    excluded: Mapping[str, int] | None = None,
    breakdown: Mapping[str, int] | None = None,
) -> Figure:
    """A plain number of things, and how it divides."""
    return Figure(
        kpi=kpi,
        code=code,
        value=number,
        unit=Unit.COUNT,
        numerator=number,
        denominator=None,
        excluded=dict(excluded or {}),
        breakdown=dict(breakdown or {}),
        as_of=as_of,
        scope=scope,
    )
