"""Protection of the people behind a finding: no personal data, no small counts, no exact days.

There is no field for the name of a worker. Free text is searched here for personal data; the author declares that
it has none, and the editor checks it again.
"""

import re
from collections.abc import Mapping
from datetime import date

from chassis.problems import Fault, Invalid

CHECKLIST = ("no_personal_data", "period_is_coarse", "sources_consented")


class PersonalDataSuspected(Invalid):
    """The text seems to contain personal data, such as an address or a number; remove it."""

    title = "Personal data suspected"


class DeclarationMissing(Invalid):
    """Set `declaration_no_personal_data` to true: nothing in the text makes a worker recognisable."""

    title = "The declaration is missing"


class ChecklistIncomplete(Invalid):
    """A finding can be validated only if every point of the safety checklist is true."""

    title = "The safety checklist is not complete"


PERSONAL = {
    "an e-mail address": re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}\.\w"),
    "a telephone number": re.compile(r"\+\d[\d\s()/-]{7,}\d"),
    "a badge or staff number": re.compile(r"\b(?:badge|staff|worker)\s*(?:no\.?|number|id|#)\s*\S{0,20}\d", re.I),
}
"""It finds some personal data, never all: the declaration of the author and the checklist of the editor remain."""


def check_text(pointer: str, text: str | None) -> None:
    """Raises PersonalDataSuspected, which says what the text seems to contain and never quotes it."""
    for what, pattern in PERSONAL.items():
        if text and pattern.search(text):
            raise PersonalDataSuspected(f"The text seems to contain {what}; remove it.", pointer=pointer)


SMALLEST_COUNT = 5


def protected_range(low: int, high: int) -> str:
    """A number of workers as all readers see it, also the monitor: numbers below five are not shown."""
    if high < SMALLEST_COUNT:
        return f"<{SMALLEST_COUNT}"
    if low < SMALLEST_COUNT:
        return f"up to {high}"
    return str(low) if low == high else f"{low}-{high}"


def month(day: date) -> str:
    """The month of a day: audiences do not see days."""
    return f"{day:%Y-%m}"


def is_visible_on(day: date, embargo_until: date | None) -> bool:
    """Whether there is no embargo, or it is over: `embargo_until` is the first day on which readers see it."""
    return embargo_until is None or embargo_until <= day


def check_checklist(checklist: Mapping[str, bool]) -> None:
    """Raises ChecklistIncomplete, pointing at each point that is not true."""
    faults = [
        Fault(f"/checklist/{point}", ChecklistIncomplete.code(), "This point must be true.")
        for point in CHECKLIST
        if checklist.get(point) is not True
    ]
    if faults:
        raise ChecklistIncomplete(errors=faults)
