"""Who may be the contact point of a human-rights clause: somebody who does not sell.

Source: the clause of KU Leuven's hardware contracts, which asks for a contact person who is not a salesperson
and works on the matter.
"""

from datetime import date, timedelta
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound


class FunctionArea(StrEnum):
    """What a person works on in their organisation."""

    HUMAN_RIGHTS = "human_rights"
    SUSTAINABILITY = "sustainability"
    PROCUREMENT_SUPPLY_CHAIN = "procurement_supply_chain"
    AUDIT = "audit"
    LEGAL_COMPLIANCE = "legal_compliance"
    QUALITY = "quality"
    EXECUTIVE = "executive"
    SALES = "sales"
    ACCOUNT_MANAGEMENT = "account_management"
    MARKETING = "marketing"
    OTHER = "other"


class Purpose(StrEnum):
    """What a contact point is for."""

    CLAUSE_CONTACT = "clause_contact"
    DIALOGUE_PARTICIPANT = "dialogue_participant"
    AUDITOR = "auditor"
    ADMIN = "admin"
    ESCALATION = "escalation"


class ContactStatus(StrEnum):
    """A contact proposed by the supplier waits for the buyer's check of its function."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ENDED = "ended"


SELLING = frozenset({FunctionArea.SALES, FunctionArea.ACCOUNT_MANAGEMENT, FunctionArea.MARKETING})

S = ContactStatus
MOVES: Machine[ContactStatus] = {
    (S.PROPOSED, S.ACCEPTED): by("buyer_officer", "buyer_manager"),
    (S.PROPOSED, S.REJECTED): by("buyer_officer", "buyer_manager", needs=["reason"]),
    (S.ACCEPTED, S.ENDED): by("supplier_contact", "supplier_admin", "buyer_officer", "buyer_manager"),
}


class ContactNotFound(NotFound):
    """No contact point with this id that you may see."""

    title = "Contact point not found"


class ContactIsSettled(Conflict):
    """The supplier changes its proposal until the buyer has answered it; then the buyer keeps the record."""

    title = "The contact is settled"


class UnknownBuyer(Invalid):
    """The buyer is not known here, or it must be named: you have more than one."""

    title = "Unknown buyer"


class ContactIsSales(Invalid):
    """A clause contact must work outside sales, account management and marketing, and it must be declared so."""

    title = "The contact is a salesperson"


def first_status(*, is_buyers: bool) -> ContactStatus:
    """A buyer's officer has checked the function by entering it; what a supplier enters waits for that check."""
    return S.ACCEPTED if is_buyers else S.PROPOSED


def check_function(purpose: Purpose, area: FunctionArea, *, declared_not_sales: bool) -> None:
    """Raises ContactIsSales, pointing at the field that says so."""
    if purpose is not Purpose.CLAUSE_CONTACT:
        return
    if area in SELLING:
        raise ContactIsSales(f"Somebody in {area} cannot be the clause's contact point.", pointer="/function_area")
    if not declared_not_sales:
        raise ContactIsSales("Declare that the person does not work in sales.", pointer="/declared_not_sales")


def contact_point_state(stored: ContactStatus, active_to: date | None, *, today: date) -> ContactStatus:
    """The state on a day; the last day counts. The database says the same (`contact_point_state`)."""
    lapsed = stored is S.ACCEPTED and active_to is not None and today > active_to
    return S.ENDED if lapsed else stored


def holds_post(stored: ContactStatus, active_from: date, active_to: date | None, *, today: date) -> bool:
    """Whether somebody answers today."""
    return active_from <= today and contact_point_state(stored, active_to, today=today) is S.ACCEPTED


def replace_by(vacated_on: date | None, working_days: int) -> date | None:
    """The last day to name a new contact; None where the post is held, or never was."""
    return working_days_after(vacated_on, working_days) if vacated_on is not None else None


def working_days_after(day: date, number: int) -> date:
    """Skips Saturdays and Sundays, but not public holidays: they differ by place."""
    while number > 0:
        day += timedelta(days=1)
        number -= day.weekday() < 5
    return day
