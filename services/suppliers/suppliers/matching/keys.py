"""The keys by which a site is indexed and found: 32-bit checksums of its distinctive words.

They are calculated here and not in SQL, because PostgreSQL may change its hash functions between versions. No key
contains the country, so that a site is found also with a wrong or no country; the comparison weighs it.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from suppliers.matching.likeness import weight
from suppliers.matching.normalisation.sites import Normalised

Key = int
TELLING = 0.35  # words that weigh less are too common to search for
NAMING = 0.6  # words that weigh more get keys for both ends, so that a misspelt one is found
END = 4
NUMBERED_WORDS = 3
BUDGET = 1000
"""Facilities that are looked at for one site, those of its rarest keys first."""
COMMON = 5 * BUDGET
"""A key of so many facilities says too little: it is neither followed nor extended."""


def _key(text: str) -> Key:
    """crc32 as PostgreSQL's signed `integer`."""
    unsigned = crc32(text.encode())
    return unsigned - (1 << 32) if unsigned >= 1 << 31 else unsigned


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Neighbouring words as one: "huang yang" is found by "huangyang"."""
    return (one + other for one, other in pairwise(words))


def _ends(words: Iterable[str]) -> Iterator[str]:
    for word in words:
        if len(word) > END and weight(word) > NAMING:
            yield f"<{word[:END]}"
            yield f">{word[-END:]}"


def _numbered(site: Normalised) -> Iterator[str]:
    telling = [word for word in site.words if weight(word) > NAMING][:NUMBERED_WORDS]
    for number in site.numbers[:2]:
        yield from (f"{number}#{word}" for word in telling)
        if site.postal:
            yield f"{number}#{site.postal}"


def _texts(site: Normalised) -> Iterator[str]:
    yield from (word for word in (*site.name, *site.words) if len(word) > 1 and weight(word) > TELLING)
    yield from _joined(site.name)
    yield from _joined(site.words)
    yield from _ends(site.name)
    yield from _numbered(site)
    yield from (number for number in site.numbers if len(number) > 2)
    if site.postal:
        yield f"@{site.postal}"
    yield from site.identifiers


def candidate_keys(site: Normalised) -> tuple[Key, ...]:
    return tuple(sorted({_key(text) for text in _texts(site)}))
