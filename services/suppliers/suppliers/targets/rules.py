"""Targets of a buyer: what is measured, of which purchases, and by when. They do not change, they are withdrawn."""

from decimal import Decimal
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Fault, Invalid, NotFound
from chassis.vocabulary import Role


class TargetMetric(StrEnum):
    """What a target is measured by; each is a share of contracts and of their spend.

    `contracts_with_criteria`: contracts awarded in the year with a sustainability criterion;
    `contracts_with_both_criteria`: with one on human rights and one on the environment or circular
    use; `contracts_with_label_requirement`: with a label requirement; `contracts_with_clause`: hardware contracts
    that run on the day with a human-rights clause.
    """

    CRITERIA = "contracts_with_criteria"
    BOTH_SIDES = "contracts_with_both_criteria"
    LABELS = "contracts_with_label_requirement"
    CLAUSE = "contracts_with_clause"


class TargetStatus(StrEnum):
    """State of a target: `adopted`, or `withdrawn` with a reason."""

    ADOPTED = "adopted"
    WITHDRAWN = "withdrawn"


S = TargetStatus
MOVES: Machine[TargetStatus] = {
    (S.ADOPTED, S.WITHDRAWN): by(Role.BUYER_MANAGER, needs=["reason"]),
}
CODES = {
    TargetMetric.CRITERIA: "C3",
    TargetMetric.BOTH_SIDES: "C4",
    TargetMetric.LABELS: "T1",
    TargetMetric.CLAUSE: "C1",
}
"""Numbers of the figures; one that is measured for targets only has that of the progress of targets."""


class TargetNotFound(NotFound):
    """There is no target with this id, or you may not see it."""

    title = "Target not found"


class BaselineIncomplete(Invalid):
    """A baseline has a year and a value."""

    title = "Baseline is incomplete"


class BaselineNotBefore(Invalid):
    """The baseline is of a year before the target's year."""

    title = "Baseline is not before the target"


def check_baseline(year: int, baseline_year: int | None, baseline_value: Decimal | None) -> None:
    """Raises BaselineIncomplete, BaselineNotBefore."""
    if (baseline_year is None) is not (baseline_value is None):
        missing = "/baseline_year" if baseline_year is None else "/baseline_value"
        raise BaselineIncomplete(errors=[Fault(missing, BaselineIncomplete.code(), "Both are needed, or neither.")])
    if baseline_year is not None and baseline_year >= year:
        raise BaselineNotBefore(f"{baseline_year} is not before {year}.", pointer="/baseline_year")
