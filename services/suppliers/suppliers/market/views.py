"""Market observations as API answers."""

from decimal import ROUND_HALF_UP, Decimal

from chassis.stored_values import as_stored
from suppliers.market.rules import Counts, share, warnings_of
from suppliers.market.schemas import MarketObservationOut, MarketWarningOut
from suppliers.tables import MarketObservation

TENTH = Decimal("0.1")


def observation_out(row: MarketObservation) -> MarketObservationOut:
    counts = Counts(row.models_total, row.models_with_label, row.bidders_total, row.bidders_with_label)
    warnings = [
        MarketWarningOut(
            warning=each.warning,
            measure=each.measure,
            value=each.value.quantize(TENTH, rounding=ROUND_HALF_UP),
            limit=each.limit,
        )
        for each in warnings_of(counts)
    ]
    facts = {
        "models_share_pct": share(row.models_with_label, row.models_total),
        "bidders_share_pct": share(row.bidders_with_label, row.bidders_total),
        "warnings": warnings,
    }
    return as_stored(MarketObservationOut, row.model_dump() | facts)
