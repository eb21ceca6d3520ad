"""Whose statement a version is, and whether it counts."""

from enum import StrEnum

from chassis.problems import Conflict


class StatementStatus(StrEnum):
    """Whose statement a version is, and whether it counts.

    `entered`: that of the buyer or the platform that entered it; `unconfirmed`: that of an organisation that the
    platform has not confirmed as the supplier's, so it counts only for the buyers that it was submitted to;
    `confirmed`: the supplier's; `refused`: that of an organisation that the platform refused, so it no longer
    counts.
    """

    ENTERED = "entered"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class RepresentativeRefused(Conflict):
    """The platform refused the organisation that stated this version, so it is not the supplier's statement.

    Ask the supplier for a new version, or enter what you know yourself.
    """

    title = "Not the supplier's statement"


def check_representative(standing: StatementStatus) -> None:
    """Raises RepresentativeRefused."""
    if standing is StatementStatus.REFUSED:
        raise RepresentativeRefused
