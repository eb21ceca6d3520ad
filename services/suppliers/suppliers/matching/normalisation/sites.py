"""A site as it was written, and its normalised form for comparing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from suppliers.matching.normalisation.addresses import read_address
from suppliers.matching.normalisation.countries import country_code
from suppliers.matching.normalisation.names import name_words
from suppliers.matching.normalisation.spelling import plain, tokens

SITE_SCHEMES = frozenset({"OS-ID", "RBA", "RMI"})
"""Identifiers that number sites; the others (LEI, VAT, BE-KBO, DUNS) number companies, which have many sites.

RMI numbers are read in lists and compared; the register does not store them, because they have no check digit.
"""
SITE_FIELDS = ("name", "address", "country", "city", "region", "postal_code")
"""The texts of a site, by which other records of it are read."""


@dataclass(frozen=True, slots=True)
class Site:
    """A site as it was written. `country` is a code or a name; `identifiers` maps a scheme to its value."""

    name: str
    address: str = ""
    country: str = ""
    city: str = ""
    region: str = ""
    postal_code: str = ""
    identifiers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Normalised:
    """A site as it is compared; stored with the facility, so that its texts are not normalised again."""

    country: str
    name: tuple[str, ...]
    words: tuple[str, ...]
    numbers: tuple[str, ...]
    postal: str
    city: tuple[str, ...]
    identifiers: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {
            "c": self.country,
            "n": self.name,
            "w": self.words,
            "h": self.numbers,
            "p": self.postal,
            "t": self.city,
            "i": self.identifiers,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "Normalised":
        return cls(
            stored["c"],
            tuple(stored["n"]),
            tuple(stored["w"]),
            tuple(stored["h"]),
            stored["p"],
            tuple(stored["t"]),
            tuple(stored["i"]),
        )


def normalise(site: Site) -> Normalised:
    country = country_code(site.country) or ""
    address = read_address(
        site.address, country=country, city=site.city, region=site.region, postal=site.postal_code
    )
    return Normalised(
        country=country,
        name=name_words(site.name),
        words=address.words,
        numbers=address.numbers,
        postal=address.postal,
        city=tuple(word for word in tokens(site.city) if word != "city"),
        identifiers=tuple(sorted(_identifier(*each) for each in site.identifiers.items() if each[1])),
    )


WITHHELD = frozenset({"not", "applicable", "available", "known", "disclosed", "undisclosed", "withheld", "secret"})
WITHHELD |= {"n", "a", "na", "nil", "none", "null", "tbd", "tba", "tbc", "unknown", "unk", "idem", "ditto", "nvt"}
WITHHELD |= {"onbekend", "inconnu", "inconnue", "unbekannt", "vertrouwelijk", "confidential", "confidentiel"}
"""Words that stand where an address is withheld."""
FEWEST_WORDS = 3
"""An address without any number has at least so many words; fewer name only a town or a region."""


def has_place(site: Site) -> bool:
    """Whether the words say where the site is: by its own number, or by more of an address than a town."""
    if any(scheme in SITE_SCHEMES and value for scheme, value in site.identifiers.items()):
        return True
    if not site.address.strip():
        return False
    address = read_address(site.address, country=country_code(site.country) or "")
    elsewhere = {*tokens(site.city), *tokens(site.region), *tokens(site.country), *WITHHELD}
    words = [word for word in address.words if word not in elsewhere]
    return bool(words) and (bool(address.numbers or address.postal) or len(words) >= FEWEST_WORDS)


def _identifier(scheme: str, value: str) -> str:
    """Scheme and value, without the spaces, dots and dashes that people write in numbers."""
    return f"{scheme.upper()}:{''.join(tokens(plain(value))).upper()}"
