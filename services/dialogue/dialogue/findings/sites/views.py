"""The site of a finding in the fields of the register, and a site of the register in those of a finding."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from dialogue.suppliers_api.rules import MatchDecision
from dialogue.suppliers_api.schemas import FacilityMatch, FacilitySummary
from dialogue.tables import Finding


def described_site(finding: Finding) -> Mapping[str, str]:
    """The site as its author described it, in the fields of the register."""
    fields = {"name": finding.given_name, "address": finding.given_address, "country": finding.given_country}
    return {name: value for name, value in fields.items() if value is not None}


def site_columns(site: FacilitySummary) -> dict[str, Any]:
    """What a finding keeps of its site, once the site is in the register."""
    return {
        "facility_id": site.id,
        "facility_name": site.name,
        "facility_country": site.country,
        "is_new_site": False,
    }


def likely_sites(matches: Iterable[FacilityMatch]) -> list[UUID]:
    """The facilities that may be the described site."""
    return [match.facility.id for match in matches if match.decision is not MatchDecision.DIFFERENT]


def candidate_out(match: FacilityMatch) -> dict[str, Any]:
    """A facility that may be the described site, as a refusal names it."""
    named = match.facility.model_dump(mode="json")
    return named | {"score": match.score, "decision": match.decision.value}
