"""Clauses and the duties they lay on a supplier: templates are data, their dates are arithmetic."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chassis.months import shifted
from chassis.problems import Conflict, Invalid, NotFound


class Recurrence(StrEnum):
    """When a duty comes back."""

    ONCE = "once"
    YEARLY = "yearly"
    ON_CHANGE = "on_change"
    ON_REQUEST = "on_request"
    ON_BREACH = "on_breach"
    PER_DELIVERY = "per_delivery"
    CONTINUOUS = "continuous"


class IncludedAt(StrEnum):
    """How a clause came into a contract."""

    TENDER = "tender"
    AMENDMENT = "amendment"


@dataclass(frozen=True, slots=True)
class Duty:
    """One duty of a clause. Its first date lies `offset_months` and `offset_days` after the clause takes hold;
    it is `due` from `notice_days` before that date and `overdue` once `grace_days` after it have passed."""

    type: str
    recurrence: Recurrence
    offset_months: int
    offset_days: int
    grace_days: int
    notice_days: int
    dd_alternative: bool
    weight: int
    text: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ClauseTemplate:
    """A published wording; a new wording is a new version, and contracts keep the one they were made with."""

    code: str
    version: int
    kind: str
    title: Mapping[str, str]
    source: str
    duties: tuple[Duty, ...]


class ClauseTemplateNotFound(NotFound):
    """No clause template with this code; `GET /v1/clause-templates` lists them."""

    title = "Clause template not found"


class UnknownClauseTemplate(Invalid):
    """A contract names a clause template that does not exist; `GET /v1/clause-templates` lists them."""

    title = "Unknown clause template"


class ClauseIncluded(Conflict):
    """The contract has this clause already; a contract keeps the version it was made with."""

    title = "The clause is included already"


class AgreementMissing(Invalid):
    """After the award a clause joins a contract only as an amendment both parties agreed to on a given day."""

    title = "The agreement's date is missing"


def check_agreement(included_at: IncludedAt, agreed_on: date | None, *, pointer: str) -> None:
    """Raises AgreementMissing where an amendment has no date."""
    if included_at is IncludedAt.AMENDMENT and agreed_on is None:
        raise AgreementMissing(pointer=f"{pointer}/agreed_on")


def due_dates(duty: Duty, anchor: date, last_day: date) -> list[date]:
    """When a duty falls due in a contract that runs to `last_day`: once at least, each year where it is yearly.

    All dates come from the anchor, never from the closing of the one before. The day after the last day still
    counts: it is the review of the last contract year.
    """
    dates = [shifted(anchor, months=duty.offset_months, days=duty.offset_days)]
    if duty.recurrence is not Recurrence.YEARLY:
        return dates
    while True:
        months = duty.offset_months + 12 * len(dates)
        following = shifted(anchor, months=months, days=duty.offset_days)
        if following > last_day + timedelta(days=1):
            return dates
        dates.append(following)
