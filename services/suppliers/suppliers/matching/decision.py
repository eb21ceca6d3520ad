"""Whether a facility of the register is the site asked for: the same, perhaps the same, or another."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp
from typing import NamedTuple
from uuid import UUID

from suppliers.matching.evidence import START, WEIGHTS, Comparison, Feature, Numbers, compare
from suppliers.matching.normalisation.sites import Normalised

# Stored with every decision: a change of words, weights or thresholds is a new version.
ALGORITHM = "sites-1"
REVIEW_LINE = 0.5
SAME_LINE = 0.9
NAME_FLOOR = 0.7
ADDRESS_FLOOR = 0.55  # where the numbers agree
BARE_ADDRESS_FLOOR = 0.9  # where there are none, or one address has more of them
STREET_FLOOR = 0.85
MARGIN = 1.0  # in log-odds, over the next candidate


class Decision(StrEnum):
    """Whether a candidate is the site: `same`, `review` (a person must decide) or `different`."""

    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


class Doubt(StrEnum):
    """Why a high score is not enough for `same`.

    `the_numbers_differ`: also where only one address has numbers; `another_candidate_is_as_likely`: the scores of
    two candidates are too close.
    """

    NAME = "the_name_differs"
    NUMBERS = "the_numbers_differ"
    ADDRESS = "the_address_is_missing_or_differs"
    POSTAL_CODE = "the_postal_code_differs"
    COUNTRY = "the_country_differs"
    IDENTIFIER = "the_site_identifier_differs"
    RUNNER_UP = "another_candidate_is_as_likely"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`place` is the index of the candidate; `features` add up to the score."""

    place: int
    score: float
    decision: Decision
    features: tuple[Feature, ...]
    doubts: tuple[Doubt, ...]


@dataclass(frozen=True, slots=True)
class Match:
    """A facility of the register that a site may be."""

    facility_id: UUID
    judgement: Judgement


class Record(NamedTuple):
    """A record of the register; `facility_id` is the facility it was merged into, if it was merged."""

    facility_id: UUID
    site: Normalised


Matches = list[list[Match]]
"""For each site the likeliest facilities."""


def same_site(matches: Sequence[Match]) -> Match | None:
    """The facility that may be taken for the site without asking a person."""
    first = matches[0] if matches else None
    return first if first and first.judgement.decision is Decision.SAME else None


def possible_matches(matches: Sequence[Match]) -> list[Match]:
    """The facilities that may be the site."""
    return [match for match in matches if match.judgement.decision is not Decision.DIFFERENT]


def judge_all(sites: Sequence[Normalised], records: Sequence[Sequence[Record]], limit: int) -> Matches:
    """For each site the likeliest facilities among the records that were found for it."""
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


def judge(query: Normalised, candidates: Sequence[Normalised], *, limit: int = 50) -> list[Judgement]:
    """The likeliest first. Which one is `same` depends on all candidates, so pass all that were found."""
    ranked = sorted(
        ((compare(query, site), place) for place, site in enumerate(candidates)),
        key=lambda each: (-each[0].log_odds, each[1]),
    )
    runner_up = ranked[1][0].log_odds if len(ranked) > 1 else START
    judgements = []
    for rank, (comparison, place) in enumerate(ranked[:limit]):
        rival = runner_up if rank == 0 else ranked[0][0].log_odds
        doubts = _doubts(
            comparison,
            is_rivalled=rival > comparison.log_odds - MARGIN,
            names_contradict=_names_contradict(query.name, candidates[place].name),
        )
        judgements.append(
            Judgement(
                place,
                score(comparison),
                _decision(comparison, doubts),
                _features(comparison, query, candidates[place]),
                doubts,
            )
        )
    return judgements


def score(comparison: Comparison) -> float:
    """The log-odds as a number from 0 to 1, to four places."""
    return round(1 / (1 + exp(-comparison.log_odds)), 4)


def _decision(comparison: Comparison, doubts: tuple[Doubt, ...]) -> Decision:
    if score(comparison) < REVIEW_LINE:
        return Decision.DIFFERENT
    return Decision.SAME if score(comparison) >= SAME_LINE and not doubts else Decision.REVIEW


def _names_contradict(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each name has a letter or number that the other lacks, as "Plant A" and "Plant B" have."""
    ours, theirs = _marks(one), _marks(other)
    return not (ours <= theirs or theirs <= ours)


def _marks(name: Sequence[str]) -> set[str]:
    return {word for word in name if len(word) == 1 or any(character.isdigit() for character in word)}


def _doubts(comparison: Comparison, *, is_rivalled: bool, names_contradict: bool) -> tuple[Doubt, ...]:
    doubts = {Doubt.RUNNER_UP: is_rivalled, Doubt.IDENTIFIER: "site_identifier_differs" in comparison.terms}
    if "site_identifier" not in comparison.terms:
        floor = ADDRESS_FLOOR if comparison.numbers is Numbers.AGREE else BARE_ADDRESS_FLOOR
        doubts |= {
            Doubt.NAME: comparison.name < NAME_FLOOR or names_contradict,
            Doubt.NUMBERS: "numbers_differ" in comparison.terms or comparison.numbers is Numbers.ONE_SIDED,
            Doubt.ADDRESS: comparison.address < floor or comparison.street < STREET_FLOOR,
            Doubt.POSTAL_CODE: "postal_code_differs" in comparison.terms,
            Doubt.COUNTRY: comparison.terms.get("country_differs") == 1.0,
        }
    return tuple(doubt for doubt, applies in doubts.items() if applies)


def _features(comparison: Comparison, query: Normalised, site: Normalised) -> tuple[Feature, ...]:
    details = {
        "name": f"{' '.join(query.name)} | {' '.join(site.name)}",
        "address": f"{' '.join(query.words)} | {' '.join(site.words)}",
        "name_and_address": f"{comparison.terms['name']:.2f} x {comparison.address:.2f}",
        "same_address": "the address as a whole",
        "address_unknown": "one of the two has no address",
        "numbers": f"{comparison.numbers}: {' '.join(query.numbers)} | {' '.join(site.numbers)}",
        "postal_code": f"{query.postal} | {site.postal}",
        "city": f"{' '.join(query.city)} | {' '.join(site.city)}",
        "country_differs": f"{query.country} | {site.country}",
        "site_identifier": f"{' '.join(query.identifiers)} | {' '.join(site.identifiers)}",
    }
    details |= {
        "numbers_differ": details["numbers"],
        "postal_code_differs": details["postal_code"],
        "city_differs": details["city"],
        "company_identifier": details["site_identifier"],
        "site_identifier_differs": details["site_identifier"],
    }
    start = Feature("start", 1.0, START, "two records with nothing in common")
    terms = (
        Feature(term, round(value, 4), WEIGHTS[term], details[term]) for term, value in comparison.terms.items()
    )
    return (start, *terms)
