"""What each line of a list turns out to be, once it is compared with the register."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from suppliers.disclosures.drafting import site_of_line
from suppliers.facilities.recognition import CONSIDERED_IN_LISTS, Recognised, recognise, the_same, to_be_looked_at
from suppliers.facilities.sites import Normalised, normalise
from suppliers.imports.rules import RowStatus
from suppliers.imports.staging import Line

OFFERED = 5
"""Candidates that a person is shown."""


class Finding(NamedTuple):
    """How a line ends; `candidates` are what a person chooses from where it is `review`."""

    line: Line
    status: RowStatus
    facility_id: UUID | None
    candidates: list[dict[str, Any]]


async def examine(session: AsyncSession, lines: Sequence[Line]) -> list[Finding]:
    """Reads only."""
    sites = await asyncio.to_thread(_sites, lines)
    sightings = iter(await recognise(session, sites, limit=OFFERED, considered=CONSIDERED_IN_LISTS))
    return [_finding(line, next(sightings) if line["parsed"] else None) for line in lines]


def _sites(lines: Sequence[Line]) -> list[Normalised]:
    return [normalise(site_of_line(line["parsed"])) for line in lines if line["parsed"]]


def _finding(line: Line, recognised: list[Recognised] | None) -> Finding:
    if recognised is None:
        return Finding(line, RowStatus.INVALID, None, [])
    if same := the_same(recognised):
        return Finding(line, RowStatus.MATCHED, same.facility_id, [])
    alike = to_be_looked_at(recognised)
    candidates = [
        {"facility_id": str(each.facility_id), "score": each.judgement.score, "doubts": list(each.judgement.doubts)}
        for each in alike
    ]
    return Finding(line, RowStatus.REVIEW if alike else RowStatus.NEW, None, candidates)


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many lines ended in each way, those that did not occur included."""
    counted = Counter(finding.status for finding in findings)
    return {status.value: counted[status] for status in RowStatus}
