"""On real lists the automatic decision is hardly ever wrong; see `bench/matching_quality.py`."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from suppliers.matching.decision import Decision, judge
from suppliers.matching.keys import candidate_keys
from suppliers.matching.normalisation.sites import Normalised, Site, normalise

DATA = Path(__file__).parents[2] / "bench" / "data"


def table(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@pytest.fixture(scope="module")
def decisions() -> Counter[tuple[bool, Decision]]:
    """Decisions about pairs of rows of one site, and about pairs of neighbouring rows of one supplier."""
    counts: Counter[tuple[bool, Decision]] = Counter()
    for row in table("apple_pairs.csv"):
        one = normalise(Site(row["name_a"], row["address_a"], row["country"]))
        other = normalise(Site(row["name_b"], row["address_b"], row["country"]))
        counts[row["is_same_site"] == "1", judge(one, [other])[0].decision] += 1
    return counts


def test_pairs_judged_the_same_are_the_same(decisions: Counter[tuple[bool, Decision]]) -> None:
    right, wrong = decisions[True, Decision.SAME], decisions[False, Decision.SAME]
    assert right / (right + wrong) >= 0.99
    assert wrong <= 5  # of 170 neighbours


def test_pairs_of_one_site_are_at_least_a_review(decisions: Counter[tuple[bool, Decision]]) -> None:
    lost = decisions[True, Decision.DIFFERENT]
    assert lost / sum(n for (is_same, _), n in decisions.items() if is_same) <= 0.02


def test_no_candidate_is_the_same_where_the_true_site_is_missing() -> None:
    sites = [
        normalise(Site(row["name"], row["address"], row["country"]))
        for row in table("apple_lists.csv")
        if row["year"] == "2014"
    ]
    postings: dict[int, set[int]] = {}
    for place, site in enumerate(sites):
        for key in candidate_keys(site):
            postings.setdefault(key, set()).add(place)

    def others(place: int) -> list[Normalised]:
        near = [postings[key] for key in candidate_keys(sites[place]) if len(postings[key]) < 50]
        return [sites[each] for each in sorted(set().union(*near) - {place})]

    answers = [judge(site, others(place), limit=1) for place, site in enumerate(sites)]
    said_same = sum(bool(answer) and answer[0].decision is Decision.SAME for answer in answers)
    assert said_same / len(sites) <= 0.01
