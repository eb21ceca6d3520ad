"""Signs that an address is not a place of work, or more than one address. All are warnings."""

import re
from collections.abc import Callable, Iterator

from suppliers.imports.reading.reasons import Code
from suppliers.matching.normalisation.countries import are_related, country_in_address

PLACEHOLDER = re.compile(
    r"[\W_]*(?:n\.?/?a\.?|nil|none|null|tbd|tba|tbc|unknown|unk|not (?:applicable|available|known|disclosed)"
    r"|onbekend|inconnue?|unbekannt|nvt|n\.v\.t\.?|confidential|vertrouwelijk|confidentiel|x{2,}|idem|ditto"
    r"|same as above|see above|zie boven|#(?:n/a|ref!|value!|name\?|null!|div/0!|num!))?[\W_]*",
    re.IGNORECASE,
)
POST_BOX = re.compile(
    r"\b(?:p\.?\s?o\.?\s?box|post(?:al)? box|postbus|bo[iî]te postale|b\.?p\.?\s\d|postfach)", re.IGNORECASE
)
HEADQUARTERS = re.compile(
    r"\b(?:head\s?quarters?|hq|head office|registered office|corporate office|hoofdkantoor|hoofdzetel"
    r"|maatschappelijke zetel|si[eè]ge social|siege|hauptsitz|hauptverwaltung)\b",
    re.IGNORECASE,
)
WAREHOUSE = re.compile(
    r"\b(?:warehouse|godown|distribution cent(?:er|re)|magazijn|entrep[oô]t|lagerhaus|logistics cent(?:er|re))\b",
    re.IGNORECASE,
)
BETWEEN_PLACES = re.compile(r"[;\n]| \| |\b\d ?\)")
LEAST_PARTS = 3
"""Parts of a line, with commas between them, that make it an address by itself."""
PLACE = re.compile(r"[^\W\d_]{4}")
# A text without any of these has none of the signs; looking for them takes a tenth of the time of the patterns.
SUSPECT: tuple[str, ...] = (
    *("box", "postbus", "postale", "bp", "b.p", "b. p", "postfach", "head", "hq", "office", "zetel", "kantoor"),
    *("siege", "siège", "haupt", "ware", "godown", "distribution", "magazijn", "entrep", "lager", "logistics"),
    *(";", "\n", " | ", "1)", "1 )"),
)
DIGIT = re.compile(r"\d")
SHORTEST_ADDRESS = 10


def _are_several(address: str) -> bool:
    """Whether two parts could each be an address; "14/2; 3/3; High Road" is one address, and so are its lines."""
    is_listed = address.count("1)") == 1 and "2)" in address
    lines = [line for line in address.split("\n") if line.strip()]
    if len(lines) > 1 and not is_listed and ";" not in address:
        return sum(map(_is_whole, lines)) > 1
    parts = [part for part in BETWEEN_PLACES.split(address) if PLACE.search(part)]
    return len(parts) > 1 and (is_listed or sum(DIGIT.search(part) is not None for part in parts) > 1)


def _is_whole(line: str) -> bool:
    """Whether a line is an address by itself: with a number, and with a country or several parts."""
    parts = [part for part in line.split(",") if part.strip()]
    has_place = len(parts) >= LEAST_PARTS or (len(parts) > 1 and country_in_address(line) is not None)
    return DIGIT.search(line) is not None and has_place


SIGNS: tuple[tuple[Code, Callable[[str], object], str], ...] = (
    (Code.POST_BOX, POST_BOX.search, "This is a post box, not a place of work."),
    (Code.HEADQUARTERS, HEADQUARTERS.search, "This seems to be an office, not where the work is done."),
    (Code.WAREHOUSE, WAREHOUSE.search, "This seems to be a warehouse."),
    (Code.SEVERAL_ADDRESSES, _are_several, "This seems to hold more than one address."),
)


def is_placeholder(text: str) -> bool:
    """Whether a cell only says that the value is missing: "N/A", "-", "unknown", "#REF!"."""
    return len(text) < 24 and PLACEHOLDER.fullmatch(text) is not None


def doubts_about(name: str, address: str, country: str) -> Iterator[tuple[Code, str]]:
    """Warnings about a name and an address; `address` may be empty."""
    if not address:
        yield Code.NO_ADDRESS, "There is no address, so the place of the site is only known approximately."
        return
    if len(address) < SHORTEST_ADDRESS:
        yield Code.SHORT_ADDRESS, "This is too short for a full address."
    if not DIGIT.search(address):
        yield Code.NO_NUMBER_IN_ADDRESS, "The address has no number: no house or lot number and no postal code."
    written = country_in_address(address)
    if written and country and written != country and not are_related(written, country):
        yield Code.COUNTRY_CONTRADICTS_ADDRESS, f"The address ends with {written}, but the country is {country}."
    text = f"{name}\x1f{address}".lower()
    if any(word in text for word in SUSPECT):
        for code, is_seen, detail in SIGNS:
            if is_seen(address) or (code is not Code.SEVERAL_ADDRESSES and is_seen(name)):
                yield code, detail
