"""What an act on a finding leans on besides its database: the vault, and the register of sites."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID, uuid5

from fastapi import Depends, Request
from pydantic import BaseModel

from chassis.auth import AnyCaller
from chassis.http import NeighbourRefused
from dialogue.findings.release_rules import FacilityUnknown
from dialogue.findings.vault import Vault
from dialogue.state import state_of
from dialogue.suppliers_client import SuppliersWindow

KEY_SPACE = UUID("6f9a3d0e-5f0b-4b0e-9a51-0d6a6e0f2c11")


class SiteSeen(BaseModel):
    """A facility of the register; asked for under a merged id, it is the one it was merged into."""

    id: UUID
    name: str
    country: str


class SiteMatch(BaseModel):
    """A facility that may be the one written down, and how likely it is."""

    facility: SiteSeen
    score: float
    decision: str


@dataclass(frozen=True)
class Desk:
    """`suppliers` answers as the caller; `machine` answers what no caller may ask."""

    vault: Vault
    suppliers: SuppliersWindow
    machine: SuppliersWindow

    async def site(self, facility_id: UUID) -> SiteSeen:
        """Raises FacilityUnknown."""
        try:
            return SiteSeen.model_validate(await self.suppliers.ask("GET", f"/v1/facilities/{facility_id}"))
        except NeighbourRefused as refusal:
            if refusal.refused_status == 404:
                raise FacilityUnknown(pointer="/facility_id") from None
            raise

    async def new_site(self, finding_id: UUID, site: dict[str, Any]) -> SiteSeen:
        """Enter a site as the monitor's editor; a repeat finds the first one.

        Raises NeighbourRefused where the register thinks it knows the site: its candidates come with the refusal.
        """
        # The key is derived, not the finding's id: suppliers never learns that a finding exists.
        headers = {"Idempotency-Key": str(uuid5(KEY_SPACE, str(finding_id)))}
        return SiteSeen.model_validate(
            await self.suppliers.ask("POST", "/v1/facilities", json=site, headers=headers)
        )

    async def suppliers_of(self, facility_id: UUID) -> list[UUID]:
        """The suppliers whose accepted disclosures name the site."""
        answer = await self.machine.ask(
            "POST", "/internal/facility-suppliers", json={"facility_id": str(facility_id)}
        )
        return [UUID(supplier) for supplier in answer["supplier_ids"]]


async def likely_sites(window: SuppliersWindow, site: dict[str, Any]) -> Sequence[SiteMatch]:
    """Facilities that may be the one written down; asking writes nothing anywhere."""
    answer = await window.ask("POST", "/v1/facilities/match", json={"queries": {"site": site}, "limit": 5})
    return [SiteMatch.model_validate(item) for item in answer["responses"]["site"]["results"]]


def machine_window(state: Any) -> SuppliersWindow:
    """Suppliers, asked by this service itself."""
    return SuppliersWindow(state.clients["suppliers"], state.signer.as_system(audience="suppliers"))


async def desk(request: Request, caller: AnyCaller) -> Desk:
    state = state_of(request)
    return Desk(
        vault=state.vault,
        suppliers=SuppliersWindow(state.clients["suppliers"], caller.token),
        machine=machine_window(state),
    )


AtDesk = Annotated[Desk, Depends(desk)]
