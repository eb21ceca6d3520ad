"""For how long the data of a contact person are kept.

Source: the design of the platform keeps a contact for 24 months after the end of the role. Somebody who never got
the role is kept for half a year, in which the proposal can be talked about.
"""

from datetime import date
from enum import StrEnum

from chassis.calendar_arithmetic import shifted
from suppliers.contacts.rules import ContactStatus

MONTHS_AFTER_ROLE = 24
MONTHS_WITHOUT_ROLE = 6


class Cause(StrEnum):
    """Why the data about a person were removed."""

    RETENTION = "retention"
    REQUEST = "request"


def retention_until(status: ContactStatus, last_day: date | None, *, settled_on: date) -> date | None:
    """The last day on which the data are kept; None while no end of the role is known.

    `status` is the stored one, `last_day` that of the role, `settled_on` the day of the proposal or rejection.
    """
    if status in (ContactStatus.PROPOSED, ContactStatus.REJECTED):
        return shifted(settled_on, months=MONTHS_WITHOUT_ROLE)
    if status is ContactStatus.ENDED:
        return shifted(last_day or settled_on, months=MONTHS_AFTER_ROLE)
    return shifted(last_day, months=MONTHS_AFTER_ROLE) if last_day else None


def pseudonym(number: int) -> str:
    """What is shown in place of the name of a person."""
    return f"Former contact #{number}"
