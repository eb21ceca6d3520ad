"""Jobs on findings: publish at the end of an embargo, and match unresolved sites again after a disclosure."""

import logging
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select

from chassis.clock import today
from chassis.database import CALLER_ORG
from chassis.state import AppState
from dialogue.findings.copies.actions import announce
from dialogue.findings.release.actions import described_site
from dialogue.findings.rules import RELEASED
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import FacilityMatch
from dialogue.tables import Finding, FindingRelease

log = logging.getLogger("dialogue.findings")

AT_ONCE = 50
WORTH_A_LOOK = frozenset({"same", "review"})


async def lift_embargoes(state: AppState, on: date | None = None) -> bool:
    """Publish the releases whose embargo has ended, each once."""
    CALLER_ORG.set(None)
    waiting = (
        select(FindingRelease, Finding)
        .join(Finding, col(Finding.id) == col(FindingRelease.finding_id))
        .where(
            col(FindingRelease.announced_at).is_(None),
            col(Finding.status).in_(sorted(RELEASED)),
            or_(col(Finding.embargo_until).is_(None), col(Finding.embargo_until) <= (on or today())),
        )
        .limit(AT_ONCE)
        .with_for_update(of=FindingRelease, skip_locked=True)
    )
    async with state.worker_sessions() as session, session.begin():
        rows = (await session.exec(waiting)).all()
        for release, finding in rows:
            await announce(session, finding, release, on or today())
    return len(rows) == AT_ONCE


async def match_sites_again(state: AppState) -> None:
    """Suggest sites for findings whose site was not in the register; a person decides which one it is.

    All that wait are tried once, in the order of their ids; one that fails is tried again in the next run.
    """
    CALLER_ORG.set(None)
    last: UUID | None = None
    while finding_ids := await _unresolved(state, last):
        for finding_id in finding_ids:
            try:
                await _match_sites_again(state, finding_id)
            except Exception:
                log.exception("a site could not be matched again")
        last = finding_ids[-1]


async def _unresolved(state: AppState, after: UUID | None) -> list[UUID]:
    statement = select(Finding.id).where(col(Finding.needs_rematch))
    if after is not None:
        statement = statement.where(col(Finding.id) > after)
    async with state.worker_sessions() as session, session.begin():
        return list((await session.exec(statement.order_by(col(Finding.id)).limit(AT_ONCE))).all())


async def _match_sites_again(state: AppState, finding_id: UUID) -> None:
    async with state.worker_sessions() as session, session.begin():
        finding = await session.get(Finding, finding_id)
    if finding is None:
        return
    matches = await _matches_of(state, finding)
    async with state.worker_sessions() as session, session.begin():
        row = await session.get(Finding, finding_id, with_for_update=True)
        if row is not None and row.version == finding.version:
            row.site_candidates = [match.facility.id for match in matches if match.decision in WORTH_A_LOOK]
            row.needs_rematch = False


async def _matches_of(state: AppState, finding: Finding) -> Sequence[FacilityMatch]:
    """What the register has; nothing for a site that is confirmed, or no longer described."""
    if finding.facility_id is not None or finding.given_name is None:
        return []
    return await SuppliersApi.of_system(state).match_facility(described_site(finding))
