"""The ladder of escalation of an obligation.

Source: Electronics Watch's contract conditions: informal engagement first, sanctions as a last resort, to get
better performance and not necessarily to terminate.
"""

from collections.abc import Collection, Sequence
from enum import IntEnum

from chassis.problems import Conflict, Forbidden
from chassis.vocabulary import Role
from suppliers.obligations.rules import ObligationStatus

S = ObligationStatus


class EscalationLevel(IntEnum):
    """How far the buyer has gone to get an obligation met.

    0 none, 1 informal engagement, 2 formal notice, 3 improvement plan, 4 sanction of the contract, 5 termination.
    """

    NONE = 0
    INFORMAL_ENGAGEMENT = 1
    FORMAL_NOTICE = 2
    IMPROVEMENT_PLAN = 3
    SANCTION = 4
    TERMINATION = 5


L = EscalationLevel
BEFORE_TERMINATION = frozenset({L.INFORMAL_ENGAGEMENT, L.FORMAL_NOTICE, L.IMPROVEMENT_PLAN})
CAN_BE_ESCALATED = frozenset({S.OVERDUE, S.PARTIALLY_FULFILLED, S.REJECTED, S.BREACHED})
SETTLED = frozenset({S.FULFILLED, S.FULFILLED_BY_DUE_DILIGENCE, S.CURED, S.WAIVED})
"""States that end an escalation."""


class NothingToEscalate(Conflict):
    """Only what is overdue, rejected, partially fulfilled or breached is escalated."""

    title = "Nothing to escalate"


class StepSkipped(Conflict):
    """An obligation is escalated one level at a time; `allowed` has the next one.

    A legal ban, named in `legal_ban`, allows level 5 at once.
    """

    title = "One level at a time"


class LevelsMissing(Conflict):
    """Level 5 is for obligations that have been at the levels 1 to 3 before, unless there is a legal ban."""

    title = "Earlier levels are missing"


def check_level(to: int, *, current: int, reached: Collection[int], is_banned: bool) -> None:
    """`reached` are the levels in the log of the obligation; raises StepSkipped, LevelsMissing."""
    if to == L.TERMINATION.value and is_banned and current < to:
        return
    if to != current + 1:
        following: Sequence[int] = [current + 1] if current < L.TERMINATION else []
        raise StepSkipped(f"The level is {current}; it cannot become {to}.", current=current, allowed=following)
    if to == L.TERMINATION.value and not BEFORE_TERMINATION.issubset(reached):
        raise LevelsMissing


def check_state(status: ObligationStatus) -> None:
    """Raises NothingToEscalate."""
    if status not in CAN_BE_ESCALATED:
        raise NothingToEscalate(f'The state is "{status}".')


def check_role(to: int, roles: Collection[Role]) -> None:
    """Raises Forbidden where an officer would give formal notice, or more."""
    if to >= L.FORMAL_NOTICE and Role.BUYER_MANAGER not in roles:
        raise Forbidden("From formal notice (level 2) on, only a buyer_manager can escalate.")
