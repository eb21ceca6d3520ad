"""The state of an obligation on a day, as data: `suppliers.tables.states` makes an SQL expression of the same."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple, Protocol
from uuid import UUID

from suppliers.clauses.rules import ObligationType
from suppliers.obligations.rules import OPEN, UNANSWERED, Instance, ObligationFlag, ObligationStatus

S = ObligationStatus


class Terms(NamedTuple):
    """The due date of an obligation with its days of notice and of grace: values, or columns of a table."""

    due_at: Any
    notice_days: Any
    grace_days: Any


Days = Callable[[Any], Any]
"""A number of days as what can be added to a date: `timedelta` in Python, the number itself in the database."""


@dataclass(frozen=True, slots=True)
class Turn:
    """From its first day on, an obligation that is stored in one of `origins` is in the state `to`."""

    to: ObligationStatus
    origins: frozenset[ObligationStatus]
    first_day: Callable[[Terms, Days], Any] | None
    """None: whatever the day."""


def _missed_on(terms: Terms, days: Days) -> Any:
    return terms.due_at + days(terms.grace_days + 1)


def _noticed_on(terms: Terms, days: Days) -> Any:
    return terms.due_at - days(terms.notice_days)


TURNS = (
    Turn(S.OVERDUE, UNANSWERED, _missed_on),
    Turn(S.DUE, frozenset({S.SCHEDULED}), _noticed_on),
)
"""What the date makes of an obligation; the first that applies counts."""

NAMED_BEFORE = frozenset({S.SCHEDULED, S.FULFILLED})
VACANT_TURNS = (Turn(S.OVERDUE, NAMED_BEFORE, _missed_on), Turn(S.DUE, NAMED_BEFORE, None))
"""What it makes of the obligation to name a contact while there is none.

If it was fulfilled before, it is due again. Other decisions (waived, breached) stay as they are.
"""


@dataclass(frozen=True, slots=True)
class Vacancy:
    """A running contract has no clause contact: since when, and by when a new one must be named.

    Both are None where there never was one; then the obligation to name a contact keeps its own date.
    """

    vacated_on: date | None
    replace_by: date | None


def _turned(turns: Iterable[Turn], stored: ObligationStatus, terms: Terms, today: date) -> ObligationStatus:
    for turn in turns:
        if stored not in turn.origins:
            continue
        if turn.first_day is None or today >= turn.first_day(terms, lambda days: timedelta(days=days)):
            return turn.to
    return stored


def obligation_state(
    stored: ObligationStatus, due_at: date, *, grace_days: int, notice_days: int, today: date
) -> ObligationStatus:
    """The state on a day: `due` from the notice date on, `overdue` from the day after the days of grace."""
    return _turned(TURNS, stored, Terms(due_at, notice_days, grace_days), today)


def vacant_state(
    stored: ObligationStatus, due_at: date, *, grace_days: int, replace_by: date | None, today: date
) -> tuple[ObligationStatus, date]:
    """State and due date of the obligation to name a contact while there is none; `replace_by` is None at first."""
    last_day = (replace_by or due_at) if stored in NAMED_BEFORE else due_at
    return _turned(VACANT_TURNS, stored, Terms(last_day, 0, grace_days), today), last_day


class StoredObligation(Instance, Protocol):
    """An obligation as it is stored, as far as its state on a day depends on it."""

    @property
    def id(self) -> UUID: ...
    @property
    def notice_days(self) -> int: ...


@dataclass(frozen=True, slots=True)
class EffectiveState:
    """The state and the due date of an obligation on a day."""

    status: ObligationStatus
    due_at: date
    is_vacant: bool


def state_on(today: date, row: StoredObligation, vacancy: Vacancy | None) -> EffectiveState:
    """The obligation's state and due date on a day; `vacancy` is that of its contract."""
    if row.type == ObligationType.CONTACT.value and vacancy is not None:
        status, due_at = vacant_state(
            row.status, row.due_at, grace_days=row.grace_days, replace_by=vacancy.replace_by, today=today
        )
        return EffectiveState(status, due_at, is_vacant=True)
    status = obligation_state(
        row.status, row.due_at, grace_days=row.grace_days, notice_days=row.notice_days, today=today
    )
    return EffectiveState(status, row.due_at, is_vacant=False)


def unsettled(today: date, rows: Iterable[StoredObligation], vacancy: Vacancy | None) -> list[UUID]:
    """Those of a contract's obligations that are due, overdue or being assessed on a day."""
    states = [(row.id, state_on(today, row, vacancy).status) for row in rows]
    return [row_id for row_id, status in states if status in OPEN and status is not S.SCHEDULED]


def flags(*, vacant: bool, missed_on: date, submitted_on: date | None, registered_on: date) -> list[ObligationFlag]:
    """The warnings beside the state. Whether it was late before the contract was registered here is not known."""
    late = submitted_on is not None and registered_on <= missed_on <= submitted_on
    return [
        *([ObligationFlag.AT_RISK] if vacant else []),
        *([ObligationFlag.LATE] if late else []),
    ]
