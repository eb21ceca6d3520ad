"""The client of suppliers for a route: it asks on behalf of the caller of the request."""

from typing import Annotated

from fastapi import Depends, Request

from chassis.auth import AnyCaller
from dialogue.state import state_of
from dialogue.suppliers_api.client import SuppliersApi


async def suppliers_api(request: Request, caller: AnyCaller) -> SuppliersApi:
    return SuppliersApi.of_caller(state_of(request), caller.token)


Suppliers = Annotated[SuppliersApi, Depends(suppliers_api)]
