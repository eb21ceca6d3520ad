"""What the story invents: a supplier, its sites, what is asked and answered. No real firm, site or person.

Dates hang on the day of the run, so that the contract is running and the finding recent whenever it is played.
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
"""Four rows, one of which says no name, as real lists do."""

TOUCHED_SITE: Mapping[str, str] = {
    "name": "Lanternfield Assembly Works Ltd.",
    "address": "14, Sample Quay, Port Example",
    "country": "MT",
}
"""The monitor writes the site as it heard it: not quite as the list has it."""


@dataclass(frozen=True)
class Calendar:
    """The story's dates."""

    today: date

    def days(self, count: int) -> str:
        return (self.today + timedelta(days=count)).isoformat()


GENERIC = "We respect human rights throughout our value chain and expect the same of all our partners."
SPECIFIC = (
    "The laptops of this contract are assembled at one site in Port Example. Of 412 workers there 96 came through"
    " an agency; in March we asked for the list of fees they paid and have 71 answers so far."
)
"""Two kinds of answer a reviewer must tell apart."""

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
    "agenda": ["What the last audit found", "What we as a buyer can change"],
    "minutes": "The audit's open points were read together.",
    "decisions": ["Both sides take one action point."],
}

PROMISES: Mapping[str, str] = {
    "supplier": "Repay the recruitment fees found so far",
    "buyer": "Give the yearly forecast twelve weeks earlier",
}
"""One for each side."""

FINDING: Mapping[str, Any] = {
    "method": ["worker_interviews_offsite"],
    "summary_public": "Agency workers paid fees to be hired, in part not repaid.",
    "description_restricted": "Invented for the demo.",
    "provisions": ["FL02"],
    "scale": 3,
    "scope": 2,
    "irremediability": 2,
    "severity_motive": "Debt that takes months of pay to work off.",
    "source_risk": "low",
    "declaration_no_personal_data": True,
}
