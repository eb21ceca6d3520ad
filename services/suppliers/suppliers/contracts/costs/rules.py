"""Life-cycle costs of an offer, and their totals (Directive 2014/24/EU, article 68); nothing is discounted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from chassis.problems import Conflict, Fault, Invalid, NotFound


class CostKind(StrEnum):
    """What a cost is for.

    `acquisition`: buying or leasing; `energy`: use of electricity; `repair_and_upgrade`: maintenance, repair,
    spare parts and upgrades; `end_of_life`: collection, erasure and recycling, less what the devices still bring
    in; `external`: harm to people and nature that is given a price, such as emissions.
    """

    ACQUISITION = "acquisition"
    ENERGY = "energy"
    REPAIR_AND_UPGRADE = "repair_and_upgrade"
    END_OF_LIFE = "end_of_life"
    EXTERNAL = "external"


K = CostKind


@dataclass(frozen=True, slots=True)
class Cost:
    """A cost in one year of the use, counted from 1, or in each of them where `year` is None."""

    kind: CostKind
    amount: Decimal
    year: int | None


@dataclass(frozen=True, slots=True)
class CostTotals:
    """Exact sums; `years` has one for each year of the use, and `without_external` leaves external costs out."""

    kinds: dict[CostKind, Decimal]
    years: Sequence[Decimal]
    without_external: Decimal
    total: Decimal


class LifeCycleCostNotFound(NotFound):
    """There is no record of life-cycle costs with this id in this contract."""

    title = "Life-cycle costs not found"


class OfferRecorded(Conflict):
    """The life-cycle costs of this offer are recorded already; change that record."""

    title = "Offer already recorded"


class YearOutside(Invalid):
    """A cost is in one of the years of the use, counted from 1."""

    title = "Year outside the use"


class NegativeCost(Invalid):
    """Only at its end of life something may bring in more than it costs."""

    title = "Negative cost"


def check_costs(costs: Iterable[Cost], years: int) -> None:
    """Raises YearOutside, NegativeCost, pointing at each cost that is wrong."""
    listed = list(enumerate(costs))
    outside = [
        Fault(
            f"/costs/{place}/year",
            YearOutside.code(),
            f"The use lasts {years} years; year {cost.year} is none of them.",
        )
        for place, cost in listed
        if cost.year is not None and cost.year > years
    ]
    if outside:
        raise YearOutside(errors=outside)
    negative = [
        Fault(f"/costs/{place}/amount", NegativeCost.code(), f"A cost of {cost.kind} is not negative.")
        for place, cost in listed
        if cost.amount < 0 and cost.kind is not K.END_OF_LIFE
    ]
    if negative:
        raise NegativeCost(errors=negative)


def totals(costs: Iterable[Cost], years: int) -> CostTotals:
    """The sums of the costs over so many years."""
    kinds = dict.fromkeys(CostKind, Decimal(0))
    by_year = [Decimal(0)] * years
    for cost in costs:
        for year in range(1, years + 1) if cost.year is None else (cost.year,):
            kinds[cost.kind] += cost.amount
            by_year[year - 1] += cost.amount
    total = sum(by_year, Decimal(0))
    return CostTotals(kinds, by_year, total - kinds[K.EXTERNAL], total)
