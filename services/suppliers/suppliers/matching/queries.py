"""Finding the facilities that a written site may be: candidates by their keys, then a judgement of each."""

import asyncio
from collections.abc import Sequence
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.listing import binds
from suppliers import visibility
from suppliers.matching.candidates import find_candidates
from suppliers.matching.decision import Match, judge
from suppliers.matching.evidence import compare
from suppliers.matching.normalisation.sites import Normalised
from suppliers.tables import Facility

CANDIDATES = 50
CANDIDATES_IN_LISTS = 20
"""In a long list each further candidate costs time, and beyond these hardly a true match is found."""
BATCH = 50
"""Sites that are looked up in one statement: a larger answer would block other requests while it is read."""


class Record(NamedTuple):
    """A record of the register; `facility_id` is the facility it was merged into, if it was merged."""

    facility_id: UUID
    site: Normalised


Matches = list[list[Match]]


async def recognise(
    session: AsyncSession,
    sites: Sequence[Normalised],
    *,
    limit: int = 5,
    candidates: int = CANDIDATES,
    viewer: Caller | None = None,
) -> Matches:
    """For each site the likeliest facilities; reads only.

    With a `viewer`, only facilities that this caller may see: others do not even count as rivals. The judging runs
    outside the event loop, while the database looks up the next sites.
    """
    matches: Matches = []
    judging: asyncio.Future[Matches] | None = None
    for start in range(0, len(sites), BATCH):
        batch = sites[start : start + BATCH]
        records = await _records(session, batch, candidates, viewer)
        matches += await judging if judging else []
        judging = asyncio.ensure_future(asyncio.to_thread(_judge_all, batch, records, limit))
    return matches + (await judging if judging else [])


async def _records(
    session: AsyncSession, sites: Sequence[Normalised], candidates: int, viewer: Caller | None
) -> list[list[Record]]:
    """The records to judge for each site."""
    ids = await find_candidates(await session.connection(), sites, limit=candidates)
    records = await _visible(session, {facility_id for each in ids for facility_id in each}, viewer)
    return [[records[facility_id] for facility_id in each if facility_id in records] for each in ids]


async def _visible(session: AsyncSession, ids: set[UUID], viewer: Caller | None) -> dict[UUID, Record]:
    statement = select(
        Facility.id, func.coalesce(col(Facility.merged_into), col(Facility.id)), Facility.normalised
    ).where(col(Facility.id) == func.any(list(ids)))
    if viewer is not None:
        statement = statement.where(visibility.FACILITIES[viewer.org_kind])
    rows = (await session.exec(statement, params=binds(viewer) if viewer else None)).all()
    return {own: Record(canonical, Normalised.from_json(site)) for own, canonical, site in rows}


def _judge_all(sites: Sequence[Normalised], records: Sequence[Sequence[Record]], limit: int) -> Matches:
    return [_judge(site, known, limit) for site, known in zip(sites, records, strict=True)]


def _judge(site: Normalised, records: Sequence[Record], limit: int) -> list[Match]:
    records = _one_per_facility(site, records)
    judgements = judge(site, [record.site for record in records], limit=limit)
    return [Match(records[judgement.place].facility_id, judgement) for judgement in judgements]


def _one_per_facility(site: Normalised, records: Sequence[Record]) -> list[Record]:
    """Of the records of a merged facility, the one most like the site: two of them are not rivals."""
    by_facility: dict[UUID, list[Record]] = {}
    for record in records:
        by_facility.setdefault(record.facility_id, []).append(record)
    return [
        max(same, key=lambda record: compare(site, record.site).log_odds) if len(same) > 1 else same[0]
        for same in by_facility.values()
    ]
