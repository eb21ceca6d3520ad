"""The outcome of each row of a list, once its site is compared with the register."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from suppliers.imports.reading.reasons import Code, Reason
from suppliers.imports.reading.rows import Row
from suppliers.imports.rules import RowStatus
from suppliers.matching.decision import Match, possible_matches, same_site


@dataclass(frozen=True, slots=True)
class Candidate:
    """A facility that the site of a row may be, and why it is not taken for it automatically."""

    facility_id: UUID
    score: float
    doubts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RowOutcome:
    """The outcome of a row with its reasons; where a person must decide, `candidates` is the choice."""

    row: Row
    status: RowStatus
    facility_id: UUID | None
    candidates: list[Candidate]
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class DryRun:
    """What an import of a list would do; nothing was written."""

    supplier_id: UUID
    filename: str
    reading: Mapping[str, Any]
    outcomes: Sequence[RowOutcome]


def outcome(row: Row, matches: Sequence[Match]) -> RowOutcome:
    """The outcome of a row, given the facilities that its site may be; an invalid row has none."""
    if row.parsed is None:
        return RowOutcome(row, RowStatus.INVALID, None, [], row.reasons)
    if same := same_site(matches):
        detail = f"This site is in the register; the score is {same.judgement.score}."
        return RowOutcome(row, RowStatus.MATCHED, same.facility_id, [], _with(row, Code.KNOWN_SITE, detail))
    possible = possible_matches(matches)
    if not possible:
        detail = "No similar site is in the register."
        return RowOutcome(row, RowStatus.NEW, None, [], _with(row, Code.NEW_SITE, detail))
    candidates = [Candidate(match.facility_id, match.judgement.score, match.judgement.doubts) for match in possible]
    reasons = _with(row, Code.RESEMBLES_KNOWN_SITE, _resemblance(candidates[0]))
    return RowOutcome(row, RowStatus.REVIEW, None, candidates, reasons)


def _with(row: Row, code: Code, detail: str) -> list[Reason]:
    return [Reason(code, "", detail), *row.reasons]


def _resemblance(likeliest: Candidate) -> str:
    doubts = ", ".join(doubt.replace("_", " ") for doubt in likeliest.doubts) or "too low to be taken for the same"
    return f"A similar site is in the register; the score is {likeliest.score}: {doubts}."


def counts(outcomes: Sequence[RowOutcome]) -> dict[str, int]:
    """The number of rows with each outcome, including zeros."""
    counted = Counter(outcome.status for outcome in outcomes)
    return {status.value: counted[status] for status in RowStatus}
