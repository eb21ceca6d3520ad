"""The invented data of the story: a supplier, its sites, questions and answers. No real company, site or person.

Dates are relative to the day of the run, so the contract is always running and the finding is always recent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

FACTORY_LIST = """\
Facility name;Address;City;Country;Tier;Activity
Lanternfield Final Assembly Works;14 Sample Quay;Port Example;Malta;T0;final assembly
Quillstone Display Panels;Unit 7, Invented Estate, 220 Placeholder Road;Fictionham;Malta;T1;display panels
Brackenridge Battery Packs;9 Nowhere Lane;Exampleton;Malta;T1;battery packs
;3 Missing Name Street;Exampleton;Malta;T2;connectors
"""
"""Four rows, one of them without a name, as in real lists."""

SITE_OF_FINDING: Mapping[str, str] = {
    "name": "Lanternfield Assembly Works Ltd.",
    "address": "14, Sample Quay, Port Example",
    "country": "MT",
}
"""The monitor writes the name as it was told: not exactly as in the list."""


@dataclass(frozen=True)
class Calendar:
    """Dates relative to the day of the run."""

    today: date

    def days(self, count: int) -> str:
        return (self.today + timedelta(days=count)).isoformat()


GENERIC = "We respect human rights throughout our value chain and expect the same of all our partners."
SPECIFIC = (
    "The laptops of this contract are assembled at one site in Port Example. Of 412 workers there 96 came through"
    " an agency; in March we asked for the list of fees they paid and have 71 answers so far."
)
"""A general and a specific answer: the reviewer gives them different levels."""

CONTACT: Mapping[str, Any] = {
    "person_name": "Contact of the demo",
    "function_title": "Responsible sourcing lead",
    "function_area": "human_rights",
    "purpose": "clause_contact",
    "declared_not_sales": True,
}

LAPTOP: Mapping[str, Any] = {"brand": "Meridiaan", "model_name": "Folio 14", "category": "laptop"}

CONTRACT: Mapping[str, Any] = {
    "title": "Laptops for staff and students",
    "kind": "framework",
    "model": "purchase",
    "product_categories": ["laptop"],
    "estimated_units_per_year": 5000,
    "clauses": [{"template": "human-rights-clause", "included_at": "tender"}],
}

MEETING: Mapping[str, Any] = {
    "kind": "auditor_session",
    "participants": [
        {"role": "buyer", "name": "Officer of the demo", "organisation": "Demo buyer"},
        {
            "role": "supplier_auditor",
            "name": "Auditor of the demo",
            "organisation": "Meridiaan Devices",
            "function_area": "audit",
        },
    ],
    "agenda": ["Results of the last audit", "What we as a buyer can change"],
    "minutes": "We discussed the open points of the audit.",
    "decisions": ["Each side takes one action point."],
}

ACTION_POINTS: Mapping[str, str] = {
    "supplier": "Repay the recruitment fees found so far",
    "buyer": "Give the yearly forecast twelve weeks earlier",
}
"""The titles of the action points, one for each side."""

FINDING: Mapping[str, Any] = {
    "method": ["worker_interviews_offsite"],
    "summary_public": "Agency workers paid recruitment fees; part of them was not repaid.",
    "description_restricted": "Invented for the demo.",
    "provisions": ["FL02"],
    "scale": 3,
    "scope": 2,
    "irremediability": 2,
    "severity_motive": "Debt that takes months of pay to work off.",
    "source_risk": "low",
    "declaration_no_personal_data": True,
}
