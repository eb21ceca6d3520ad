"""Counting reviews: which were due, and whether each was held in time."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from uuid import UUID

from chassis.calendar_arithmetic import year_until
from chassis.problems import Invalid

YEAR = timedelta(days=365)


class ReviewResult(StrEnum):
    """Whether a review that was due was held: on time, late, not yet within the grace, or missed."""

    ON_TIME = "on_time"
    LATE = "late"
    WAITING = "waiting"
    MISSED = "missed"


class OnlyToday(Invalid):
    """These figures exist for today only; leave out `as_of`, or give today."""

    title = "Figures for today only"


def demand_today(as_of: date | None, today: date) -> None:
    """Raises OnlyToday."""
    if as_of not in (None, today):
        raise OnlyToday(pointer="/query/as_of")


@dataclass(frozen=True, slots=True)
class DueReview:
    """One yearly review that a contract asks for; `missed_after` is the last day of its grace."""

    contract_id: UUID
    due_at: date
    missed_after: date


def due_in_the_last_year(due: Iterable[DueReview], today: date) -> list[DueReview]:
    """Those that fell due within the twelve months that end today."""
    first, last = year_until(today)
    return [each for each in due if first <= each.due_at <= last]


def result_of(due: DueReview, held: Sequence[date], today: date) -> ReviewResult:
    """A review counts for this due date if it was held after the grace of the one a year before."""
    days = sorted(day for day in held if day > due.missed_after - YEAR)
    if days:
        return ReviewResult.ON_TIME if days[0] <= due.missed_after else ReviewResult.LATE
    return ReviewResult.WAITING if today <= due.missed_after else ReviewResult.MISSED


def count_results(
    followed: Collection[tuple[UUID, DueReview]], held: Collection[tuple[UUID, Collection[UUID], date]], today: date
) -> Counter[ReviewResult]:
    """How many reviews of the last year there are of each kind.

    `followed`: the reviews that the contracts ask for, with their suppliers. `held`: the supplier, the contracts
    and the day of every review that was held. The review of a contract is that of a dialogue about it, or about all
    contracts with its supplier.
    """
    due = set(due_in_the_last_year((each for _, each in followed), today))
    return Counter(
        result_of(
            each, [day for by, of, day in held if each.contract_id in of or (by == supplier and not of)], today
        )
        for supplier, each in followed
        if each in due
    )
