"""Words of the suppliers service that this service decides by, each with as many of its values as are needed."""

from enum import StrEnum


class ObligationStatus(StrEnum):
    """The states in which a duty of a contract waits for something."""

    DUE = "due"
    SUBMITTED = "submitted"
    OVERDUE = "overdue"
    PARTIALLY_FULFILLED = "partially_fulfilled"
    REJECTED = "rejected"
    BREACHED = "breached"


class Purpose(StrEnum):
    """What a contact point is for."""

    CLAUSE_CONTACT = "clause_contact"


class ContactStatus(StrEnum):
    """The status of a contact point."""

    ACCEPTED = "accepted"


class MatchDecision(StrEnum):
    """Whether a facility is the one described; at `review` a person must say."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"
