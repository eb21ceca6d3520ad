"""What protects the people behind a finding: no personal data, no small counts, no exact days.

There is no field for a worker's name. What free text may still give away is looked for here, declared absent
by the author and checked again by the editor.
"""

import re
from collections.abc import Mapping
from datetime import date

from chassis.problems import Fault, Invalid

CHECKLIST = ("no_personal_data", "period_is_coarse", "sources_consented")


class PersonalDataSuspected(Invalid):
    """The text looks as if it held a way to reach or recognise a person; take it out, whoever it is."""

    title = "Personal data suspected"


class DeclarationMissing(Invalid):
    """The author declares that the text holds nothing by which a worker could be recognised."""

    title = "The declaration is missing"


class ChecklistIncomplete(Invalid):
    """A finding is validated only when every point of the safety checklist holds."""

    title = "The safety checklist is not complete"


PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"),
    "a telephone number": re.compile(r"\+\d[\d\s()/-]{7,}\d"),
    "a badge or staff number": re.compile(r"\b(?:badge|staff|worker)\s*(?:no\.?|number|id|#)\s*\S{0,20}\d", re.I),
}
"""A help, never a guarantee: the author's declaration and the editor's checklist remain."""


def check_text(pointer: str, text: str | None) -> None:
    """Raises PersonalDataSuspected, naming what the text seems to hold, never quoting it."""
    for what, pattern in PERSONAL.items():
        if text and pattern.search(text):
            raise PersonalDataSuspected(f"The text seems to hold {what}.", pointer=pointer)


SMALLEST_COUNT = 5


def shown_range(low: int, high: int) -> str:
    """A number of workers as everybody sees it, the monitor too: fewer than five are not counted out."""
    if high < SMALLEST_COUNT:
        return f"<{SMALLEST_COUNT}"
    if low < SMALLEST_COUNT:
        return f"up to {high}"
    return str(low) if low == high else f"{low}-{high}"


def month(day: date) -> str:
    """As coarse as an audience may know it."""
    return f"{day:%Y-%m}"


def is_visible_on(day: date, embargo_until: date | None) -> bool:
    """Whether an embargo, where there is one, is over: `embargo_until` is the first day of knowing."""
    return embargo_until is None or embargo_until <= day


def check_checklist(checklist: Mapping[str, bool]) -> None:
    """Raises ChecklistIncomplete, pointing at each point that does not hold."""
    faults = [
        Fault(f"/checklist/{point}", ChecklistIncomplete.code(), "must be true")
        for point in CHECKLIST
        if checklist.get(point) is not True
    ]
    if faults:
        raise ChecklistIncomplete(errors=faults)
