"""Label requirements: which labels are asked for, from which level, of which products, and from when.

A buyer that asks for a label accepts every label with equivalent requirements (Directive 2014/24/EU, article
43(1)).
"""

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

from chassis.calendar_arithmetic import shifted
from chassis.problems import Fault, Invalid, NotFound
from suppliers.label_claims.rules import LEVELS, LabelScheme, UnknownLevel


class ExemptCondition(StrEnum):
    """Conditions of products of which a label is not asked, so that nobody who sells used devices is shut out."""

    REFURBISHED = "refurbished"
    SECOND_HAND = "second_hand"


class LabelRequirementNotFound(NotFound):
    """There is no label requirement with this id in this contract."""

    title = "Label requirement not found"


class EquivalentRefused(Invalid):
    """Whoever asks for a label accepts labels with equivalent requirements (Directive 2014/24/EU, article 43(1)).

    Leave `or_equivalent` out, or set it to true.
    """

    title = "Equivalent labels must be accepted"


def check_equivalent(*, or_equivalent: bool) -> None:
    """Raises EquivalentRefused."""
    if not or_equivalent:
        raise EquivalentRefused(pointer="/or_equivalent")


def check_levels(labels: Iterable[tuple[LabelScheme, str | None]]) -> None:
    """Raises UnknownLevel."""
    faults = [
        Fault(f"/labels/{place}/min_level", UnknownLevel.code(), _levels_of(scheme))
        for place, (scheme, level) in enumerate(labels)
        if level is not None and level not in LEVELS.get(scheme, ())
    ]
    if faults:
        raise UnknownLevel(errors=faults)


def _levels_of(scheme: LabelScheme) -> str:
    if scheme not in LEVELS:
        return f"{scheme} has one level only; leave min_level out."
    return f"The levels of {scheme} are {', '.join(LEVELS[scheme])}."


def due_on(awarded_on: date | None, months_after_award: int | None) -> date | None:
    """The day from which products need the label; None with the tender itself, or where the award is not known."""
    if awarded_on is None or months_after_award is None:
        return None
    return shifted(awarded_on, months=months_after_award)
