"""Where the items of an agenda come from, each source one function."""

import asyncio
from dataclasses import replace
from datetime import date
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select

from chassis.listing import binds
from dialogue import visibility
from dialogue.action_points.rules import CLOSED, OwnerSide, Priority, ShownTo, is_overdue
from dialogue.assignments.rules import SHARED_REVIEW
from dialogue.exposures.actions import touched_by
from dialogue.exposures.rules import whole_months
from dialogue.findings.rules import OPEN
from dialogue.findings.severity import Severity
from dialogue.reviews import neighbours, queries
from dialogue.reviews.agenda import Found, Look, Source, found
from dialogue.reviews.rules import TITLES, AgendaKind, same_day
from dialogue.tables import ActionPoint, AnswerReview, Assignment, Finding

K = AgendaKind
AT_ONCE = 4
STILL_GENERIC = 1


async def previous_decisions(look: Look) -> list[Found]:
    before = await queries.previous(look.session, look.review)
    if before is None:
        return []
    return [
        found(look, K.PREVIOUS_DECISION, subject_id=outcome.id, code=outcome.outcome, due_date=outcome.new_due_date)
        for outcome in await queries.outcomes(look.session, before.id)
    ]


def _kind_of(action: ActionPoint, *, overdue: bool) -> AgendaKind:
    if not overdue or action.owner_side is OwnerSide.JOINT:
        return K.OPEN_ACTION
    return K.OVERDUE_SUPPLIER_ACTION if action.owner_side is OwnerSide.SUPPLIER else K.OVERDUE_BUYER_ACTION


async def actions(look: Look) -> list[Found]:
    """Gravest first, then longest due."""
    statement = select(ActionPoint).where(
        col(ActionPoint.dossier_id) == look.dialogue.dossier_id, col(ActionPoint.status).not_in(sorted(CLOSED))
    )
    rows = list((await look.session.exec(statement)).all())
    urgency = list(Priority)
    rows.sort(key=lambda row: (-urgency.index(row.priority), row.due_date))
    return [action_item(look, row) for row in rows]


def action_item(look: Look, row: ActionPoint) -> Found:
    overdue = is_overdue(row.status, due_date=row.due_date, today=look.today)
    item = found(
        look,
        _kind_of(row, overdue=overdue),
        row.title,
        subject_id=row.id,
        owner_side=row.owner_side,
        code=row.priority,
        due_date=row.due_date,
        overdue_days=(look.today - row.due_date).days if overdue else None,
        carry_count=row.carry_count,
    )
    return replace(item, is_internal=row.shown_to is ShownTo.BUYER_ONLY)


async def findings(look: Look) -> list[Found]:
    """Open findings the buyer may see that touch its contracts; gravest first."""
    visible = select(Finding).where(
        col(Finding.status).in_(sorted(OPEN)), visibility.FINDINGS[look.caller.org_kind]
    )
    rows = list((await look.session.exec(visible, params=binds(look.caller))).all())
    gravity = list(Severity)
    rows.sort(key=lambda row: (gravity.index(row.severity), -row.priority))
    touching = await _touching(look, rows)
    return [await finding_item(look, row) for row in rows if row.id in touching]


async def _touching(look: Look, rows: list[Finding]) -> set[UUID]:
    """Ids of the findings that touch a contract of this review; each site and period is asked about once."""
    gate = asyncio.Semaphore(AT_ONCE)

    async def touches(row: Finding) -> bool:
        async with gate:
            links = await touched_by(look.suppliers, row)
        return any(link.contract_id in look.contract_ids for link in links.items)

    asked = {_question(row): row for row in rows}
    answers = await asyncio.gather(*(touches(row) for row in asked.values()))
    touching = {question for question, answer in zip(asked, answers, strict=True) if answer}
    return {row.id for row in rows if _question(row) in touching}


def _question(row: Finding) -> tuple[UUID | None, date, date]:
    return (row.facility_id, *whole_months(row.period_from, row.period_to))


async def finding_item(look: Look, row: Finding) -> Found:
    is_known = await queries.known_to_supplier(look.session, look.dialogue, row.id)
    title = f"{TITLES[K.FINDING]}: {row.facility_name}"
    item = found(look, K.FINDING, title, subject_id=row.id, code=row.severity)
    return replace(item, is_internal=not is_known)


async def disclosure_gaps(look: Look) -> list[Found]:
    return [
        found(
            look,
            K.DISCLOSURE_GAP,
            f"{gap.product_name or TITLES[K.DISCLOSURE_GAP]}: {gap.kind.replace('_', ' ')}",
            subject_id=gap.product_id or gap.contract_id,
            contract_id=gap.contract_id,
            code=gap.kind,
        )
        for gap in await neighbours.gaps(look.suppliers, look.contract_ids)
    ]


async def generic_answers(look: Look) -> list[Found]:
    """Of each question the last review that was shared, where it still found nothing or nothing specific."""
    chain = (col(Assignment.questionnaire), col(AnswerReview.question_code))
    latest = (
        select(AnswerReview.id, AnswerReview.level, AnswerReview.question_code)
        .join(Assignment, col(Assignment.id) == col(AnswerReview.assignment_id))
        .where(
            col(Assignment.dossier_id) == look.dialogue.dossier_id,
            col(Assignment.status).in_(sorted(SHARED_REVIEW)),
        )
        .ext(distinct_on(*chain))
        .order_by(*chain, col(Assignment.sent_at).desc(), col(Assignment.round_no).desc())
    )
    return [
        found(look, K.GENERIC_ANSWER, f"{TITLES[K.GENERIC_ANSWER]}: {code}", subject_id=review_id, code=code)
        for review_id, level, code in (await look.session.exec(latest)).all()
        if level is not None and level <= STILL_GENERIC
    ]


async def duties(look: Look) -> list[Found]:
    return [
        found(
            look,
            K.OBLIGATION_DUE,
            f"{duty.type}: {duty.status}",
            subject_id=duty.id,
            contract_id=contract_id,
            code=duty.type,
            due_date=duty.due_at,
        )
        for contract_id in look.contract_ids
        for duty in await neighbours.duties_due(look.suppliers, contract_id)
    ]


async def contact_point(look: Look) -> list[Found]:
    contact = await neighbours.contact_point(look.suppliers, look.dialogue.supplier_id, look.today)
    if contact is None:
        return [found(look, K.CONTACT_POINT, subject_id=look.dialogue.supplier_id, code="vacant")]
    return [found(look, K.CONTACT_POINT, subject_id=contact.id, code=contact.status)]


async def closing_items(look: Look) -> list[Found]:
    """What no review leaves out: the question to the buyer, new points, the next date."""
    meets = look.review.held_on or look.review.planned_date or look.today
    return [
        found(look, K.STANDING_QUESTION, owner_side=OwnerSide.BUYER),
        found(look, K.NEW_ACTION),
        found(look, K.NEXT_DATE, due_date=same_day(meets, meets.year + 1)),
    ]


SOURCES: tuple[Source, ...] = (
    previous_decisions,
    actions,
    findings,
    disclosure_gaps,
    generic_answers,
    duties,
    contact_point,
    closing_items,
)
