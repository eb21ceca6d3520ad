"""Clauses, their duties and the due dates of these."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from chassis.calendar_arithmetic import shifted
from chassis.problems import Conflict, Invalid, NotFound
from suppliers.clauses.wordings.rules import TemplateStatus


class Recurrence(StrEnum):
    """How often a duty recurs, and when its next instance is laid out.

    `once`; `yearly`: for each year of the contract, at the beginning; `on_change`: at first, and again when
    something has changed; `on_request`: when the buyer asks; `on_breach`: when the buyer asks after a breach;
    `per_delivery`: for each delivery; `continuous`: one that runs as long as the contract and is assessed again and
    again.
    """

    ONCE = "once"
    YEARLY = "yearly"
    ON_CHANGE = "on_change"
    ON_REQUEST = "on_request"
    ON_BREACH = "on_breach"
    PER_DELIVERY = "per_delivery"
    CONTINUOUS = "continuous"


class ObligationType(StrEnum):
    """Types of duties of a contract; the code list `obligation_types` has their names in three languages."""

    DIALOGUE = "DIALOGUE"
    CONTACT = "CONTACT"
    REPORT = "REPORT"
    ANNUAL_REVIEW = "ANNUAL_REVIEW"
    DISCLOSURE_ASSEMBLY = "DISCLOSURE_ASSEMBLY"
    DISCLOSURE_COMPONENTS = "DISCLOSURE_COMPONENTS"
    DISCLOSURE_SUBSUPPLIERS = "DISCLOSURE_SUBSUPPLIERS"
    COMPLIANCE_FINDINGS = "COMPLIANCE_FINDINGS"
    CHEMICALS_INVENTORY = "CHEMICALS_INVENTORY"
    TRADING_CONDITIONS = "TRADING_CONDITIONS"
    FACTORY_ACCESS = "FACTORY_ACCESS"
    NON_RETALIATION = "NON_RETALIATION"
    REMEDIATION_EVIDENCE = "REMEDIATION_EVIDENCE"
    FLOWDOWN = "FLOWDOWN"
    SUBCONTRACTOR_LAW = "SUBCONTRACTOR_LAW"
    LABEL = "LABEL"
    WARRANTY = "WARRANTY"
    SPARE_PARTS = "SPARE_PARTS"
    MAINTENANCE = "MAINTENANCE"
    TAKE_BACK = "TAKE_BACK"
    SECOND_LIFE = "SECOND_LIFE"
    EOL_TRANSPARENCY = "EOL_TRANSPARENCY"
    DATA_WIPE = "DATA_WIPE"
    CHEMICALS_PRODUCT = "CHEMICALS_PRODUCT"
    MINERALS = "MINERALS"


class VerificationSubject(StrEnum):
    """What a duty verifies: the supply `chain`, the `supplier` itself, or the `product`."""

    CHAIN = "chain"
    SUPPLIER = "supplier"
    PRODUCT = "product"


DISCLOSURE_DUTIES = frozenset(
    {
        ObligationType.DISCLOSURE_ASSEMBLY,
        ObligationType.DISCLOSURE_COMPONENTS,
        ObligationType.DISCLOSURE_SUBSUPPLIERS,
    }
)
"""Duties to say where something is made."""


class IncludedAt(StrEnum):
    """How a clause came into a contract: with the tender, or as an amendment that both parties agreed to later."""

    TENDER = "tender"
    AMENDMENT = "amendment"


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty of a clause.

    Its first due date is `offset_months` and then `offset_days` after the clause applies, or after the day on which
    the buyer asked or the goods were delivered. It is `due` from `notice_days` before that date, and `overdue` when
    `grace_days` after it have passed.
    """

    type: str
    recurrence: Recurrence
    offset_months: int
    offset_days: int
    grace_days: int
    notice_days: int
    dd_alternative: bool
    weight: int
    text: Mapping[str, str]
    verification_subject: VerificationSubject = VerificationSubject.CHAIN

    @property
    def key(self) -> str:
        """A clause has at most one duty of each type and recurrence."""
        return f"{self.type}/{self.recurrence.value}"


