"""The client of suppliers for a route: it asks on behalf of the caller of the request."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.auth import AnyCaller
from dialogue.state import state_of
from dialogue.suppliers_api.client import NEIGHBOUR, SuppliersApi


async def suppliers_api(request: Request, caller: AnyCaller) -> SuppliersApi:
    state = state_of(request)
    return SuppliersApi(state.clients[NEIGHBOUR], caller.token, state.signer)


Suppliers = Annotated[SuppliersApi, Depends(suppliers_api)]
