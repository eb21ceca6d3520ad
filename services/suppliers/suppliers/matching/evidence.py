"""Comparing two records of sites: a short list of terms for and against them being one site.

More agreement in a term never lowers the sum. The weights were fitted on differently written lists of the same
sites. The name then got more weight, because labels made from equal addresses give a model too much trust in
addresses.
"""

from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz.distance import Levenshtein

from suppliers.matching.likeness import Overlap, overlap
from suppliers.matching.normalisation.countries import are_related
from suppliers.matching.normalisation.sites import SITE_SCHEMES, Normalised

# Log-odds. `START` is the value for two records with nothing in common.
START = -5.1
WEIGHTS = {
    "name": 4.0,
    "address": 3.2,
    "address_unknown": 1.4,
    "name_and_address": 1.5,
    "same_address": 2.0,
    "numbers": 1.25,
    "numbers_differ": -3.0,
    "postal_code": 0.65,
    "postal_code_differs": -1.2,
    "city": 0.4,
    "city_differs": -0.6,
    "country_differs": -1.8,
    "company_identifier": 1.5,
    "site_identifier": 8.0,
    "site_identifier_differs": -3.0,
}
TELLING_NAME = 0.8  # a name whose words weigh less than this says little, even if it is equal
TELLING_ADDRESS = 2.0
TELLING_STREET = 1.2  # with a house number, the street is enough
SAME_STREET, ALIKE_STREET = 0.95, 0.7  # containment in the longer address, and likeness of both
SAME_WORDS = 0.85
DIRECTIONS = frozenset({"n", "e", "s", "w", "ne", "nw", "se", "sw"})


class Numbers(StrEnum):
    """How the house, lot and unit numbers of two addresses compare."""

    ABSENT = "absent"
    ONE_SIDED = "one-sided"
    AGREE = "agree"
    INCLUDED = "included"  # one address has more numbers, such as a building
    NEAR = "near"  # "84" and "84-2", neighbours such as 905 and 907, or a slip such as 119 and 1199
    PARTLY = "partly"
    CONFLICT = "conflict"


AGREEMENT = {Numbers.AGREE: 1.0, Numbers.INCLUDED: 0.5}
DISAGREEMENT = {Numbers.NEAR: 0.3, Numbers.PARTLY: 0.4, Numbers.CONFLICT: 1.0}
# Different numbers say less where the rest of the addresses differs too.
LEAST_CONFLICT = 0.35


@dataclass(frozen=True, slots=True)
class Feature:
    """A term; it adds `value` times `weight` to the log-odds."""

    name: str
    value: float
    weight: float
    detail: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """The figures of comparing two records; `terms` are the values by the names of `WEIGHTS`."""

    terms: dict[str, float]
    name: float
    address: float
    street: float  # how much of the shorter address is in the longer one
    numbers: Numbers
    log_odds: float


def _name_likeness(words: Overlap) -> float:
    return 0.7 * words.dice + 0.3 * words.containment


def _telling(words: Overlap, full: float) -> float:
    return min(1.0, min(words.one, words.other) / full)


def _atoms(numbers: frozenset[str]) -> frozenset[str]:
    return frozenset(part for number in numbers for part in number.split("-"))


def _has_digits(numbers: tuple[str, ...]) -> bool:
    """Whether a house or lot has a number; a single letter may be that of a zone."""
    return any(not number.isalpha() for number in numbers)


