"""How often the matching is right, on real lists; `.venv/bin/python bench/matching_quality.py` prints the table.

The danger is a confident wrong `same`, above all when the true site is not in the register at all: so each list
is also asked with the true rows taken out. Intervals are Wilson's, 95 %. The weights were set while
looking at the pairs and at Chicago, so these are not figures of unseen data; 2014 and 2016 were not looked at.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from matching_lists import Register, all_sites, listed, noisy, table
from suppliers.matching.decision import REVIEW_LINE, Decision, judge, score
from suppliers.matching.evidence import compare
from suppliers.matching.normalisation.sites import Normalised, Site, normalise

NEIGHBOURS = 50
SEED = 20261122


@dataclass(frozen=True)
class Share:
    """Hits among tries."""

    hits: int
    tries: int

    def __str__(self) -> str:
        if not self.tries:
            return "-"
        p, n, z = self.hits / self.tries, self.tries, 1.96
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
        return f"{p:.4f}  [{middle - half:.4f}, {middle + half:.4f}]  {self.hits}/{self.tries}"


Line = tuple[str, Share | float, str]


def apple_pairs() -> Iterator[Line]:
    """Pairs of rows of two years, judged alone."""
    counts: Counter[tuple[str, Decision]] = Counter()
    alike: list[tuple[float, bool]] = []
    for row in table("apple_pairs.csv"):
        one = Site(row["name_a"], row["address_a"], row["country"])
        other = Site(row["name_b"], row["address_b"], row["country"])
        counts[row["is_same_site"], judge(normalise(one), [normalise(other)])[0].decision] += 1
        alike.append((_token_set(one, other), row["is_same_site"] == "1"))
    same, wrong = counts["1", Decision.SAME], counts["0", Decision.SAME]
    positives = sum(n for (label, _), n in counts.items() if label == "1")
    yield "apple pairs: precision at same", Share(same, same + wrong), ">= .99"
    yield "apple pairs: recall at review", Share(positives - counts["1", Decision.DIFFERENT], positives), ">= .98"
    yield "apple pairs: recall at same", Share(same, positives), ""
    yield "apple pairs: neighbours held apart", Share(170 - wrong, 170), ""
    yield "apple pairs: share of one site (base rate)", Share(positives, len(alike)), ""
    yield "apple pairs: token-set ratio, best F1 of any cut", _best_f1(alike), ""


def _token_set(one: Site, other: Site) -> float:
    names = fuzz.token_set_ratio(one.name.lower(), other.name.lower())
    return (names + fuzz.token_set_ratio(one.address.lower(), other.address.lower())) / 200


def _best_f1(scored: Sequence[tuple[float, bool]], missed: int = 0) -> float:
    return max(_f1(scored, cut / 100, missed) for cut in range(30, 100, 2))


def _f1(scored: Sequence[tuple[float, bool]], cut: float, missed: int = 0) -> float:
    right = sum(is_same for value, is_same in scored if value >= cut)
    wrong = sum(not is_same for value, is_same in scored if value >= cut)
    lost = sum(is_same for value, is_same in scored if value < cut) + missed
    return 2 * right / (2 * right + wrong + lost)


def site_is_absent() -> Iterator[Line]:
    """A list asked of itself, each row with its own site taken out: every `same` is wrong.

    Unless the list has the site twice, which is counted as wrong all the same.
    """
    for year in ("2014", "2016"):
        sites = [normalise(site) for site in listed("apple_lists.csv", year=year)]
        own = [frozenset({place}) for place in range(len(sites))]
        yield f"false same, site absent: apple {year}", _said_same(sites, own), "<= .02"
    shares = []
    for name in sorted({row["list"] for row in table("open_supply_hub_lists.csv")}):
        factories = [normalise(site) for site in listed("open_supply_hub_lists.csv", list=name)]
        shares.append(_said_same(factories, [frozenset({place}) for place in range(len(factories))]))
    found = Share(sum(each.hits for each in shares), sum(each.tries for each in shares))
    yield "false same, site absent: lists of apparel brands", found, "<= .02"
    ids, schools = _chicago()
    clusters = defaultdict(set)
    for place, true_id in enumerate(ids):
        clusters[true_id].add(place)
    own = [frozenset(clusters[true_id]) for true_id in ids]
    yield "false same, site absent: chicago", _said_same(schools, own), "<= .02"


def _said_same(sites: Sequence[Normalised], own: Sequence[frozenset[int]]) -> Share:
    register = Register(sites)
    wrong = 0
    for asked, without in zip(sites, own, strict=True):
        candidates = [sites[place] for place in register.likeliest(asked, limit=50, without=without)]
        judgements = judge(asked, candidates, limit=1)
        wrong += bool(judgements) and judgements[0].decision is Decision.SAME
    return Share(wrong, len(sites))


def _chicago() -> tuple[list[str], list[Normalised]]:
    rows = list(table("chicago_sites.csv"))
    sites = [Site(row["name"], row["address"], "US", postal_code=row["postal_code"]) for row in rows]
    return [row["true_id"] for row in rows], [normalise(site) for site in sites]


def chicago() -> Iterator[Line]:
    """All pairs of nine dirty lists; pairs that never became candidates count as missed."""
    ids, sites = _chicago()
    register = Register(sites)
    pairs = {
        (min(place, other), max(place, other))
        for place, site in enumerate(sites)
        for other in register.likeliest(site, limit=NEIGHBOURS, without=frozenset({place}))
    }
    true = sum(n * (n - 1) // 2 for n in Counter(ids).values())
    met = sum(ids[one] == ids[other] for one, other in pairs)
    scored = [(score(compare(sites[one], sites[other])), ids[one] == ids[other]) for one, other in pairs]
    yield "chicago: true pairs among the candidates", Share(met, true), ""
    yield "chicago: F1 at the line of review", _f1(scored, REVIEW_LINE, true - met), ">= .985"


def rewritten() -> Iterator[Line]:
    """Real sites written down anew and asked of a register that has them."""
    sites = all_sites()
    known = [normalise(site) for site in sites]
    register = Register(known)
    rng = random.Random(SEED)  # noqa: S311
    for times, noise in ((1, "ordinary"), (2, "twofold"), (4, "fourfold")):
        seen = right = wrong = 0
        for place in range(0, len(sites), 2):
            asked = normalise(noisy(sites[place], rng, times=times))
            candidates = register.likeliest(asked, limit=50)
            judgements = judge(asked, [known[each] for each in candidates])
            kept = {candidates[each.place] for each in judgements if each.decision is not Decision.DIFFERENT}
            same = {candidates[each.place] for each in judgements if each.decision is Decision.SAME}
            seen += place in kept
            right += place in same
            wrong += bool(same) and place not in same
        asked_for = len(range(0, len(sites), 2))
        yield f"rewritten, {noise} noise: at review or same", Share(seen, asked_for), ""
        yield f"rewritten, {noise} noise: same and right", Share(right, asked_for), ""
        yield f"rewritten, {noise} noise: same but another row", Share(wrong, asked_for), ""


MEASURES: tuple[Callable[[], Iterator[Line]], ...] = (apple_pairs, site_is_absent, chicago, rewritten)


def main() -> None:
    for measure in MEASURES:
        for what, value, goal in measure():
            shown = str(value) if isinstance(value, Share) else f"{value:.4f}"
            print(f"{what:<52} {shown:<44} {goal}")


if __name__ == "__main__":
    main()
