"""The window onto the suppliers service: what it is asked on a caller's behalf, as types."""

from collections.abc import Mapping
from typing import Annotated, Any
from uuid import UUID

import httpx
from fastapi import Depends, Request
from pydantic import BaseModel

from chassis.auth import AnyCaller
from chassis.http import NeighbourRefused, ask
from chassis.state import state_of


class SupplierSeen(BaseModel):
    """A market party as this caller may see it."""

    id: UUID
    name: str


class ContractSeen(BaseModel):
    """A contract of this caller."""

    id: UUID
    supplier_id: UUID
    reference: str
    title: str
    status: str


class ObligationSeen(BaseModel):
    """A duty under a contract of this caller; `type` is a code such as DIALOGUE or REPORT."""

    id: UUID
    type: str
    status: str


class SuppliersWindow:
    """Asks suppliers with the caller's own token, so that it answers what the caller may see and no more."""

    def __init__(self, client: httpx.AsyncClient, token: str) -> None:
        self._client = client
        self._token = token

    async def ask(self, method: str, path: str, **options: Any) -> Any:
        """Raises Unavailable, NeighbourRefused."""
        return await ask(self._client, method, path, token=self._token, neighbour="suppliers", **options)

    async def _find(self, path: str) -> Mapping[str, Any] | None:
        try:
            found: Mapping[str, Any] = await self.ask("GET", path)
        except NeighbourRefused as refusal:
            if refusal.refused_status == 404:
                return None
            raise
        return found

    async def supplier(self, supplier_id: UUID) -> SupplierSeen | None:
        """None where the caller sees no such market party."""
        found = await self._find(f"/v1/suppliers/{supplier_id}")
        return None if found is None else SupplierSeen.model_validate(found)

    async def contract(self, contract_id: UUID) -> ContractSeen | None:
        """None where the caller sees no such contract."""
        found = await self._find(f"/v1/contracts/{contract_id}")
        return None if found is None else ContractSeen.model_validate(found)

    async def obligations(self, contract_id: UUID) -> list[ObligationSeen]:
        """The duties of a contract the caller sees."""
        answer = await self.ask("GET", f"/v1/contracts/{contract_id}/obligations")
        return [ObligationSeen.model_validate(item) for item in answer["items"]]

    async def has_facility(self, facility_id: UUID) -> bool:
        """Whether the register knows the site."""
        return await self._find(f"/v1/facilities/{facility_id}") is not None


async def suppliers_window(request: Request, caller: AnyCaller) -> SuppliersWindow:
    return SuppliersWindow(state_of(request).clients["suppliers"], caller.token)


Suppliers = Annotated[SuppliersWindow, Depends(suppliers_window)]
"""Suppliers, asked on behalf of the caller of this request."""
