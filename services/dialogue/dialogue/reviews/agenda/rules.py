"""Agendas of annual reviews: the kinds of their items, their order, and who reads them."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from chassis.calendar_arithmetic import same_day
from chassis.problems import NotFound
from chassis.vocabulary import OrgKind
from dialogue.action_points.rules import Priority
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.findings.assessment.rules import Severity
from dialogue.reviews.rules import AGENDA_KNOWN_TO_SUPPLIER, HELD, ReviewStatus
from dialogue.suppliers_api.rules import ContactStatus, ObligationStatus, Purpose


class AgendaKind(StrEnum):
    """The kind of an agenda item, in the order of the agenda.

    `previous_decision`: an outcome of the last review. `overdue_supplier_action`, `overdue_buyer_action`,
    `open_action`: action points. `finding`: a finding of a monitor. `audit_report`: an audit. `disclosure_gap`:
    something is not disclosed. `generic_answer`: an answer with level 0 or 1. `obligation_due`: a duty under a
    contract. `contact_point`: whether the contact is still right. `standing_question`: what the buyer can do to
    reduce the pressure on the supply chain. `new_action`: new action points. `next_date`: the date of the next
    review.
    """

    PREVIOUS_DECISION = "previous_decision"
    OVERDUE_SUPPLIER_ACTION = "overdue_supplier_action"
    OVERDUE_BUYER_ACTION = "overdue_buyer_action"
    OPEN_ACTION = "open_action"
    FINDING = "finding"
    AUDIT_REPORT = "audit_report"
    DISCLOSURE_GAP = "disclosure_gap"
    GENERIC_ANSWER = "generic_answer"
    OBLIGATION_DUE = "obligation_due"
    CONTACT_POINT = "contact_point"
    STANDING_QUESTION = "standing_question"
    NEW_ACTION = "new_action"
    NEXT_DATE = "next_date"


ACTIONS = frozenset({AgendaKind.OVERDUE_SUPPLIER_ACTION, AgendaKind.OVERDUE_BUYER_ACTION, AgendaKind.OPEN_ACTION})
"""Kinds of items that must have an outcome."""

TITLES: Mapping[AgendaKind, str] = MappingProxyType(
    {
        AgendaKind.PREVIOUS_DECISION: "Decision of the previous review",
        AgendaKind.OVERDUE_SUPPLIER_ACTION: "Overdue action of the supplier",
        AgendaKind.OVERDUE_BUYER_ACTION: "Overdue action of the buyer",
        AgendaKind.OPEN_ACTION: "Open action",
        AgendaKind.FINDING: "Finding of a monitor",
        AgendaKind.AUDIT_REPORT: "Audit report",
        AgendaKind.DISCLOSURE_GAP: "Gap in the disclosure",
        AgendaKind.GENERIC_ANSWER: "Answer that is still generic",
        AgendaKind.OBLIGATION_DUE: "Duty under the contract",
        AgendaKind.CONTACT_POINT: "Is the contact point still correct?",
        AgendaKind.STANDING_QUESTION: "What can the buyer do to reduce the pressure on the supply chain?",
        AgendaKind.NEW_ACTION: "New action points",
        AgendaKind.NEXT_DATE: "Date of the next review",
    }
)
"""The title of an item that has no name of its own, or whose name the reader may not see."""

WAITING_DUTIES = frozenset(ObligationStatus)
"""States of a contract's duty in which it is on the agenda."""

STILL_GENERIC = 1
"""The highest level of an answer that is on the agenda."""


class AgendaNotShared(NotFound):
    """The buyer has not shared this agenda yet."""

    title = "Agenda not shared"


def demand_shared(reader: OrgKind, status: ReviewStatus) -> None:
    """Raises AgendaNotShared for the supplier, before the buyer shares the agenda."""
    if reader is not OrgKind.BUYER and status not in AGENDA_KNOWN_TO_SUPPLIER:
        raise AgendaNotShared


def is_collected(reader: OrgKind, status: ReviewStatus) -> bool:
    """Whether a reader gets the agenda as things are today: the buyer, until the review is held."""
    return reader is OrgKind.BUYER and status not in HELD


def reads_annex(reader: OrgKind) -> bool:
    return reader is OrgKind.BUYER


def kind_of_action(owner_side: OwnerSide, *, is_overdue: bool) -> AgendaKind:
    """A joint action is late on both sides, so it counts as an open one."""
    if not is_overdue or owner_side is OwnerSide.JOINT:
        return AgendaKind.OPEN_ACTION
    is_of_supplier = owner_side is OwnerSide.SUPPLIER
    return AgendaKind.OVERDUE_SUPPLIER_ACTION if is_of_supplier else AgendaKind.OVERDUE_BUYER_ACTION


def order_of_action(priority: Priority, due_date: date) -> tuple[int, date]:
    """The most urgent first, then by due date."""
    return -list(Priority).index(priority), due_date


def order_of_finding(severity: Severity, priority: int) -> tuple[int, int]:
    """The most severe first."""
    return list(Severity).index(severity), -priority


def is_generic(level: int | None) -> bool:
    return level is not None and level <= STILL_GENERIC


def is_in_place(purpose: str, status: str, days: tuple[date, date | None], *, today: date) -> bool:
    """Whether a contact point is the accepted one for the clause today; `days` are its first and its last one."""
    first, last = days
    is_active = first <= today and (last is None or last >= today)
    return purpose == Purpose.CLAUSE_CONTACT.value and status == ContactStatus.ACCEPTED.value and is_active


def next_date(held_on: date | None, planned_date: date | None, *, today: date) -> date:
    """The date of the next review, a year after this one."""
    meets = held_on or planned_date or today
    return same_day(meets, meets.year + 1)


def without_outcome(agenda: Collection[tuple[str, str]], settled: Collection[tuple[str, str]]) -> list[str]:
    """Ids of the actions on an agenda that have none; both as (kind, subject id)."""
    return sorted(subject for kind, subject in agenda if kind in ACTIONS and (kind, subject) not in settled)
