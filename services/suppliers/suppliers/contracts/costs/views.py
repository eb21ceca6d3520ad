"""Life-cycle costs as API answers."""

from collections.abc import Iterable
from decimal import Decimal

from chassis.stored_values import as_stored
from suppliers.contracts.costs.rules import Cost, CostKind, totals
from suppliers.contracts.costs.schemas import LifeCycleCostList, LifeCycleCostOut
from suppliers.tables import LifeCycleCost


def cost_out(row: LifeCycleCost) -> LifeCycleCostOut:
    costs = [Cost(CostKind(each["kind"]), Decimal(each["amount"]), each["year"]) for each in row.costs]
    sums = totals(costs, row.years)
    written = {kind.value: _exact(amount) for kind, amount in sums.kinds.items()}
    together = {"without_external": _exact(sums.without_external), "total": _exact(sums.total)}
    values = row.model_dump() | {
        "sums": written | together,
        "years_sums": [_exact(amount) for amount in sums.years],
    }
    return as_stored(LifeCycleCostOut, values)


def _exact(amount: Decimal) -> Decimal:
    return amount.quantize(Decimal("0.01"))


def cost_list(rows: Iterable[LifeCycleCost]) -> LifeCycleCostList:
    return LifeCycleCostList(items=[cost_out(row) for row in rows])
