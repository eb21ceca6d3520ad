"""Whether a site of the register is the one asked for: the same, to be looked at, or another."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import exp

from suppliers.matching.evidence import START, WEIGHTS, Evidence, Feature, Numbers, weigh
from suppliers.matching.normalisation.sites import Normalised

# Named in every stored decision: a change of words, weights or lines is a new version.
ALGORITHM = "sites-1"
REVIEW_LINE = 0.5
SAME_LINE = 0.9
NAME_FLOOR = 0.7
ADDRESS_FLOOR = 0.55  # where the numbers agree
BARE_ADDRESS_FLOOR = 0.9  # where there are none, or one address has more of them
STREET_FLOOR = 0.85
MARGIN = 1.0  # in log-odds, over the next candidate


class Decision(StrEnum):
    SAME = "same"
    REVIEW = "review"
    DIFFERENT = "different"


class Doubt(StrEnum):
    """Why a high score is not enough for `same`."""

    NAME = "the_name_differs"
    NUMBERS = "the_numbers_differ"  # or only one of the two has any
    ADDRESS = "the_address_is_missing_or_differs"
    POSTAL_CODE = "the_postal_code_differs"
    COUNTRY = "the_country_differs"
    IDENTIFIER = "the_site_identifier_differs"
    RUNNER_UP = "another_candidate_is_as_likely"


@dataclass(frozen=True, slots=True)
class Judgement:
    """`place` is the candidate's place in the list that was given; `features` sum up to the score."""

    place: int
    score: float
    decision: Decision
    features: tuple[Feature, ...]
    doubts: tuple[Doubt, ...]


def judge(query: Normalised, candidates: Sequence[Normalised], *, limit: int = 50) -> list[Judgement]:
    """The likeliest first. Which one is `same` hangs on all candidates, so hand over all that were found."""
    weighed = sorted(
        ((weigh(query, site), place) for place, site in enumerate(candidates)),
        key=lambda each: (-each[0].log_odds, each[1]),
    )
    runner_up = weighed[1][0].log_odds if len(weighed) > 1 else START
    judgements = []
    for rank, (evidence, place) in enumerate(weighed[:limit]):
        rival = runner_up if rank == 0 else weighed[0][0].log_odds
        doubts = _doubts(
            evidence,
            is_rivalled=rival > evidence.log_odds - MARGIN,
            is_told_apart=_are_told_apart(query.name, candidates[place].name),
        )
        judgements.append(
            Judgement(
                place,
                score(evidence),
                _decision(evidence, doubts),
                _features(evidence, query, candidates[place]),
                doubts,
            )
        )
    return judgements


def score(evidence: Evidence) -> float:
    """The log-odds as a number from 0 to 1, to four places."""
    return round(1 / (1 + exp(-evidence.log_odds)), 4)


def _decision(evidence: Evidence, doubts: tuple[Doubt, ...]) -> Decision:
    if score(evidence) < REVIEW_LINE:
        return Decision.DIFFERENT
    return Decision.SAME if score(evidence) >= SAME_LINE and not doubts else Decision.REVIEW


def _are_told_apart(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether each name has a letter or number that the other lacks, as "Plant A" and "Plant B" have."""
    ours, theirs = _marks(one), _marks(other)
    return not (ours <= theirs or theirs <= ours)


def _marks(name: Sequence[str]) -> set[str]:
    return {word for word in name if len(word) == 1 or any(character.isdigit() for character in word)}


def _doubts(evidence: Evidence, *, is_rivalled: bool, is_told_apart: bool) -> tuple[Doubt, ...]:
    found = {Doubt.RUNNER_UP: is_rivalled, Doubt.IDENTIFIER: "site_identifier_differs" in evidence.terms}
    if "site_identifier" not in evidence.terms:
        floor = ADDRESS_FLOOR if evidence.numbers is Numbers.AGREE else BARE_ADDRESS_FLOOR
        found |= {
            Doubt.NAME: evidence.name < NAME_FLOOR or is_told_apart,
            Doubt.NUMBERS: "numbers_differ" in evidence.terms or evidence.numbers is Numbers.ONE_SIDED,
            Doubt.ADDRESS: evidence.address < floor or evidence.street < STREET_FLOOR,
            Doubt.POSTAL_CODE: "postal_code_differs" in evidence.terms,
            Doubt.COUNTRY: evidence.terms.get("country_differs") == 1.0,
        }
    return tuple(doubt for doubt, is_so in found.items() if is_so)


def _features(evidence: Evidence, query: Normalised, site: Normalised) -> tuple[Feature, ...]:
    details = {
        "name": f"{' '.join(query.name)} | {' '.join(site.name)}",
        "address": f"{' '.join(query.words)} | {' '.join(site.words)}",
        "name_and_address": f"{evidence.terms['name']:.2f} x {evidence.address:.2f}",
        "same_address": "the address as a whole",
        "address_unknown": "one of the two has no address",
        "numbers": f"{evidence.numbers}: {' '.join(query.numbers)} | {' '.join(site.numbers)}",
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
    start = Feature("start", 1.0, START, "what two records with nothing in common have")
    terms = (Feature(term, round(value, 4), WEIGHTS[term], details[term]) for term, value in evidence.terms.items())
    return (start, *terms)
