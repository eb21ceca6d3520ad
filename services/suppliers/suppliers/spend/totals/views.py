"""Totals of spend as API answers."""

from collections.abc import Sequence
from dataclasses import asdict

from chassis.figures import Period
from suppliers.spend.history.rules import Counted, without_spend
from suppliers.spend.totals.rules import FORECASTS, Dimension, Total
from suppliers.spend.totals.schemas import GroupedSpend, GroupedSpendTotals, IncompleteSpend


def grouped_totals_out(counted: Counted, totals: Sequence[Total], by: Sequence[Dimension]) -> GroupedSpendTotals:
    return GroupedSpendTotals(
        as_of=counted.asked.as_of,
        group_by=list(by),
        contracts=len(counted.contracts),
        contracts_without_spend=len(without_spend(counted.contracts, counted.records)),
        partly_outside=counted.partly_outside,
        items=list(map(_total_out, totals)),
    )


def _total_out(total: Total) -> GroupedSpend:
    group, contract = total.group, total.sample
    first, last = group.years or (None, None)
    return GroupedSpend(
        year=first if first == last else None,
        framework_id=group.framework_id,
        framework_reference=contract.framework_reference if group.framework_id else None,
        supplier_id=group.supplier_id,
        supplier_name=contract.supplier_name if group.supplier_id else None,
        contract_id=group.contract_id,
        contract_reference=contract.reference if group.contract_id else None,
        kind=group.kind,
        is_forecast=group.kind in FORECASTS,
        currency=group.currency,
        vat_included=group.vat_included,
        amount=total.complete.amount,
        records=total.complete.records,
        incomplete=IncompleteSpend(**asdict(total.incomplete)),
        period=Period(start=total.days.first, end=total.days.last),
        contract_days=total.contract_days,
        covered_days=total.covered_days,
        is_complete=total.is_complete,
    )