@dataclass(frozen=True, slots=True)
class ClauseTemplate:
    """A published wording. A new wording is a new version; contracts keep the version they were made with."""

    code: str
    version: int
    kind: str
    title: Mapping[str, str]
    source: str
    duties: tuple[Duty, ...]
    status: TemplateStatus = TemplateStatus.PUBLISHED


class ClauseTemplateNotFound(NotFound):
    """There is no clause template with this code; see GET /v1/clause-templates."""

    title = "Clause template not found"


class UnknownClauseTemplate(Invalid):
    """There is no clause template with this code; see GET /v1/clause-templates."""

    title = "Unknown clause template"


class ClauseIncluded(Conflict):
    """The contract already has this clause. It keeps the version that it was made with."""

    title = "Clause already included"


class AgreementMissing(Invalid):
    """An amendment needs `agreed_on`: the day on which both parties agreed to it."""

    title = "Date of the agreement is missing"


class ClauseAfterAward(Invalid):
    """After the award a clause is an `amendment`, with the day on which both parties agreed to it (`agreed_on`)."""

    title = "Clause after the award"


def check_timing(included_at: IncludedAt, *, is_awarded: bool) -> None:
    """Raises ClauseAfterAward for a clause that would be part of a tender that is over."""
    if is_awarded and included_at is IncludedAt.TENDER:
        raise ClauseAfterAward(pointer="/included_at")


def check_agreement(included_at: IncludedAt, agreed_on: date | None, *, pointer: str) -> None:
    """Raises AgreementMissing for an amendment without a date."""
    if included_at is IncludedAt.AMENDMENT and agreed_on is None:
        raise AgreementMissing(pointer=f"{pointer}/agreed_on")


ON_DEMAND = frozenset({Recurrence.ON_REQUEST, Recurrence.ON_BREACH, Recurrence.PER_DELIVERY})
"""Recurrences without a due date before something has happened."""


def due_dates(duty: Duty, anchor: date, last_day: date) -> list[date]:
    """The due dates of a duty in a contract that runs to `last_day`, as far as dates alone decide them.

    One, or one for each year if it is yearly; none where it waits for a request, a breach or a delivery. All dates
    are counted from the anchor, not from when the previous instance was closed. The day after the last day still
    counts: it is the review of the last contract year.
    """
    if duty.recurrence in ON_DEMAND:
        return []
    dates = [due_after(duty, anchor)]
    if duty.recurrence is not Recurrence.YEARLY:
        return dates
    while True:
        months = duty.offset_months + 12 * len(dates)
        next_date = shifted(anchor, months=months, days=duty.offset_days)
        if next_date > last_day + timedelta(days=1):
            return dates
        dates.append(next_date)


def due_after(duty: Duty, day: date) -> date:
    """The due date that is counted from a day."""
    return shifted(day, months=duty.offset_months, days=duty.offset_days)


PRODUCT_DUTIES = frozenset(
    {
        *(ObligationType.DISCLOSURE_ASSEMBLY, ObligationType.DISCLOSURE_COMPONENTS, ObligationType.LABEL),
        *(ObligationType.WARRANTY, ObligationType.SPARE_PARTS, ObligationType.MAINTENANCE),
        *(ObligationType.TAKE_BACK, ObligationType.SECOND_LIFE, ObligationType.EOL_TRANSPARENCY),
        *(ObligationType.DATA_WIPE, ObligationType.CHEMICALS_PRODUCT),
    }
)
SUPPLIER_DUTIES = frozenset({ObligationType.DIALOGUE, ObligationType.CONTACT, ObligationType.ANNUAL_REVIEW})


def usual_subject(duty_type: str) -> VerificationSubject:
    """What duties of this type usually verify."""
    if duty_type in PRODUCT_DUTIES:
        return VerificationSubject.PRODUCT
    return VerificationSubject.SUPPLIER if duty_type in SUPPLIER_DUTIES else VerificationSubject.CHAIN
