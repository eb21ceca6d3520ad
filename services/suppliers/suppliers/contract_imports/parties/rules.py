"""Winners as market parties: their numbers, and which registers these may belong to.

Three of a hundred numbers in notices name their register, so the register is guessed, and the guess is told.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from stdnum.exceptions import ValidationError

from suppliers.contract_imports.rules import WinnerMatch
from suppliers.matching.normalisation.countries import country_code
from suppliers.suppliers.rules import Scheme, in_own_notation

PREFIXES = {"GR": ("EL", "GR"), "GB": ("GB", "XI")}
"""Countries whose VAT numbers begin otherwise than with their code."""
NOT_OF_A_NUMBER = re.compile(r"[^0-9A-Z]")
OF_A_BRANCH = re.compile(r"_\d+$")
"""What some portals write behind a company number, to tell its departments apart."""
LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class Guess:
    """A number as the register would write it. `is_stated`: the text itself has the country or is of this form."""

    scheme: str
    value: str
    is_stated: bool

    def as_identifier(self) -> dict[str, str]:
        return {"scheme": self.scheme, "value": self.value}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supplier that the winner may be.

    `because` is `identifier`, `derived_identifier`, `earlier_notice` or `name`.
    """

    supplier_id: UUID
    because: str


@dataclass(slots=True)
class Recognised:
    """Which supplier a winner is."""

    match: WinnerMatch
    supplier_id: UUID | None = None
    candidates: list[Candidate] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Winner:
    """What a notice says of a winner, as far as it matters for recognising it."""

    reference: str
    name: str | None
    country: str | None
    numbers: tuple[str, ...]
    guesses: tuple[Guess, ...]
    is_private_person: bool

    @property
    def key(self) -> tuple[str | None, tuple[str, ...], str | None]:
        """Equal for one winner of several lots."""
        return self.country, self.numbers, self.name if not self.numbers else None


def winner_of(said: Mapping[str, Any], language: str | None) -> Winner:
    country = country_code(said["country"]["value"]) if said["country"] else None
    written = [each["value"] for each in said["identifiers"]]
    return Winner(
        reference=said["reference"]["value"],
        name=chosen(said["name"], language),
        country=country,
        numbers=tuple(dict.fromkeys(filter(None, map(number_of, written)))),
        guesses=tuple(guess for text in written for guess in guesses(text, country)),
        is_private_person=bool(said["natural_person"] and said["natural_person"]["value"]),
    )


def chosen(texts: Sequence[Mapping[str, Any]], language: str | None) -> str | None:
    """The text in the language of the notice, else the first one."""
    own = [each["value"] for each in texts if each["language"] == language]
    return next(iter([*own, *(each["value"] for each in texts)]), None)


def number_of(text: str) -> str:
    """A number without signs and spaces, so that two ways to write it are equal."""
    return NOT_OF_A_NUMBER.sub("", text.upper())


def guesses(text: str, country: str | None) -> list[Guess]:
    """The registers in which this number is valid for this country, most certain first."""
    compact = number_of(OF_A_BRANCH.sub("", text))
    stated = _stated(compact, country)
    if stated:
        return [stated]
    prefix = PREFIXES.get(country or "", (country or "",))[0]
    derived = _valid(Scheme.VAT, prefix + compact) if prefix and not compact.startswith(prefix) else None
    return [Guess(Scheme.VAT.value, derived, is_stated=False)] if derived else []


def _stated(compact: str, country: str | None) -> Guess | None:
    if len(compact) == 20 and (number := _valid(Scheme.LEI, compact)):
        return Guess(Scheme.LEI.value, number, is_stated=True)
    if country == "BE" and (number := _valid(Scheme.BE_KBO, compact.removeprefix("BE"))):
        return Guess(Scheme.BE_KBO.value, number, is_stated=True)
    if country and compact[:2] in PREFIXES.get(country, (country,)) and (number := _valid(Scheme.VAT, compact)):
        return Guess(Scheme.VAT.value, number, is_stated=True)
    return None


def _valid(scheme: Scheme, text: str) -> str | None:
    try:
        return in_own_notation(scheme, text)
    except ValidationError:
        return None
