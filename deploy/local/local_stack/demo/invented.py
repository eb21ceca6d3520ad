"""What the story invents: a supplier, its sites, what is asked and answered. No real firm, site or person.

Dates hang on the day of the run, so that the contract is running and the finding recent whenever it is played.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

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
