"""Adding up spend: only amounts that are alike, and only what was recorded."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from chassis.problems import Invalid
from suppliers.spend.history.rules import Counted, Days, KnownContract, KnownSpend, of_kind, years
from suppliers.spend.rules import SpendKind

MOST = 1000
"""Totals in one answer."""

FORECASTS = frozenset({SpendKind.BUDGET, SpendKind.ESTIMATE})


class Dimension(StrEnum):
    """What totals are divided by."""

    YEAR = "year"
    CONTRACT = "contract"
    SUPPLIER = "supplier"
    FRAMEWORK = "framework"


class TooManyTotals(Invalid):
    """There are more totals than one answer has. Group by less, or name a year, a supplier or a framework."""

    title = "Too many totals"


class Group(NamedTuple):
    """What the amounts of a total have in common; None where it is not divided by that."""

    years: tuple[int, int] | None
    """The first and the last calendar year of their periods."""
    framework_id: UUID | None
    supplier_id: UUID | None
    contract_id: UUID | None
    kind: SpendKind
    currency: str
    vat_included: bool


@dataclass(frozen=True, slots=True)
class Part:
    """Amounts that may be added: how many there are, and their exact sum."""

    records: int
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Total:
    """What was recorded of one group. Periods that are not complete have a sum of their own."""

    group: Group
    sample: KnownContract
    """One of its contracts: it has the names of what the total is divided by."""
    complete: Part
    incomplete: Part
    days: Days
    contract_days: int
    covered_days: int

    @property
    def is_complete(self) -> bool:
        return self.incomplete.records == 0 and self.covered_days >= self.contract_days


def totals(counted: Counted, by: Collection[Dimension], kind: SpendKind | None) -> list[Total]:
    """One total for each group, by years, frameworks, suppliers and contracts; raises TooManyTotals."""
    groups: dict[Group, list[KnownSpend]] = defaultdict(list)
    for record in of_kind(counted.records, kind):
        groups[_group(record, by)].append(record)
    if len(groups) > MOST:
        raise TooManyTotals(f"There are {len(groups)} totals; one answer has at most {MOST}.")
    return [_total(group, groups[group], counted.asked.days) for group in sorted(groups, key=_order)]


def _group(record: KnownSpend, by: Collection[Dimension]) -> Group:
    contract = record.contract
    return Group(
        years=(record.days.first.year, record.days.last.year) if Dimension.YEAR in by else None,
        framework_id=contract.framework_id if Dimension.FRAMEWORK in by else None,
        supplier_id=contract.supplier_id if Dimension.SUPPLIER in by else None,
        contract_id=contract.contract_id if Dimension.CONTRACT in by else None,
        kind=record.kind,
        currency=record.currency,
        vat_included=record.vat_included,
    )


def _order(group: Group) -> tuple[object, ...]:
    return (group.years or (), *map(str, group[1:]))


def _total(group: Group, records: Collection[KnownSpend], asked_for: Days) -> Total:
    counted = asked_for if group.years is None else years(*group.years).within(asked_for)
    contracts = {record.contract.contract_id: record.contract for record in records}.values()
    complete = [record for record in records if record.is_complete]
    return Total(
        group=group,
        sample=next(iter(contracts)),
        complete=_part(complete),
        incomplete=_part(record for record in records if not record.is_complete),
        days=Days(min(record.days.first for record in records), max(record.days.last for record in records)),
        contract_days=sum(contract.days.within(counted).length for contract in contracts),
        covered_days=sum(record.days.within(record.contract.days).length for record in complete),
    )


def _part(records: Iterable[KnownSpend]) -> Part:
    amounts = [record.amount for record in records]
    return Part(len(amounts), sum(amounts, Decimal(0)))


def dimensions(group_by: str | None) -> list[Dimension]:
    """In the order in which they were named, each once."""
    return [Dimension(name) for name in dict.fromkeys(group_by.split(","))] if group_by else []
