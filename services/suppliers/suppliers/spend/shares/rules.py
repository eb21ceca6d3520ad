"""Figure C6: which share of what was paid for hardware went to contracts that a monitor follows.

Source: the Flemish government follows its frameworks with Electronics Watch (written question 287, 26 April 2021).
"""

from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from suppliers.spend.history.rules import Counted, KnownSpend, of_kind, without_spend
from suppliers.spend.rules import SpendKind


class Money(NamedTuple):
    """Amounts that may be compared."""

    currency: str
    vat_included: bool


@dataclass(frozen=True, slots=True)
class Share:
    """A part of the complete payments of one currency and treatment of VAT."""

    money: Money
    part: Decimal
    whole: Decimal
    contracts: int
    """Contracts with such a payment."""


@dataclass(frozen=True, slots=True)
class Monitored:
    """The shares of a buyer, and what they leave out."""

    shares: list[Share]
    without_spend: int
    """Contracts for hardware of which no payment in these days is recorded."""
    incomplete: int
    not_hardware: int
    partly_outside: int


def monitored(counted: Counted) -> Monitored:
    """One share for each currency and treatment of VAT, in this order; none where nothing is recorded."""
    paid = of_kind(counted.records, SpendKind.ACTUAL)
    hardware = [record for record in paid if record.contract.is_hardware]
    groups: dict[Money, list[KnownSpend]] = defaultdict(list)
    for record in hardware:
        if record.is_complete:
            groups[Money(record.currency, record.vat_included)].append(record)
    contracts = [each for each in counted.contracts if each.is_hardware]
    return Monitored(
        shares=[_share(money, groups[money]) for money in sorted(groups)],
        without_spend=len(without_spend(contracts, hardware)),
        incomplete=sum(not record.is_complete for record in hardware),
        not_hardware=len(paid) - len(hardware),
        partly_outside=counted.partly_outside,
    )


def _share(money: Money, records: list[KnownSpend]) -> Share:
    return Share(
        money=money,
        part=sum((record.amount for record in records if record.contract.is_monitored), Decimal(0)),
        whole=sum((record.amount for record in records), Decimal(0)),
        contracts=len({record.contract.contract_id for record in records}),
    )
