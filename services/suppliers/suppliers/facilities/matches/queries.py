"""Finding the facilities that sites may be."""

import asyncio
from collections.abc import Sequence
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.facilities import queries as facility_queries
from suppliers.facilities.matches.schemas import SiteQuery
from suppliers.facilities.matches.sites import site_of
from suppliers.facilities.recognition.queries import recognise
from suppliers.matching.decision import Matches
from suppliers.matching.normalisation.sites import normalise
from suppliers.tables import Facility


async def match_sites(
    session: AsyncSession, sites: Sequence[SiteQuery], *, limit: int
) -> tuple[Matches, dict[UUID, Facility]]:
    """The matches of each site, and the facilities that they name. Nothing of the sites is stored."""
    normalised = await asyncio.to_thread(lambda: [normalise(site_of(site)) for site in sites])
    matches = await recognise(session, normalised, limit=limit)
    return matches, await facility_queries.facilities(
        session, {match.facility_id for each in matches for match in each}
    )
