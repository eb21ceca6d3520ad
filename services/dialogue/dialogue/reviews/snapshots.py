"""Agendas as they were shared and held: ids and figures in the database, words only when somebody reads.

So what is withdrawn or taken back later is gone from an old agenda too, and what the supplier may see only now
joins it now.
"""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from dialogue import visibility
from dialogue.reviews import queries
from dialogue.reviews.agenda import Found, in_order
from dialogue.reviews.rules import ACTIONS, TITLES, AgendaKind
from dialogue.reviews.schemas import AgendaEntry, AgendaItem, OutcomeSeen
from dialogue.tables import ActionPoint, AnnualReview, Finding, ReviewAnnexItem

K = AgendaKind


def freeze(items: Iterable[AgendaItem]) -> list[dict[str, Any]]:
    """Of each item its ids, codes and figures, never a word anybody wrote."""
    names = set(AgendaEntry.model_fields)
    return [item.model_dump(mode="json", include=names, exclude_none=True) for item in items]


async def thaw(
    session: AsyncSession, caller: Caller, row: AnnualReview, frozen: Sequence[dict[str, Any]]
) -> tuple[list[AgendaItem], list[AgendaItem]]:
    """A kept agenda as this caller may read it today, and what of its annex this caller's organisation may see.

    For a supplier the second list is always empty: what it may see of an annex stands on the agenda.
    """
    entries = [AgendaEntry.model_validate(item) for item in frozen]
    annexed = [
        AgendaEntry(kind=K.FINDING, subject_id=item.finding_id)
        for item in (
            await session.exec(select(ReviewAnnexItem).where(col(ReviewAnnexItem.review_id) == row.id))
        ).all()
    ]
    names = await _names(session, caller, [*entries, *annexed])
    items = [Found(entry, names[entry.subject_id]) for entry in entries if entry.subject_id in names]
    more = [Found(entry, names[entry.subject_id]) for entry in annexed if entry.subject_id in names]
    if caller.org == (await queries.buyer_of(session, row)):
        return in_order(items), in_order(more)
    return in_order([*items, *more]), []


async def _names(session: AsyncSession, caller: Caller, entries: Sequence[AgendaEntry]) -> dict[UUID, str]:
    """Title by subject; a finding or an action the caller may not see has none, and so leaves the agenda."""
    names = {entry.subject_id: TITLES[entry.kind] for entry in entries if entry.kind not in {*ACTIONS, K.FINDING}}
    wanted = [entry.subject_id for entry in entries if entry.kind in ACTIONS]
    actions = select(ActionPoint.id, ActionPoint.title).where(
        col(ActionPoint.id).in_(wanted), visibility.ACTIONS[caller.org_kind]
    )
    names |= dict((await session.exec(actions, params=binds(caller))).all())
    told = [entry.subject_id for entry in entries if entry.kind is K.FINDING]
    findings = select(Finding.id, Finding.facility_name).where(
        col(Finding.id).in_(told), visibility.FINDINGS[caller.org_kind]
    )
    for finding_id, site in (await session.exec(findings, params=binds(caller))).all():
        names[finding_id] = f"{TITLES[K.FINDING]}: {site}"
    return names


async def keep_annex(session: AsyncSession, row: AnnualReview, owner: UUID, internal: Iterable[AgendaItem]) -> None:
    """Remember which findings the supplier could not see; those of an earlier sharing stay remembered."""
    known = select(ReviewAnnexItem.finding_id).where(col(ReviewAnnexItem.review_id) == row.id)
    before = set((await session.exec(known)).all())
    findings = {item.subject_id for item in internal if item.kind is K.FINDING}
    session.add_all(
        ReviewAnnexItem(review_id=row.id, finding_id=finding_id, owner_id=owner)
        for finding_id in sorted(findings - before)
    )


async def with_outcomes(session: AsyncSession, row: AnnualReview, items: Sequence[AgendaItem]) -> list[AgendaItem]:
    """Each item with what became of it."""
    settled = {
        (outcome.kind, outcome.subject_id): OutcomeSeen.model_validate(outcome)
        for outcome in await queries.outcomes(session, row.id)
    }
    return [item.model_copy(update={"outcome": settled.get((item.kind, item.subject_id))}) for item in items]
