"""What closes a finding as remedied: most of the workers who were asked confirm it; they are only counted."""

from dataclasses import dataclass

from chassis.problems import Invalid
from dialogue.findings.protection.rules import SMALLEST_COUNT, protected_range


class RemedyNotConfirmed(Invalid):
    """Most of the workers who were asked must confirm the remedy; else close the finding as `closed_unremedied`."""

    title = "The remedy is not confirmed"


@dataclass(frozen=True, slots=True)
class Confirmation:
    """How many workers were asked and confirmed the remedy, as every reader sees it."""

    asked: str
    confirmed: str | None
    """None where a count, or the difference of the two, is so small that it could point to people."""


def protected_confirmation(asked: int, confirmed: int) -> Confirmation:
    """Raises RemedyNotConfirmed."""
    if confirmed > asked or confirmed * 2 <= asked:
        raise RemedyNotConfirmed(
            f"{confirmed} of {asked} workers confirm it; more than half of those who were asked are needed.",
            pointer="/workers_confirmation/confirmed",
        )
    is_small = 0 < asked - confirmed < SMALLEST_COUNT or confirmed < SMALLEST_COUNT
    return Confirmation(protected_range(asked, asked), None if is_small else str(confirmed))
