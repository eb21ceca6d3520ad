"""Shares of spend as API answers."""

from chassis.callers import Caller
from chassis.figures import Coverage, Period, Scope, percent
from suppliers.spend.history.rules import Asked
from suppliers.spend.shares.rules import Monitored
from suppliers.spend.shares.schemas import SpendShare, SpendShares


def spend_shares_out(monitored: Monitored, asked: Asked, caller: Caller) -> SpendShares:
    """Figure C6."""
    excluded = {
        "not_hardware": monitored.not_hardware,
        "incomplete": monitored.incomplete,
        "partly_outside": monitored.partly_outside,
    }
    return SpendShares(
        items=[
            SpendShare(
                kpi="monitored_spend",
                code="C6",
                value=percent(int(share.part * 100), int(share.whole * 100)),
                currency=share.money.currency,
                vat_included=share.money.vat_included,
                numerator=share.part,
                denominator=share.whole,
                coverage=Coverage(known=share.contracts, unknown=monitored.without_spend),
                excluded=excluded,
                as_of=asked.as_of,
                period=Period(start=asked.days.first, end=asked.days.last),
                scope=Scope(kind=caller.org_kind.value, id=caller.org),
            )
            for share in monitored.shares
        ],
        contracts_without_spend=monitored.without_spend,
    )
