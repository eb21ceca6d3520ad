"""Matches as API answers."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from suppliers.facilities.matches.schemas import MatchedFacility, MatchFeature, MatchOut, MatchResponse, MatchResult
from suppliers.matching.decision import ALGORITHM, Match
from suppliers.tables import Facility


def match_out(
    keys: Iterable[str], matches: Sequence[Sequence[Match]], facilities: Mapping[UUID, Facility]
) -> MatchOut:
    """The matches of each query, under its key."""
    responses = {
        key: MatchResponse(results=[_result(facilities[match.facility_id], match) for match in own])
        for key, own in zip(keys, matches, strict=True)
    }
    return MatchOut(algorithm=ALGORITHM, responses=responses)


def _result(facility: Facility, match: Match) -> MatchResult:
    judgement = match.judgement
    return MatchResult(
        facility=MatchedFacility.model_validate(facility),
        score=judgement.score,
        decision=judgement.decision,
        doubts=list(judgement.doubts),
        features=[MatchFeature.model_validate(feature) for feature in judgement.features],
    )


def candidate_out(facility: Facility, match: Match) -> dict[str, Any]:
    """A facility that a new one may duplicate, as the refusal names it."""
    named = MatchedFacility.model_validate(facility).model_dump(mode="json")
    return named | {"score": match.judgement.score, "decision": match.judgement.decision.value}
