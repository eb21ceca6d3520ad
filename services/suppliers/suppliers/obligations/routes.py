"""`/v1/obligations`: what suppliers have to do under all contracts."""

from fastapi.responses import Response

from chassis.list_routes import Reads, list_route
from chassis.routing import new_router
from suppliers.obligations.lists.queries import obligations_of
from suppliers.obligations.schemas import ContractObligationItem, ObligationQuery
from suppliers.permissions import CanReadContracts

router = new_router("/v1/obligations", "obligations")


@list_route(router, "", item=ContractObligationItem)
async def list_obligations_of_contracts(caller: CanReadContracts, reads: Reads, query: ObligationQuery) -> Response:
    """Obligations of all contracts in their state today, earliest due first.

    What is due in December: `due_after=2026-12-01&due_before=2026-12-31`. Buyers see those of their own contracts,
    suppliers those of the contracts that they see.
    """
    return await reads.page(obligations_of(caller), caller, query)
