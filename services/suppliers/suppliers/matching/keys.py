"""The keys under which a site is kept and looked for: 32-bit sums of its telling words.

A key is made here and not in SQL, because PostgreSQL may change its hash functions between versions.
No key holds the country, so a site is found under a wrong one or none; the judge weighs the country.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from zlib import crc32

from suppliers.matching.likeness import weight
from suppliers.matching.normalisation.sites import Normalised

Key = int
TELLING = 0.35  # words below tell so little that no search would follow them
NAMING = 0.6  # words above are worth two more keys, so that a misspelt one is found by its other end
END = 4
NUMBERED_WORDS = 3


def _key(text: str) -> Key:
    """crc32 as PostgreSQL's signed `integer`."""
    unsigned = crc32(text.encode())
    return unsigned - (1 << 32) if unsigned >= 1 << 31 else unsigned


def _joined(words: Iterable[str]) -> Iterator[str]:
    """Neighbours written as one: "huang yang" is found by "huangyang"."""
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