def _are_neighbours(one: frozenset[str], other: frozenset[str]) -> bool:
    if len(one) != 1 or len(other) != 1:
        return False
    (a,), (b,) = one, other
    if not (a.isdigit() and b.isdigit()):
        return False
    is_slip = min(len(a), len(b)) > 2 and Levenshtein.distance(a, b, score_cutoff=1) == 1
    return is_slip or abs(int(a) - int(b)) <= max(4, int(a) // 200)


def compare_numbers(one: tuple[str, ...], other: tuple[str, ...]) -> Numbers:
    if not one and not other:
        return Numbers.ABSENT
    if _has_digits(one) != _has_digits(other):
        return Numbers.ONE_SIDED
    ours, theirs = frozenset(one), frozenset(other)
    left, right = ours - theirs, theirs - ours
    if not left or not right:
        return Numbers.INCLUDED if left or right else Numbers.AGREE
    if _atoms(left) <= _atoms(right) or _atoms(right) <= _atoms(left) or _are_neighbours(ours, theirs):
        return Numbers.NEAR
    return Numbers.PARTLY if ours & theirs else Numbers.CONFLICT


def _compare_places(query: Normalised, site: Normalised) -> Numbers:
    """How the numbers compare; at best partly where one is north and the other south, or in 2nd and 3rd Avenue."""
    numbers = compare_numbers(query.numbers, site.numbers)
    if numbers is Numbers.CONFLICT:
        return numbers
    for marks in (_directions, _ordinals):
        ours, theirs = marks(query.words), marks(site.words)
        if ours and theirs and not ours & theirs:
            return Numbers.PARTLY
    return numbers


def _same_address(words: Overlap, address: float, numbers: Numbers) -> float:
    """1 for equal full addresses; less where they are short, such as "Dhaka"; 0 where they differ."""
    if numbers is Numbers.AGREE and words.containment >= SAME_STREET and address >= ALIKE_STREET:
        return _telling(words, TELLING_STREET)
    if numbers is Numbers.ABSENT and address >= SAME_WORDS:
        return _telling(words, TELLING_ADDRESS)
    return 0.0


def _directions(words: tuple[str, ...]) -> frozenset[str]:
    return DIRECTIONS.intersection(words)


def _ordinals(words: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for word in words if word[0].isdigit())


def _places(query: Normalised, site: Normalised) -> dict[str, float]:
    """Postal code, city and country, where both records give them."""
    terms: dict[str, float] = {}
    if query.postal and site.postal:
        terms["postal_code" if query.postal == site.postal else "postal_code_differs"] = 1.0
    if query.city and site.city:
        terms["city" if overlap(query.city, site.city).containment >= SAME_WORDS else "city_differs"] = 1.0
    if query.country and site.country and query.country != site.country:
        terms["country_differs"] = 0.3 if are_related(query.country, site.country) else 1.0
    return terms


def _identifiers(query: Normalised, site: Normalised) -> dict[str, float]:
    terms: dict[str, float] = {}
    if not query.identifiers or not site.identifiers:
        return terms
    theirs = dict(each.split(":", 1) for each in site.identifiers)
    for scheme, value in (each.split(":", 1) for each in query.identifiers):
        if scheme in theirs:
            kind = "site_identifier" if scheme in SITE_SCHEMES else "company_identifier"
            if theirs[scheme] == value:
                terms[kind] = 1.0
            elif scheme in SITE_SCHEMES:
                terms["site_identifier_differs"] = 1.0
    return terms


def compare(query: Normalised, site: Normalised) -> Comparison:
    names, words = overlap(query.name, site.name), overlap(query.words, site.words)
    numbers = _compare_places(query, site)
    likeness = _name_likeness(names)
    name = likeness * (0.4 + 0.6 * _telling(names, TELLING_NAME))
    address = 0.6 * words.dice + 0.4 * words.containment * _telling(words, TELLING_ADDRESS)
    terms = {"name": name, "address": address, "name_and_address": name * address}
    if not query.words or not site.words:
        terms["address_unknown"] = name  # a missing address does not speak against the name
    if same_address := _same_address(words, address, numbers):
        terms["same_address"] = same_address
    if numbers in AGREEMENT:
        terms["numbers"] = AGREEMENT[numbers]
    elif numbers in DISAGREEMENT:
        terms["numbers_differ"] = DISAGREEMENT[numbers] * (LEAST_CONFLICT + (1 - LEAST_CONFLICT) * address)
    terms |= _places(query, site) | _identifiers(query, site)
    log_odds = START + sum(WEIGHTS[term] * value for term, value in terms.items())
    return Comparison(terms, likeness, address, words.containment, numbers, log_odds)
