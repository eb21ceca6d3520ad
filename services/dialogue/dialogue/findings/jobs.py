"""Jobs on findings: publish at the end of an embargo, and match unresolved sites again after a disclosure."""

import logging
from collections.abc import Awaitable, Callable, Sequence
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlmodel import col, select

from chassis.clock import today
from chassis.database import CALLER_ORG
from chassis.state import AppState
from dialogue.findings.announcements.actions import announce_waiting
from dialogue.findings.copies.actions import renew_copies
from dialogue.findings.rules import RELEASED
from dialogue.findings.sites.views import described_site, likely_sites
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.suppliers_api.schemas import FacilityMatch
from dialogue.tables import Finding, FindingRelease

log = logging.getLogger("dialogue.findings")

AT_ONCE = 50


async def lift_embargoes(state: AppState, on: date | None = None) -> None:
    """Publish what waited for the end of an embargo, each release once, and count what changed meanwhile."""
    day = on or today()
    waiting = select(FindingRelease.finding_id).where(col(FindingRelease.announced_at).is_(None))
    is_due = (
        col(Finding.status).in_(sorted(RELEASED))
        & or_(col(Finding.embargo_until).is_(None), col(Finding.embargo_until) <= day)
        & or_(col(Finding.has_waiting_changes), col(Finding.id).in_(waiting))
    )

    async def lift(finding_id: UUID) -> None:
        await _lift_embargo(state, finding_id, day)

    await _each(state, is_due, lift)


async def _lift_embargo(state: AppState, finding_id: UUID, on: date) -> None:
    """Locked as in the actions of the monitor, which may have changed it meanwhile."""
    async with state.worker_sessions() as session, session.begin():
        finding = await session.get_one(Finding, finding_id, with_for_update=True)
        await announce_waiting(session, SuppliersApi.of_system(state), finding, on)
        await renew_copies(session, finding, on=on)


async def match_sites_again(state: AppState) -> None:
    """Suggest sites for findings whose site was not in the register; a person decides which one it is."""

    async def match(finding_id: UUID) -> None:
        await _match_sites_again(state, finding_id)

    await _each(state, col(Finding.needs_rematch).is_(True), match)


async def _each(state: AppState, clause: ColumnElement[bool], act: Callable[[UUID], Awaitable[None]]) -> None:
    """Try all these findings once, in the order of their ids; one that fails is tried again in the next run."""
    CALLER_ORG.set(None)
    statement = select(Finding.id).where(clause).order_by(col(Finding.id)).limit(AT_ONCE)
    page = statement
    while True:
        async with state.worker_sessions() as session, session.begin():
            finding_ids = (await session.exec(page)).all()
        for finding_id in finding_ids:
            try:
                await act(finding_id)
            except Exception:
                log.exception("a finding is tried again in the next run")
        if len(finding_ids) < AT_ONCE:
            return
        page = statement.where(col(Finding.id) > finding_ids[-1])


async def _match_sites_again(state: AppState, finding_id: UUID) -> None:
    async with state.worker_sessions() as session, session.begin():
        finding = await session.get(Finding, finding_id)
    if finding is None:
        return
    matches = await _matches_of(state, finding)
    async with state.worker_sessions() as session, session.begin():
        row = await session.get(Finding, finding_id, with_for_update=True)
        if row is not None and row.version == finding.version:
            row.site_candidates = likely_sites(matches)
            row.needs_rematch = False


async def _matches_of(state: AppState, finding: Finding) -> Sequence[FacilityMatch]:
    """What the register has; nothing for a site that is confirmed, or no longer described."""
    if finding.facility_id is not None or finding.given_name is None:
        return []
    return await SuppliersApi.of_system(state).match_facility(described_site(finding))
