"""The sources of an agenda: what is open between the two sides, one function for each kind of item."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.calendar_arithmetic import same_day, whole_months
from chassis.callers import Caller
from chassis.listing import binds
from dialogue import visibility
from dialogue.action_points.rules import CLOSED, Priority, ShownTo, is_overdue
from dialogue.action_points.sides.rules import OwnerSide
from dialogue.assignments.rules import SHARED_REVIEW
from dialogue.exposures.queries import links_of
from dialogue.findings.assessment.rules import Severity
from dialogue.findings.release.queries import is_known_to_supplier
from dialogue.findings.rules import OPEN
from dialogue.reviews import queries
from dialogue.reviews.agenda.schemas import AgendaEntry
from dialogue.reviews.rules import TITLES, WAITING_DUTIES, AgendaKind
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import ContactPointSummary
from dialogue.tables import ActionPoint, AnnualReview, AnswerReview, Assignment, Dialogue, Finding

K = AgendaKind
AT_ONCE = 4
STILL_GENERIC = 1


@dataclass(frozen=True)
class AgendaContext:
    """What every source reads from; `contract_ids` are those the review is about."""

    session: AsyncSession
    caller: Caller
    suppliers: SuppliersApi
    review: AnnualReview
    dialogue: Dialogue
    contract_ids: tuple[UUID, ...]
    today: date


@dataclass(frozen=True)
class TitledEntry:
    """An entry with the title its reader may see; an internal one is for the buyer only."""

    entry: AgendaEntry
    title: str
    is_internal: bool = False


Source = Callable[[AgendaContext], Awaitable[list[TitledEntry]]]


def _entry(context: AgendaContext, kind: AgendaKind, title: str | None = None, **facts: object) -> TitledEntry:
    """An entry about the review itself, unless a subject is given."""
    entry = AgendaEntry.model_validate({"kind": kind, "subject_id": context.review.id, **facts})
    return TitledEntry(entry, title or TITLES[kind])


async def previous_decisions(context: AgendaContext) -> list[TitledEntry]:
    before = await queries.previous(context.session, context.review)
    if before is None:
        return []
    return [
        _entry(
            context,
            K.PREVIOUS_DECISION,
            subject_id=outcome.id,
            code=outcome.outcome,
            due_date=outcome.new_due_date,
        )
        for outcome in await queries.outcomes(context.session, before.id)
    ]


async def action_points(context: AgendaContext) -> list[TitledEntry]:
    """Most urgent first, then by due date."""
    statement = select(ActionPoint).where(
        col(ActionPoint.dossier_id) == context.dialogue.dossier_id,
        col(ActionPoint.status).not_in(sorted(CLOSED)),
    )
    rows = list((await context.session.exec(statement)).all())
    urgency = list(Priority)
    rows.sort(key=lambda row: (-urgency.index(row.priority), row.due_date))
    return [_of_action_point(context, row) for row in rows]


def _of_action_point(context: AgendaContext, row: ActionPoint) -> TitledEntry:
    overdue = is_overdue(row.status, due_date=row.due_date, today=context.today)
    item = _entry(
        context,
        _kind_of(row, overdue=overdue),
        row.title,
        subject_id=row.id,
        owner_side=row.owner_side,
        code=row.priority,
        due_date=row.due_date,
        overdue_days=(context.today - row.due_date).days if overdue else None,
        carry_count=row.carry_count,
    )
    return replace(item, is_internal=row.shown_to is ShownTo.BUYER_ONLY)


def _kind_of(action: ActionPoint, *, overdue: bool) -> AgendaKind:
    if not overdue or action.owner_side is OwnerSide.JOINT:
        return K.OPEN_ACTION
    return K.OVERDUE_SUPPLIER_ACTION if action.owner_side is OwnerSide.SUPPLIER else K.OVERDUE_BUYER_ACTION


async def findings(context: AgendaContext) -> list[TitledEntry]:
    """Open findings that the buyer may see and that touch its contracts; most severe first."""
    visible = select(Finding).where(
        col(Finding.status).in_(sorted(OPEN)), visibility.FINDINGS[context.caller.org_kind]
    )
    rows = list((await context.session.exec(visible, params=binds(context.caller))).all())
    severities = list(Severity)
    rows.sort(key=lambda row: (severities.index(row.severity), -row.priority))
    touching = await _touching(context, rows)
    return [await _of_finding(context, row) for row in rows if row.id in touching]


async def _touching(context: AgendaContext, rows: list[Finding]) -> set[UUID]:
    """Ids of the findings that touch a contract of this review; each site and period is looked up once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def touches(row: Finding) -> bool:
        async with gate:
            links = await links_of(context.suppliers, row)
        return any(link.contract_id in context.contract_ids for link in links.items)

    questions = {_question(row): row for row in rows}
    answers = await asyncio.gather(*(touches(row) for row in questions.values()))
    touching = {question for question, answer in zip(questions, answers, strict=True) if answer}
    return {row.id for row in rows if _question(row) in touching}


