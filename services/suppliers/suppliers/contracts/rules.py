"""Contracts: their kinds, states and transitions, and the state on a day."""

from collections.abc import Collection, Iterable
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from chassis.calendar_arithmetic import shifted
from chassis.moves import Machine, by
from chassis.periods import DayToCome, check_period
from chassis.problems import Conflict, Fault, Forbidden, Invalid, NotFound
from chassis.vocabulary import Role
from suppliers.contacts.posts.rules import ClauseContact, Post, is_holder
from suppliers.contacts.rules import replace_by
from suppliers.obligations.states.rules import Vacancy
from suppliers.products.rules import ProductCategory


class ContractKind(StrEnum):
    """How a contract relates to other contracts.

    `framework`: terms for later call-offs; `call_off`: an order under a framework; `single`: neither of these;
    `lot`: one part of a tender.
    """

    FRAMEWORK = "framework"
    CALL_OFF = "call_off"
    SINGLE = "single"
    LOT = "lot"


class ContractModel(StrEnum):
    """How the goods are paid for. The human-rights clause is about the hardware, whatever the model."""

    PURCHASE = "purchase"
    LEASE = "lease"
    RENT = "rent"
    AS_A_SERVICE = "as_a_service"
    CLOUD = "cloud"
    MAINTENANCE = "maintenance"
    REFURBISH = "refurbish"


class ContractStatus(StrEnum):
    """State of a contract.

    `draft`: made from a notice, and not complete yet; `planned`, `tendering`: before the award; `awarded`: not
    started; `active`: runs; `extended`: runs, with a later end; `expired`: ended by its date; `cancelled`: the
    tender was stopped; `terminated`: ended early; `closed`: its obligations are settled or carried over. `active`
    and `expired` follow from the date.
    """

    DRAFT = "draft"
    PLANNED = "planned"
    TENDERING = "tendering"
    AWARDED = "awarded"
    ACTIVE = "active"
    EXTENDED = "extended"
    EXPIRED = "expired"
    CANCELLED = "cancelled"
    TERMINATED = "terminated"
    CLOSED = "closed"


class ContractFlag(StrEnum):
    """What is missing in a running contract.

    `no_human_rights_clause`: hardware without the clause; `next_tender_date_missing`: it ends within a year and the
    date of the next tender is not known.
    """

    NO_HUMAN_RIGHTS_CLAUSE = "no_human_rights_clause"
    NEXT_TENDER_DATE_MISSING = "next_tender_date_missing"


class AwardMethod(StrEnum):
    """How the tender was decided (Directive 2014/24/EU, article 67); `lcc` is by life-cycle cost."""

    BEST_PRICE_QUALITY = "best_price_quality"
    LIFE_CYCLE_COST = "lcc"
    PRICE = "price"


S = ContractStatus
OFFICE = (Role.BUYER_OFFICER, Role.BUYER_MANAGER)

MOVES: Machine[ContractStatus] = {
    (S.DRAFT, S.PLANNED): by(*OFFICE),
    (S.DRAFT, S.TENDERING): by(*OFFICE),
    (S.DRAFT, S.AWARDED): by(*OFFICE),
    (S.DRAFT, S.CANCELLED): by(*OFFICE, needs=["reason"]),
    (S.PLANNED, S.TENDERING): by(*OFFICE),
    (S.TENDERING, S.AWARDED): by(Role.BUYER_MANAGER),
    (S.TENDERING, S.CANCELLED): by(Role.BUYER_MANAGER, needs=["reason"]),
    (S.ACTIVE, S.EXTENDED): by(Role.BUYER_MANAGER, needs=["end"]),
    (S.EXTENDED, S.EXTENDED): by(Role.BUYER_MANAGER, needs=["end"]),
    (S.ACTIVE, S.TERMINATED): by(Role.BUYER_MANAGER, needs=["reason", "effect_on_workers"]),
    (S.EXTENDED, S.TERMINATED): by(Role.BUYER_MANAGER, needs=["reason", "effect_on_workers"]),
    (S.EXPIRED, S.CLOSED): by(*OFFICE),
    (S.TERMINATED, S.CLOSED): by(*OFFICE),
}
"""Transitions that people make. A contract becomes active and expires by its dates: see `contract_state`.

An officer registers a contract as it stands, and in the same way completes a draft.
"""

RUNNING = frozenset({S.ACTIVE, S.EXTENDED})
BEFORE_AWARD = frozenset({S.DRAFT, S.PLANNED, S.TENDERING, S.CANCELLED})
NOT_STARTED = BEFORE_AWARD | {S.AWARDED}
DATES = frozenset({"start", "end", "max_end"})
"""Fields that only a manager changes once the contract has started."""
NOT_HARDWARE = frozenset({ProductCategory.CLOUD_SERVICE, ProductCategory.OTHER})
HUMAN_RIGHTS = "human_rights"
TENDER_NOTICE_MONTHS = 12


def contract_state(
    stored: ContractStatus, starts_on: date | None, ends_on: date | None, *, terminated_on: date | None, today: date
) -> ContractStatus:
    """The state on a day, today or earlier; the first and the last day count. Only drafts may lack days.

    The SQL function `contract_state` is the same, for lists and figures.
    """
    if stored in BEFORE_AWARD or starts_on is None or ends_on is None:
        return stored
    if today < starts_on:
        return S.AWARDED
    if terminated_on is not None and today >= terminated_on:
        return S.CLOSED if stored is S.CLOSED else S.TERMINATED
    if today > ends_on:
        return S.CLOSED if stored is S.CLOSED else S.EXPIRED
    return S.EXTENDED if stored is S.EXTENDED else S.ACTIVE


