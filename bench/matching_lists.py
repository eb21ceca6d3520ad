"""Real sites to measure the matching on, the noise that people make when they write them down again."""

import csv
import math
import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from suppliers.matching.keys import Key, candidate_keys
from suppliers.matching.likeness import weight
from suppliers.matching.normalisation.sites import Normalised, Site

DATA = Path(__file__).parent / "data"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SHORTENED = [
    ("Road", "Rd"), ("Street", "St."), ("Limited", "Ltd"), ("Company", "Co."), ("Industrial", "Ind."),
    ("District", "Dist."), ("Technology", "Tech"), ("Building", "Bldg"), ("Development", "Dev."),
    ("Electronics", "Elec."), ("Corporation", "Corp."), ("Manufacturing", "Mfg"), ("Avenue", "Ave"),
]  # fmt: skip
SYLLABLES = re.findall(
    r"\w+",
    """
    ba bei bo chang chen cheng da dong fa fang fei fu gang gao guang hai hao he hong hua huang hui jia
    jian jie jin jing jun kai ke lan li lian lin ling long lu mei ming nan ning peng ping qi qiang qing
    rong rui sen shan shang sheng song tai tang tian tong wan wei wen wu xia xiang xin xing xu yan yang
    yi ying yong yuan yue yun zhan zhao zhen zheng zhi zhong zhu ma ka ro ta to no mi ki ra sa de la
    """,
)
PIECES = re.compile(r"[A-Za-z']+|\d+|[^A-Za-z\d]+")


def table(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def listed(name: str, **where: str) -> list[Site]:
    rows = (row for row in table(name) if all(row[key] == value for key, value in where.items()))
    return [Site(row["name"], row["address"], row["country"]) for row in rows]


def all_sites() -> list[Site]:
    """Real sites, each address once."""
    sites = [*listed("apple_lists.csv"), *listed("open_supply_hub_lists.csv")]
    return list({site.address: site for site in sites}.values())


class Register:
    """Candidates by their keys, in memory, for measuring the judge alone; the service asks PostgreSQL."""

    def __init__(self, sites: Iterable[Normalised]) -> None:
        self.sites = list(sites)
        self._postings: dict[Key, list[int]] = defaultdict(list)
        for place, site in enumerate(self.sites):
            for key in candidate_keys(site):
                self._postings[key].append(place)

    def likeliest(self, asked: Normalised, *, limit: int, without: frozenset[int] = frozenset()) -> list[int]:
        evidence: Counter[int] = Counter()
        left = 1000
        for places in sorted((self._postings.get(key, []) for key in candidate_keys(asked)), key=len):
            if left > 0:
                left -= len(places)
                evidence.update(dict.fromkeys(places, math.log(1e7 / max(1, len(places)))))
        found = (place for place, _ in evidence.most_common() if place not in without)
        return [place for place, _ in zip(found, range(limit), strict=False)]


def varied(sites: Sequence[Site], count: int, rng: random.Random) -> Iterator[Site]:
    """The real sites first, then invented ones made of them: other names, streets and numbers, the same cities."""
    telling = [
        word
        for site in sites
        for word in PIECES.findall(f"{site.name} {site.address}")
        if len(word) > 3 and weight(word.lower()) > 0.6
    ]

    def other(text: str, share: float) -> str:
        return "".join(_other(piece, share, telling, rng) for piece in PIECES.findall(text))

    yield from sites[:count]
    for _ in range(count - len(sites)):
        site = rng.choice(sites)
        yield replace(site, name=other(site.name, 0.9), address=other(site.address, 0.6))


def _other(piece: str, share: float, telling: Sequence[str], rng: random.Random) -> str:
    if piece.isdigit():
        return str(rng.randint(10 ** (len(piece) - 1), 10 ** len(piece) - 1))
    if len(piece) < 4 or not piece[0].isalpha() or weight(piece.lower()) <= 0.6 or rng.random() > share:
        return piece
    invented = "".join(rng.choice(SYLLABLES) for _ in range(rng.choice((2, 2, 3)))).capitalize()
    return rng.choice(telling) if rng.random() < 0.6 else invented


def noisy(site: Site, rng: random.Random, *, times: int = 1) -> Site:
    """The site written down anew; ordinary noise is two slips, `times` multiplies them."""
    for _ in range(2 * times):
        site = rng.choice(SLIPS)(site, rng)
    return site


def _typo(text: str, rng: random.Random) -> str:
    letters = [at for at, letter in enumerate(text) if letter.isalpha()]
    if not letters:
        return text
    at = rng.choice(letters)
    return text[:at] + rng.choice(("", rng.choice(LETTERS), text[at] + rng.choice(LETTERS))) + text[at + 1 :]


def _shortened(text: str, rng: random.Random) -> str:
    long, short = rng.choice(SHORTENED)
    return text.replace(long, short) if rng.random() < 0.6 else text.replace(short, long)


def _without_word(text: str, rng: random.Random) -> str:
    words = text.split()
    if len(words) > 3:
        del words[rng.randrange(1, len(words))]
    return " ".join(words)


def _run_together(text: str, rng: random.Random) -> str:
    words = text.split()
    if len(words) > 3:
        at = rng.randrange(len(words) - 1)
        words[at : at + 2] = [words[at] + words[at + 1].lower()]
    return " ".join(words)


def _turned(text: str, _: random.Random) -> str:
    words = text.split()
    return " ".join(words[len(words) // 2 :] + words[: len(words) // 2])


SLIPS = (
    lambda site, rng: replace(site, name=_typo(site.name, rng)),
    lambda site, rng: replace(site, address=_typo(site.address, rng)),
    lambda site, rng: replace(site, name=_shortened(site.name, rng), address=_shortened(site.address, rng)),
    lambda site, rng: replace(site, address=_without_word(site.address, rng)),
    lambda site, rng: replace(site, name=_without_word(site.name, rng)),
    lambda site, rng: replace(site, address=_run_together(site.address, rng)),
    lambda site, rng: replace(site, address=_turned(site.address, rng)),
    lambda site, rng: replace(site, name=f"{site.name} {rng.choice(('Co., Ltd', 'Limited', 'Inc.', 'Factory'))}"),
    lambda site, rng: replace(site, name=site.name.upper(), address=site.address.upper()),  # noqa: ARG005
)
