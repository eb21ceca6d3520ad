"""Spend as API answers."""

from chassis.stored_values import as_stored
from suppliers.spend.rules import Totals
from suppliers.spend.schemas import Money, MoneySum, SpendOut, SpendTotal, SpendTotals
from suppliers.tables import ContractSpend


def spend_out(row: ContractSpend) -> SpendOut:
    return as_stored(SpendOut, row.model_dump() | {"money": row.model_dump(include=set(Money.model_fields))})


def totals_out(totals: Totals) -> SpendTotals:
    return SpendTotals(
        items=[
            SpendTotal(
                kind=kind,
                money=MoneySum(amount=amount, currency=currency, vat_included=vat_included),
                incomplete=left_out,
            )
            for (kind, currency, vat_included), (amount, left_out) in totals.items()
        ]
    )