def is_hardware(categories: Collection[str]) -> bool:
    """Whether the contract delivers devices."""
    return not NOT_HARDWARE.issuperset(categories)


def flags(  # noqa: PLR0913
    status: ContractStatus,
    *,
    categories: Collection[str],
    clause_kinds: Collection[str],
    ends_on: date | None,
    next_tender_date: date | None,
    today: date,
) -> list[ContractFlag]:
    """What is missing in a running contract."""
    if status not in RUNNING or ends_on is None:
        return []
    missing = []
    if is_hardware(categories) and HUMAN_RIGHTS not in clause_kinds:
        missing.append(ContractFlag.NO_HUMAN_RIGHTS_CLAUSE)
    if next_tender_date is None and today >= shifted(ends_on, months=-TENDER_NOTICE_MONTHS):
        missing.append(ContractFlag.NEXT_TENDER_DATE_MISSING)
    return missing


def vacancy_in(status: ContractStatus, post: Post[Any], replacement_days: int) -> Vacancy | None:
    """The vacancy of a contract in this state, set while it runs without a clause contact."""
    if status not in RUNNING or not post.is_vacant:
        return None
    return Vacancy(post.vacated_on, replace_by(post.vacated_on, replacement_days))


class NotAClauseContact(Invalid):
    """The primary contact of a contract is an accepted clause contact of its supplier, in force today."""

    title = "Not a clause contact of this contract"


def check_contact(contact: ClauseContact, *, is_of_supplier: bool, today: date) -> None:
    """Raises NotAClauseContact."""
    if not is_of_supplier or not is_holder(contact, today=today):
        raise NotAClauseContact(pointer="/primary_contact_id")


class ReferenceUsed(Conflict):
    """Another contract of yours has this reference; `candidates` lists the ids.

    Use one of them, give another reference, or send the request again with `allow_duplicate=true`.
    """

    title = "Reference is already used"


class UnknownMonitor(Invalid):
    """Contracts are monitored by monitors with which the buyer is affiliated; see GET /v1/affiliations."""

    title = "Not a monitor of this buyer"


def check_monitors(monitors: Iterable[UUID], known: Collection[UUID]) -> None:
    """`known` are those with which the buyer is affiliated, or which it named before; raises UnknownMonitor."""
    faults = [
        Fault(f"/monitored_by/{index}", UnknownMonitor.code(), f"You are not affiliated with a monitor {monitor}.")
        for index, monitor in enumerate(monitors)
        if monitor not in known
    ]
    if faults:
        raise UnknownMonitor(errors=faults)


class OutsideContract(Invalid):
    """These days are not within those of the contract. Correct them, or change or extend the contract first."""

    title = "Outside the contract"


def check_within(first: date, last: date | None, contract: tuple[date, date], *, pointers: tuple[str, str]) -> None:
    """`contract` are the first and last day of the contract; raises OutsideContract."""
    begins, ends = contract
    for day, pointer in zip((first, last), pointers, strict=True):
        if day is not None and not begins <= day <= ends:
            detail = f"The contract runs from {begins} to {ends}; {day} is not among these days."
            raise OutsideContract(detail, pointer=pointer)


class ContractNotFound(NotFound):
    """There is no contract with this id, or you may not see it."""

    title = "Contract not found"


class MaxEndExceeded(Invalid):
    """A contract may not end after its `max_end`, the latest day to which it may be extended."""

    title = "After the latest possible end"


def check_award(
    award_date: date | None, *, status: ContractStatus, today: date, pointer: str | None = "/award_date"
) -> None:
    """A planned award may lie ahead, an award that happened may not; raises DayToCome."""
    if award_date is not None and award_date > today and status not in BEFORE_AWARD:
        detail = f"The contract is awarded, and its award date {award_date} is in the future."
        raise DayToCome(detail, pointer=pointer)


class ParentDoesNotFit(Invalid):
    """Call-offs and lots alone have a parent, with the same supplier: a contract of yours, or a framework under
    which your organisation may order. That of a call-off is a framework, or one of its lots.
    """

    title = "Wrong parent contract"


class ObligationsOpen(Conflict):
    """The contract has obligations that are not settled; `open` lists them.

    Settle them, or set `carry_over` to true.
    """

    title = "Obligations are not settled"


def check_may_amend(status: ContractStatus, fields: Collection[str], roles: Collection[Role]) -> None:
    """Raises Forbidden where the dates of a contract that has started are changed by somebody but a manager."""
    if status not in NOT_STARTED and not DATES.isdisjoint(fields) and Role.BUYER_MANAGER not in roles:
        raise Forbidden("Only a buyer_manager can change the dates of a contract that has started.")


def check_days(
    start: date | None, end: date | None, max_end: date | None, *, max_pointer: str = "/max_end"
) -> None:
    """Raises PeriodReversed, MaxEndExceeded; the latter points at `max_pointer`. Only drafts may lack days."""
    if start is not None:
        check_period(start, end, pointer="/end")
    if end is not None and max_end is not None and max_end < end:
        raise MaxEndExceeded(f"The end {end} is after the latest possible end {max_end}.", pointer=max_pointer)