def _question(row: Finding) -> tuple[UUID | None, date, date]:
    return (row.facility_id, *whole_months(row.period_from, row.period_to))


async def _of_finding(context: AgendaContext, row: Finding) -> TitledEntry:
    buyer_id, supplier_id = context.dialogue.buyer_id, context.dialogue.supplier_id
    is_known = await is_known_to_supplier(context.session, row.id, buyer_id=buyer_id, supplier_id=supplier_id)
    title = f"{TITLES[K.FINDING]}: {row.facility_name}"
    item = _entry(context, K.FINDING, title, subject_id=row.id, code=row.severity)
    return replace(item, is_internal=not is_known)


async def disclosure_gaps(context: AgendaContext) -> list[TitledEntry]:
    return [
        _entry(
            context,
            K.DISCLOSURE_GAP,
            f"{gap.product_name or TITLES[K.DISCLOSURE_GAP]}: {gap.kind.replace('_', ' ')}",
            subject_id=gap.product_id or gap.contract_id,
            contract_id=gap.contract_id,
            code=gap.kind,
        )
        for gap in await context.suppliers.disclosure_gaps(context.contract_ids)
    ]


async def generic_answers(context: AgendaContext) -> list[TitledEntry]:
    """Questions whose last shared review has level 0 or 1."""
    chain = (col(Assignment.questionnaire), col(AnswerReview.question_code))
    latest = (
        select(AnswerReview.id, AnswerReview.level, AnswerReview.question_code)
        .join(Assignment, col(Assignment.id) == col(AnswerReview.assignment_id))
        .where(
            col(Assignment.dossier_id) == context.dialogue.dossier_id,
            col(Assignment.status).in_(sorted(SHARED_REVIEW)),
        )
        .ext(distinct_on(*chain))
        .order_by(*chain, col(Assignment.sent_at).desc(), col(Assignment.round_no).desc())
    )
    return [
        _entry(context, K.GENERIC_ANSWER, f"{TITLES[K.GENERIC_ANSWER]}: {code}", subject_id=review_id, code=code)
        for review_id, level, code in (await context.session.exec(latest)).all()
        if level is not None and level <= STILL_GENERIC
    ]


async def obligations(context: AgendaContext) -> list[TitledEntry]:
    """Duties that wait for something: an agenda leaves out fulfilled and future ones."""
    return [
        _entry(
            context,
            K.OBLIGATION_DUE,
            f"{duty.type}: {duty.status}",
            subject_id=duty.id,
            contract_id=contract_id,
            code=duty.type,
            due_date=duty.due_at,
        )
        for contract_id in context.contract_ids
        for duty in await context.suppliers.obligations(contract_id)
        if duty.status in WAITING_DUTIES
    ]


async def contact_point(context: AgendaContext) -> list[TitledEntry]:
    """The accepted contact for the clause, or that there is none today."""

    def is_in_place(contact: ContactPointSummary) -> bool:
        is_active = contact.active_to is None or contact.active_to >= context.today
        return contact.purpose == "clause_contact" and contact.status == "accepted" and is_active

    supplier_id = context.dialogue.supplier_id
    contact = next(filter(is_in_place, await context.suppliers.contact_points(supplier_id)), None)
    if contact is None:
        return [_entry(context, K.CONTACT_POINT, subject_id=supplier_id, code="vacant")]
    return [_entry(context, K.CONTACT_POINT, subject_id=contact.id, code=contact.status)]


async def closing_items(context: AgendaContext) -> list[TitledEntry]:
    """What every review has: the question to the buyer, new points, the next date."""
    meets = context.review.held_on or context.review.planned_date or context.today
    return [
        _entry(context, K.STANDING_QUESTION, owner_side=OwnerSide.BUYER),
        _entry(context, K.NEW_ACTION),
        _entry(context, K.NEXT_DATE, due_date=same_day(meets, meets.year + 1)),
    ]


SOURCES: tuple[Source, ...] = (
    previous_decisions,
    action_points,
    findings,
    disclosure_gaps,
    generic_answers,
    obligations,
    contact_point,
    closing_items,
)
