"""Recognising countries at the end of addresses, by name or by a common spelling; `country_code` reads fields."""

from functools import cache

from suppliers.matching.normalisation.country_fields import country_code as country_code
from suppliers.matching.normalisation.spelling import table, tokens

# At the end of an address these can be something else: Atlanta, Georgia; Blue Island (Iceland in Dutch).
NOT_AT_THE_END = frozenset({"georgia", "jersey", "georgien", "island", "vs", "za", "rsa", "roc"})
ELSEWHERE = frozenset({"new", "inner", "south"})  # New Mexico, Inner Mongolia, New South Wales
SHORT_AT_THE_END = frozenset({"usa", "us", "uk", "prc", "proc", "uae", "rok", "drc"})
LONGEST_ALIAS = 6
LONGEST_NAME = 60
# Lists confuse these so often that a difference says little about the site.
RELATED = frozenset({frozenset({"CN", other}) for other in ("HK", "MO", "TW")} | {frozenset({"US", "PR"})})


def _key(text: str) -> tuple[str, ...]:
    return tuple(tokens(text))


@cache
def _names() -> dict[tuple[str, ...], str]:
    """Spellings that are long enough to be recognised at the end of an address."""
    names: dict[tuple[str, ...], str] = {}
    for row in table("countries.csv"):
        for text in row["names"].split("|"):
            key = _key(text)
            joined = "".join(key)
            if joined not in NOT_AT_THE_END and (len(joined) > 3 or joined in SHORT_AT_THE_END):
                names.setdefault(key, row["code"])
    return names


@cache
def _last_words() -> frozenset[str]:
    """The last words of names of countries: most addresses end with none, which is quick to check."""
    return frozenset(name[-1] for name in _names())


def country_at_end(words: list[str]) -> tuple[str | None, list[str]]:
    """The country at the end of the tokens of an address, or None, and the tokens before it."""
    for length in range(min(LONGEST_ALIAS, len(words) - 1), 0, -1):
        code = _names().get(tuple(words[-length:]))
        if code and words[-length - 1] not in ELSEWHERE:
            return code, words[:-length]
    return None, words


def country_in_address(address: str) -> str | None:
    # No name of a country is longer than this, including the word before it.
    end = address[-LONGEST_NAME:].rstrip(" .,;:")
    last = end.replace(",", " ").rsplit(" ", 1)[-1].replace(".", "").lower()
    if last.isascii() and last.isalnum() and last not in _last_words():
        return None
    return country_at_end(tokens(end))[0]


def are_related(one: str, other: str) -> bool:
    return frozenset({one, other}) in RELATED
