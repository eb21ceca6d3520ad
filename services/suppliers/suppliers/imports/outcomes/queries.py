"""Finding the sites of a list in the register."""

import asyncio
from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.facilities.recognition.queries import CANDIDATES_IN_LISTS, recognise
from suppliers.imports.outcomes.rules import RowOutcome, outcome
from suppliers.imports.reading.rows import Row
from suppliers.matching.normalisation.sites import Normalised, normalise

CHOICE = 5
"""The most candidates a person is asked to choose from."""


async def outcomes_of(session: AsyncSession, rows: Sequence[Row], viewer: Caller) -> list[RowOutcome]:
    """The outcome of each row. Only facilities that `viewer` may see count: a list must not search the register."""
    sites = await asyncio.to_thread(_sites, rows)
    matches = iter(await recognise(session, sites, limit=CHOICE, most=CANDIDATES_IN_LISTS, viewer=viewer))
    return [outcome(row, next(matches) if row.parsed else []) for row in rows]


def _sites(rows: Sequence[Row]) -> list[Normalised]:
    return [normalise(row.parsed.site()) for row in rows if row.parsed]
