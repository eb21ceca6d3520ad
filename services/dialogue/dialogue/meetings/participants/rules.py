"""Participants of a meeting: their vocabulary, whose name is not allowed, and the warnings about them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from chassis.problems import Fault, Invalid
from dialogue.meetings.rules import MeetingKind


class ParticipantRole(StrEnum):
    """In which role a person takes part."""

    BUYER = "buyer"
    SUPPLIER_CONTACT = "supplier_contact"
    SUPPLIER_AUDITOR = "supplier_auditor"
    SUPPLIER_SALES = "supplier_sales"
    EXPERT = "expert"
    MONITOR = "monitor"
    WORKER_REPRESENTATIVE = "worker_representative"


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


class Caution(StrEnum):
    """A warning about a meeting; nothing is refused because of it.

    `sales_is_the_only_supplier_voice`: only salespeople took part for the supplier.
    `no_supplier_participant_beyond_sales`: this kind of meeting needs another person of the supplier.
    `minutes_may_name_a_worker`: a worker's name may be in the text.
    """

    SALES_ONLY = "sales_is_the_only_supplier_voice"
    NO_OTHER_VOICE = "no_supplier_participant_beyond_sales"
    MAY_NAME_A_WORKER = "minutes_may_name_a_worker"


CAUTIONS: dict[Caution, str] = {
    Caution.SALES_ONLY: "Only salespeople took part for the supplier; ask for a person who works on human rights.",
    Caution.NO_OTHER_VOICE: "A deepening or an annual review needs a person of the supplier who is not in sales.",
    Caution.MAY_NAME_A_WORKER: "A name may follow the word worker; do not write names of workers.",
}

SUPPLIER_ROLES = frozenset(
    {ParticipantRole.SUPPLIER_CONTACT, ParticipantRole.SUPPLIER_AUDITOR, ParticipantRole.SUPPLIER_SALES}
)
SALES_AREAS = frozenset({FunctionArea.SALES, FunctionArea.ACCOUNT_MANAGEMENT, FunctionArea.MARKETING})
NEED_OTHER_VOICE = frozenset({MeetingKind.ANNUAL_REVIEW, MeetingKind.DEEPENING})

WORKER_AND_NAME = re.compile(
    r"\b(?:[Ww]orkers?|[Ww]erkneme(?:r|rs)|[Aa]rbeiders?|[Aa]rbeidster|[Oo]uvri(?:er|ère)s?)\b"
    r"[^.\n]{0,20}?\s[A-Z][\w'’-]+ [A-Z][\w'’-]+"
)


class NameNotAllowed(Invalid):
    """Leave out the `name` of a `worker_representative`: being named could harm that person."""

    title = "A name is not allowed here"


@dataclass(frozen=True, slots=True)
class Attendee:
    """One participant, with what the rules need."""

    role: ParticipantRole
    function_area: FunctionArea | None
    is_named: bool

    @property
    def is_sales(self) -> bool:
        return self.role is ParticipantRole.SUPPLIER_SALES or self.function_area in SALES_AREAS


def attendees_of(participants: Sequence[Mapping[str, Any]]) -> list[Attendee]:
    """The participants of a meeting, from the columns of its row."""
    return [
        Attendee(
            role=ParticipantRole(item["role"]),
            function_area=FunctionArea(item["function_area"]) if item.get("function_area") else None,
            is_named=bool(item.get("name")),
        )
        for item in participants
    ]


def refuse_named_workers(attendees: Sequence[Attendee]) -> None:
    """Raises NameNotAllowed."""
    faults = [
        Fault(f"/participants/{index}/name", "name_not_allowed", "Leave out the name of a worker representative.")
        for index, attendee in enumerate(attendees)
        if attendee.role is ParticipantRole.WORKER_REPRESENTATIVE and attendee.is_named
    ]
    if faults:
        raise NameNotAllowed(errors=faults)


def cautions(kind: MeetingKind, attendees: Sequence[Attendee], texts: Sequence[str]) -> list[Caution]:
    """The warnings for a meeting; the pattern for names finds some, never all."""
    supplier_attendees = [attendee for attendee in attendees if attendee.role in SUPPLIER_ROLES]
    has_other = any(not attendee.is_sales for attendee in supplier_attendees)
    warnings: list[Caution] = []
    if supplier_attendees and not has_other:
        warnings.append(Caution.SALES_ONLY)
    if kind in NEED_OTHER_VOICE and not has_other:
        warnings.append(Caution.NO_OTHER_VOICE)
    if any(WORKER_AND_NAME.search(text) for text in texts):
        warnings.append(Caution.MAY_NAME_A_WORKER)
    return warnings
