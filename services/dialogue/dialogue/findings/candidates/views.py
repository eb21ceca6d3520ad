"""Candidates as the monitor's editor sees them."""

from collections.abc import Mapping
from uuid import UUID

from dialogue.findings.candidates.rules import EXPLANATIONS, Candidate
from dialogue.findings.candidates.schemas import DoubtOut, SupplierCandidate


def candidate_out(candidate: Candidate, names: Mapping[UUID, str]) -> SupplierCandidate:
    organisation = candidate.organisation_id
    return SupplierCandidate(
        supplier_id=candidate.supplier_id,
        supplier_name=candidate.supplier_name,
        organisation_id=organisation,
        organisation_name=names.get(organisation) if organisation else None,
        confirmed_name=candidate.confirmed_name,
        is_eligible=candidate.is_eligible,
        doubts=[DoubtOut(code=doubt, text=EXPLANATIONS[doubt]) for doubt in candidate.doubts],
    )
