"""What each line of a list turns out to be, once it is compared with the register."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from suppliers.disclosures.drafting import site_of_line
from suppliers.imports.rules import RowStatus
from suppliers.imports.staging import Line
from suppliers.matching.normalisation.sites import Normalised, normalise
from suppliers.matching.recognition import CONSIDERED_IN_LISTS, Recognised, recognise, the_same, to_be_looked_at

OFFERED = 5
"""Candidates that a person is shown."""


class Finding(NamedTuple):
    """How a line ends and why; `candidates` are what a person chooses from where it is `review`."""

    line: Line
    status: RowStatus
    facility_id: UUID | None
    candidates: list[dict[str, Any]]
    reasons: list[dict[str, str]]


async def examine(session: AsyncSession, lines: Sequence[Line], viewer: Caller) -> list[Finding]:
    """As far as `viewer` may see the register: a list must not be a way to search it. Reads only."""
    sites = await asyncio.to_thread(_sites, lines)
    sightings = iter(await recognise(session, sites, limit=OFFERED, considered=CONSIDERED_IN_LISTS, viewer=viewer))
    return [_finding(line, next(sightings) if line["parsed"] else None) for line in lines]


def _sites(lines: Sequence[Line]) -> list[Normalised]:
    return [normalise(site_of_line(line["parsed"])) for line in lines if line["parsed"]]


def _finding(line: Line, recognised: list[Recognised] | None) -> Finding:
    said = line["reasons"]
    if recognised is None:
        return Finding(line, RowStatus.INVALID, None, [], said)
    if same := the_same(recognised):
        detail = f"The register has this site; their likeness is {same.judgement.score}."
        return Finding(line, RowStatus.MATCHED, same.facility_id, [], [_reason("known_site", detail), *said])
    alike = to_be_looked_at(recognised)
    if not alike:
        unlike = _reason("new_site", "The register has no site like it.")
        return Finding(line, RowStatus.NEW, None, [], [unlike, *said])
    candidates = [
        {"facility_id": str(each.facility_id), "score": each.judgement.score, "doubts": list(each.judgement.doubts)}
        for each in alike
    ]
    return Finding(line, RowStatus.REVIEW, None, candidates, [_resemblance(alike[0]), *said])


def _resemblance(likeliest: Recognised) -> dict[str, str]:
    score, doubts = likeliest.judgement.score, likeliest.judgement.doubts
    but = ", ".join(doubt.replace("_", " ") for doubt in doubts) or "that is too little to take it for the same"
    return _reason("resembles_known_site", f"The register has a site like it, their likeness is {score}: {but}.")


def _reason(code: str, detail: str) -> dict[str, str]:
    """How a line ended, in the form of what its reading said of it; no column of the list says it."""
    return {"code": code, "column": "", "detail": detail}


def counts(findings: Sequence[Finding]) -> dict[str, int]:
    """How many lines ended in each way, those that did not occur included."""
    counted = Counter(finding.status for finding in findings)
    return {status.value: counted[status] for status in RowStatus}
