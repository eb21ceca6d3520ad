"""Contact points: their states, and who can be the contact of a human-rights clause.

Source: the clause of KU Leuven's hardware contracts, which requires a contact person who works on human rights and
is not in sales.
"""

from datetime import date
from enum import StrEnum

from chassis.calendar_arithmetic import working_days_after
from chassis.moves import Machine, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import Role


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
    """What a contact point is for.

    `clause_contact`: the contact that a human-rights clause requires; `dialogue_participant`: takes part in a
    dialogue; `auditor`: audits factories for the supplier; `admin`: administrative matters; `escalation`: problems
    that the others could not solve.
    """

    CLAUSE_CONTACT = "clause_contact"
    DIALOGUE_PARTICIPANT = "dialogue_participant"
    AUDITOR = "auditor"
    ADMIN = "admin"
    ESCALATION = "escalation"


class ContactStatus(StrEnum):
    """State of a contact point.

    `proposed`: by the supplier, the buyer has not checked the function yet; `accepted`: by the buyer; `rejected`:
    by the buyer, with a reason; `ended`: no longer the contact; `anonymised`: the data about the person were
    removed, on request or at the end of their retention.
    """

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    REJECTED = "rejected"
    ENDED = "ended"
    ANONYMISED = "anonymised"


class Rejection(StrEnum):
    """Why a buyer does not accept a proposed person.

    `sales`: works in sales, account management or marketing; `no_mandate`: may not speak for the supplier on this;
    `incomplete`: too little is known; `other`: says the free text.
    """

    SALES = "sales"
    NO_MANDATE = "no_mandate"
    INCOMPLETE = "incomplete"
    OTHER = "other"


class LawfulBasis(StrEnum):
    """Why the buyer may keep the data of a person (Regulation (EU) 2016/679, article 6(1)).

    `public_task`: letter e; `legitimate_interest`: letter f, for buyers that are no public authority;
    `legal_obligation`: letter c; `consent`: letter a.
    """

    PUBLIC_TASK = "public_task"
    LEGITIMATE_INTEREST = "legitimate_interest"
    LEGAL_OBLIGATION = "legal_obligation"
    CONSENT = "consent"


SELLING = frozenset({FunctionArea.SALES, FunctionArea.ACCOUNT_MANAGEMENT, FunctionArea.MARKETING})

S = ContactStatus
MOVES: Machine[ContactStatus] = {
    (S.PROPOSED, S.ACCEPTED): by(Role.BUYER_OFFICER, Role.BUYER_MANAGER),
    (S.PROPOSED, S.REJECTED): by(Role.BUYER_OFFICER, Role.BUYER_MANAGER, needs=["rejection"]),
    (S.ACCEPTED, S.ENDED): by(Role.SUPPLIER_CONTACT, Role.SUPPLIER_ADMIN, Role.BUYER_OFFICER, Role.BUYER_MANAGER),
}


class ContactNotFound(NotFound):
    """There is no contact point with this id, or you may not see it."""

    title = "Contact point not found"


class ContactIsSettled(Conflict):
    """The buyer has answered this proposal; only the buyer can change it now."""

    title = "Contact already answered"


class ContactIsAnonymised(Conflict):
    """The data about this person were removed, and nothing can be entered again. Add a new contact point."""

    title = "Contact is anonymised"


class UnknownBuyer(Invalid):
    """The named buyer does not exist, or no buyer is named where one is required."""

    title = "Unknown buyer"


class ContactIsSales(Invalid):
    """A clause contact may not work in sales, account management or marketing, and this must be declared."""

    title = "Contact works in sales"


def first_status(*, is_buyers: bool) -> ContactStatus:
    """What a buyer adds is accepted; what a supplier proposes waits for the buyer's check."""
    return S.ACCEPTED if is_buyers else S.PROPOSED


def check_function(purpose: Purpose, area: FunctionArea, *, declared_not_sales: bool) -> None:
    """Raises ContactIsSales, pointing at the field that is wrong."""
    if purpose is not Purpose.CLAUSE_CONTACT:
        return
    if area in SELLING:
        raise ContactIsSales(
            f"A person in {area.replace('_', ' ')} cannot be the clause contact.", pointer="/function_area"
        )
    if not declared_not_sales:
        raise ContactIsSales(
            "Set `declared_not_sales` to true: it declares that the person does not work in sales.",
            pointer="/declared_not_sales",
        )


def check_rejection(to: ContactStatus, rejection: Rejection | None, reason: str | None) -> None:
    """Raises Invalid where the reason of a rejection is missing or does not belong to the transition."""
    if rejection is not None and to is not S.REJECTED:
        raise Invalid("Only a rejection has a reason of this kind.", pointer="/rejection")
    if rejection is Rejection.OTHER and not reason:
        raise Invalid("Say in `reason` why the person is rejected.", pointer="/reason")


def contact_point_state(stored: ContactStatus, active_to: date | None, *, today: date) -> ContactStatus:
    """The state on a day; `active_to` is the last day. The SQL function `contact_point_state` is the same."""
    has_expired = stored is S.ACCEPTED and active_to is not None and today > active_to
    return S.ENDED if has_expired else stored


def holds_post(stored: ContactStatus, active_from: date, active_to: date | None, *, today: date) -> bool:
    """Whether a clause contact holds the post on a day."""
    return active_from <= today and contact_point_state(stored, active_to, today=today) is S.ACCEPTED


def replace_by(vacated_on: date | None, working_days: int) -> date | None:
    """The last day to name a new contact; None where the post is held, or never was."""
    return working_days_after(vacated_on, working_days) if vacated_on is not None else None
