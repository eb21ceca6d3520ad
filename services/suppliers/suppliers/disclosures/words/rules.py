"""Whose statement a version is, and whether it counts."""

from enum import StrEnum

from chassis.problems import Conflict


class Standing(StrEnum):
    """Whose word a version is.

    `entered`: only of the buyer or the platform that entered it; `unconfirmed`: of an organisation that the
    platform has not confirmed as the supplier's, so it counts only for the buyers that it was submitted to;
    `confirmed`: the supplier's; `refused`: of an organisation that the platform refused, so it no longer counts.
    """

    ENTERED = "entered"
    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    REFUSED = "refused"


class SpeakerRefused(Conflict):
    """The platform refused the organisation that stated this version, so it is not the supplier's word.

    Ask the supplier for a new version, or enter what you know yourself.
    """

    title = "Not the supplier's word"
