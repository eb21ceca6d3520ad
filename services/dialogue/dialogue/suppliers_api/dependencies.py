"""The client of suppliers for a route: it asks on behalf of the caller of the request."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.auth import AnyCaller
from chassis.state import request_state_of
from chassis.transactions import RequestTransactions
from dialogue.state import state_of
from dialogue.suppliers_api.attempts import Attempts
from dialogue.suppliers_api.client import SuppliersApi


async def suppliers_api(request: Request, caller: AnyCaller) -> SuppliersApi:
    return SuppliersApi.of_caller(state_of(request), caller.token)


Suppliers = Annotated[SuppliersApi, Depends(suppliers_api)]


async def attempts(request: Request, begin: RequestTransactions, suppliers: Suppliers) -> Attempts:
    is_direct = request_state_of(request).idempotency is not None
    return Attempts(begin, suppliers, is_direct=is_direct)


SupplierAttempts = Annotated[Attempts, Depends(attempts)]
"""The transactions of a request whose action asks suppliers in the middle of one. It holds no connection while it
waits; with an Idempotency-Key there is one transaction, which holds the key's lock."""
