"""Contracts: what they are, how they move, and what state a day makes of them."""

from collections.abc import Collection, Mapping
from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound


class ContractKind(StrEnum):
    """Its place among contracts."""

    FRAMEWORK = "framework"
    CALL_OFF = "call_off"
    SINGLE = "single"
    LOT = "lot"


class ContractModel(StrEnum):
    """How the goods are paid for."""

    PURCHASE = "purchase"
    LEASE = "lease"
    RENT = "rent"
    AS_A_SERVICE = "as_a_service"
    CLOUD = "cloud"
    MAINTENANCE = "maintenance"
    REFURBISH = "refurbish"


class ContractStatus(StrEnum):
    """Where a contract stands; `active` and `expired` are never stored, a day makes them so."""

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
    """What a buyer should look at."""

    NO_HUMAN_RIGHTS_CLAUSE = "no_human_rights_clause"
    NEXT_TENDER_DATE_MISSING = "next_tender_date_missing"


class AwardMethod(StrEnum):
    """How the tender was decided (Directive 2014/24/EU art. 67)."""

    BEST_PRICE_QUALITY = "best_price_quality"
    LIFE_CYCLE_COST = "lcc"
    PRICE = "price"


S = ContractStatus
OFFICE = ("buyer_officer", "buyer_manager")

MOVES: Machine[ContractStatus] = {
    (S.PLANNED, S.TENDERING): by(*OFFICE),
    (S.TENDERING, S.AWARDED): by("buyer_manager"),
    (S.TENDERING, S.CANCELLED): by("buyer_manager", needs=["reason"]),
    (S.ACTIVE, S.EXTENDED): by("buyer_manager", needs=["end"]),
    (S.EXTENDED, S.EXTENDED): by("buyer_manager", needs=["end"]),
    (S.ACTIVE, S.TERMINATED): by("buyer_manager", needs=["reason", "effect_on_workers"]),
    (S.EXTENDED, S.TERMINATED): by("buyer_manager", needs=["reason", "effect_on_workers"]),
    (S.EXPIRED, S.CLOSED): by(*OFFICE),
    (S.TERMINATED, S.CLOSED): by(*OFFICE),
}
"""The moves people make. Becoming active and expiring are the calendar's: see `contract_state`."""

RUNNING = frozenset({S.ACTIVE, S.EXTENDED})
BEFORE_AWARD = frozenset({S.PLANNED, S.TENDERING, S.CANCELLED})
NOT_HARDWARE = frozenset({"cloud_service", "other"})
HUMAN_RIGHTS = "human_rights"
TENDER_NOTICE_DAYS = 365


def contract_state(
    stored: ContractStatus, starts_on: date, ends_on: date, *, terminated_on: date | None, today: date
) -> ContractStatus:
    """The state on a day, whether today or an earlier one; the first and the last day count.

    The database says the same (`contract_state` in the migrations) for lists and figures.
    """
    if stored in BEFORE_AWARD:
        return stored
    if today < starts_on:
        return S.AWARDED
    if terminated_on is not None and today >= terminated_on:
        return S.CLOSED if stored is S.CLOSED else S.TERMINATED
    if today > ends_on:
        return S.CLOSED if stored is S.CLOSED else S.EXPIRED
    return S.EXTENDED if stored is S.EXTENDED else S.ACTIVE


def is_hardware(categories: Collection[str]) -> bool:
    """Whether devices come with it, whatever the model of payment."""
    return not NOT_HARDWARE.issuperset(categories)


def flags(
    status: ContractStatus,
    *,
    categories: Collection[str],
    clause_kinds: Collection[str],
    ends_on: date,
    next_tender_date: date | None,
    today: date,
) -> list[ContractFlag]:
    """What is missing on a contract that runs."""
    if status not in RUNNING:
        return []
    found = []
    if is_hardware(categories) and HUMAN_RIGHTS not in clause_kinds:
        found.append(ContractFlag.NO_HUMAN_RIGHTS_CLAUSE)
    if next_tender_date is None and (ends_on - today).days <= TENDER_NOTICE_DAYS:
        found.append(ContractFlag.NEXT_TENDER_DATE_MISSING)
    return found


class ContractNotFound(NotFound):
    """No contract with this id that you may see."""

    title = "Contract not found"


class PeriodIsReversed(Invalid):
    """A period must not end before it starts, nor an extension beyond the contract's furthest end."""

    title = "The period is reversed"


class ParentDoesNotFit(Invalid):
    """A call-off or lot belongs to a contract of your own with the same supplier."""

    title = "The parent contract does not fit"


class ObligationsOpen(Conflict):
    """A contract closes when its obligations are settled; `open` names those that are not. Carry them over to
    the time after the contract by saying `carry_over`, or settle them first."""

    title = "Obligations are open"


def check_period(start: date, end: date, max_end: date | None, *, names: Mapping[str, str] | None = None) -> None:
    """Raises PeriodIsReversed pointing at the date that is out of order."""
    pointers = {"end": "/end", "max_end": "/max_end"} | dict(names or {})
    if end < start:
        raise PeriodIsReversed(f"It ends on {end}, before it starts on {start}.", pointer=pointers["end"])
    if max_end is not None and max_end < end:
        detail = f"It ends on {end}, after its furthest end on {max_end}."
        raise PeriodIsReversed(detail, pointer=pointers["max_end"])
