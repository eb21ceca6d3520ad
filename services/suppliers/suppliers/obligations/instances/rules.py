"""Which instances a duty has, and what makes another one necessary."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import NamedTuple, Protocol, TypeVar
from uuid import UUID

from chassis.problems import Invalid
from suppliers.clauses.rules import Duty, ObligationType, Recurrence
from suppliers.obligations.rules import ObligationStatus

S = ObligationStatus
UNTOUCHED = frozenset({S.SCHEDULED, S.NOT_TRACKED})
ANSWERED_BEFORE = frozenset({S.FULFILLED, S.FULFILLED_BY_DUE_DILIGENCE, S.CURED})
"""After these states, what is handed in is about a change since then."""

ASKED_FOR = frozenset({Recurrence.ON_REQUEST, Recurrence.ON_BREACH, Recurrence.ON_CHANGE})
"""Recurrences of which the buyer can ask for another instance."""


FOLLOWS_A_BREACH = frozenset({ObligationType.REMEDIATION_EVIDENCE})
"""Duties `on_breach` that each declared breach of the contract makes due; others are asked for, where they fit."""


class Demand(NamedTuple):
    """What made an instance necessary: a day, and what happened on it."""

    asked_on: date
    cause: str | None = None
    breach_id: UUID | None = None
    delivery_id: UUID | None = None


def first_tracked(dates: Sequence[date], *, yearly: bool, grace_days: int, registered_on: date) -> int:
    """Index of the first instance that is tracked: a contract registered late starts with its current period.

    A duty that is not yearly is tracked whatever its date, because it still applies.
    """
    if not yearly:
        return 0
    for index, day in enumerate(dates):
        if registered_on <= day + timedelta(days=grace_days):
            return index
    return len(dates)


class NotOnDemand(Invalid):
    """The contract has no duty of this type, clause and recurrence that the buyer can ask for.

    These are the duties `on_request`, `on_breach` and `on_change`; others have their dates.
    """

    title = "No such duty to ask for"


class SeveralDuties(Invalid):
    """The contract has several such duties; say which with `recurrence` and `clause_id`."""

    title = "Several duties"


class CauseMissing(Invalid):
    """After a breach or a change, `cause` says what happened."""

    title = "Cause is missing"


class NoBreach(Invalid):
    """`breach_id` is the id of an obligation of this contract that was declared a breach."""

    title = "Not a breach of this contract"


class _OfDuty(Protocol):
    @property
    def duty(self) -> Duty: ...


Found = TypeVar("Found", bound=_OfDuty)


def check_on_demand(found: Sequence[Found]) -> Found:
    """The one that the buyer can ask for; raises NotOnDemand, SeveralDuties."""
    matching = [each for each in found if each.duty.recurrence in ASKED_FOR]
    if not matching:
        raise NotOnDemand(pointer="/type")
    if len(matching) > 1:
        raise SeveralDuties(pointer="/recurrence")
    return matching[0]


def check_cause(duty: Duty, cause: str | None) -> None:
    """Raises CauseMissing."""
    if duty.recurrence is not Recurrence.ON_REQUEST and cause is None:
        raise CauseMissing(pointer="/cause")
