"""Which sites of the register are the ones asked for: candidates by their keys, then the judge."""

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
from suppliers.matching.decision import Decision, Judgement, judge
from suppliers.matching.evidence import weigh
from suppliers.matching.normalisation.sites import Normalised
from suppliers.tables import Facility

CONSIDERED = 50
CONSIDERED_IN_LISTS = 20
"""In a long list each further candidate costs time, and beyond these hardly a true site is found any more."""
TOGETHER = 50
"""Sites that are looked up in one statement: reading the answer must not keep requests waiting."""


class Known(NamedTuple):
    """A record of the register; `facility_id` is the site it was merged into, where it was."""

    facility_id: UUID
    site: Normalised


class Recognised(NamedTuple):
    facility_id: UUID
    judgement: Judgement


Sightings = list[list[Recognised]]


async def recognise(
    session: AsyncSession,
    asked: Sequence[Normalised],
    *,
    limit: int = 5,
    considered: int = CONSIDERED,
    viewer: Caller | None = None,
) -> Sightings:
    """For each site asked for, the likeliest facilities; reads only.

    With a `viewer`, those that this caller may see alone: the others do not even count as rivals. Judging
    keeps out of the event loop, and the database looks up the next sites meanwhile.
    """
    found: Sightings = []
    judging: asyncio.Future[Sightings] | None = None
    for start in range(0, len(asked), TOGETHER):
        some = asked[start : start + TOGETHER]
        candidates = await _candidates(session, some, considered, viewer)
        found += await judging if judging else []
        judging = asyncio.ensure_future(asyncio.to_thread(_judge_all, some, candidates, limit))
    return found + (await judging if judging else [])


async def _candidates(
    session: AsyncSession, asked: Sequence[Normalised], considered: int, viewer: Caller | None
) -> list[list[Known]]:
    """The records worth judging for each site asked for."""
    found = await find_candidates(await session.connection(), asked, limit=considered)
    known = await _known(session, {facility_id for each in found for facility_id in each}, viewer)
    return [[known[facility_id] for facility_id in each if facility_id in known] for each in found]


async def _known(session: AsyncSession, ids: set[UUID], viewer: Caller | None) -> dict[UUID, Known]:
    statement = select(
        Facility.id, func.coalesce(col(Facility.merged_into), col(Facility.id)), Facility.normalised
    ).where(col(Facility.id) == func.any(list(ids)))
    if viewer is not None:
        statement = statement.where(visibility.FACILITIES[viewer.org_kind])
    rows = (await session.exec(statement, params=binds(viewer) if viewer else None)).all()
    return {own: Known(canonical, Normalised.from_json(site)) for own, canonical, site in rows}


def _judge_all(asked: Sequence[Normalised], candidates: Sequence[Sequence[Known]], limit: int) -> Sightings:
    return [_judged(site, known, limit) for site, known in zip(asked, candidates, strict=True)]


def _judged(site: Normalised, known: Sequence[Known], limit: int) -> list[Recognised]:
    known = _one_record_each(site, known)
    judgements = judge(site, [each.site for each in known], limit=limit)
    return [Recognised(known[each.place].facility_id, each) for each in judgements]


def _one_record_each(site: Normalised, known: Sequence[Known]) -> list[Known]:
    """A merged site answers by whichever of its records is most like: two of them are no rivals."""
    records: dict[UUID, list[Known]] = {}
    for each in known:
        records.setdefault(each.facility_id, []).append(each)
    return [
        max(same, key=lambda each: weigh(site, each.site).log_odds) if len(same) > 1 else same[0]
        for same in records.values()
    ]


def the_same(recognised: Sequence[Recognised]) -> Recognised | None:
    """The one the machine may take for the site by itself."""
    first = recognised[0] if recognised else None
    return first if first and first.judgement.decision is Decision.SAME else None


def to_be_looked_at(recognised: Sequence[Recognised]) -> list[Recognised]:
    return [each for each in recognised if each.judgement.decision is not Decision.DIFFERENT]
