"""Which instance of a duty an act answers: by its day, and by the year that it is about."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import TypeVar

from chassis.calendar_arithmetic import shifted
from suppliers.clauses.rules import ObligationType
from suppliers.obligations.rules import OPEN, UNANSWERED, Instance, ObligationStatus


def answering(instances: Sequence[tuple[date, int]], on: date) -> int:
    """Index of the instance (due date, days of grace) that an act on a day answers: the first not missed."""
    for index, (due_at, grace_days) in enumerate(instances):
        if on <= due_at + timedelta(days=grace_days):
            return index
    return len(instances) - 1


Answered = TypeVar("Answered", bound=Instance)

LEAD_MONTHS: Mapping[str, int] = {ObligationType.REPORT: 6}
"""So long before its due date an instance of a yearly duty can be answered; of other duties the whole year.

A review counts for the year in which it was held; a report is about the year that ends when it is due.
"""


def answered(instances: Sequence[Answered], on: date, *, is_yearly: bool) -> Answered | None:
    """The instance that an act on a day answers, if any; the instances come earliest due first.

    It is the first that was not missed, or the one before, where that is still open and nearer. An act of another
    year answers none: neither a duty whose year had not begun, nor one that is not tracked.
    """
    if not is_yearly:
        instances = [each for each in instances if each.status in OPEN]
    if not instances:
        return None
    place = answering([(each.due_at, each.grace_days) for each in instances], on)
    found = instances[place]
    if is_yearly:
        before = instances[place - 1] if place else None
        if before and before.status in UNANSWERED and on - before.due_at < found.due_at - on:
            return before
        if on < shifted(found.due_at, months=-LEAD_MONTHS.get(found.type, 12)):
            return None
    return None if found.status is ObligationStatus.NOT_TRACKED else found


def is_about(due_at: date, year: int | None) -> bool:
    """Whether an act about a year can answer what is due then: what is due in that year or in the next one."""
    return year is None or year <= due_at.year <= year + 1
