"""The site of a finding in the register: confirmed there, refused if it may be there, or entered."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from chassis.problems import Unavailable
from dialogue.findings.sites.rules import FacilityUnknown, SiteMayBeRegistered, registration_of
from dialogue.findings.sites.views import candidate_out, described_site, likely_sites, site_columns
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.rules import MatchDecision
from dialogue.suppliers_api.schemas import FacilitySummary
from dialogue.tables import Finding


async def facility_of_register(suppliers_api: SuppliersApi, facility_id: UUID) -> FacilitySummary:
    """Raises FacilityUnknown."""
    facility = await suppliers_api.facility(facility_id)
    if facility is None:
        raise FacilityUnknown(f'The register has no facility with the id "{facility_id}".', pointer="/facility_id")
    return facility


async def candidate_columns(suppliers_api: SuppliersApi, described: Mapping[str, str]) -> dict[str, Any]:
    """What the register has that may be the described site; nothing is stored there.

    Where the register does not answer, the job that matches sites again asks it later.
    """
    try:
        matches = await suppliers_api.match_facility(described)
    except Unavailable:
        return {"site_candidates": [], "needs_rematch": True}
    return {"site_candidates": likely_sites(matches), "needs_rematch": False}


async def refuse_duplicates(suppliers_api: SuppliersApi, finding: Finding) -> None:
    """Raises SiteMayBeRegistered if the register may have the described site; nothing is stored there."""
    matches = await suppliers_api.match_facility(described_site(finding))
    alike = [match for match in matches if match.decision is not MatchDecision.DIFFERENT]
    if alike:
        raise SiteMayBeRegistered(pointer="/facility", candidates=[candidate_out(match) for match in alike])


async def register_site(suppliers_api: SuppliersApi, finding: Finding) -> None:
    """Enter the site in the register, and note it in the finding, which is locked.

    The register may have learned of the site since the release: the new record then names the possible duplicate.
    Raises Unavailable.
    """
    site = await suppliers_api.register_facility(registration_of(finding.id), described_site(finding))
    finding.sqlmodel_update(site_columns(site))
