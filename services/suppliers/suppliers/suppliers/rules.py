"""Market parties: their kinds, states and identifiers."""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from stdnum import lei
from stdnum.be import vat as be_vat
from stdnum.ch import uid as ch_uid
from stdnum.eu import vat as eu_vat
from stdnum.exceptions import ValidationError
from stdnum.gb import vat as gb_vat
from stdnum.no import orgnr as no_orgnr

from chassis.problems import Conflict, Fault, Invalid, NotFound


class SupplierKind(StrEnum):
    """What a market party does. Buyers and monitors are accounts, not market parties.

    `supplier`: sells to buyers; `brand`: owns the brand; `manufacturer`: makes devices or parts; `reseller`: sells
    devices of others; `lessor`: leases devices; `refurbisher`: repairs used devices; `reuse_centre`: passes used
    devices on; `collector`: collects discarded devices; `processor`: recycles them.
    """

    SUPPLIER = "supplier"
    BRAND = "brand"
    MANUFACTURER = "manufacturer"
    RESELLER = "reseller"
    LESSOR = "lessor"
    REFURBISHER = "refurbisher"
    REUSE_CENTRE = "reuse_centre"
    COLLECTOR = "collector"
    PROCESSOR = "processor"


class SupplierStatus(StrEnum):
    """State of a market party.

    `prospect`: no contract or dialogue yet; `active`; `archived`: no longer used; `merged`: the same party is
    registered under another id.
    """

    PROSPECT = "prospect"
    ACTIVE = "active"
    ARCHIVED = "archived"
    MERGED = "merged"


class Scheme(StrEnum):
    """A register of organisations or sites.

    `LEI`: Legal Entity Identifier; `BE-KBO`: Belgian company number (also `KBO` or `BCE`); `VAT`: VAT number of the
    European Union, Great Britain, Switzerland or Norway, with the country before it; `DUNS`: Dun & Bradstreet;
    `OS-ID`: Open Supply Hub, one site; `RBA`: Responsible Business Alliance, one site.
    """

    LEI = "LEI"
    BE_KBO = "BE-KBO"
    VAT = "VAT"
    DUNS = "DUNS"
    OS_ID = "OS-ID"
    RBA = "RBA"

    @classmethod
    def _missing_(cls, value: object) -> "Scheme | None":
        """The Belgian register by its Dutch or French abbreviation, without the country."""
        return cls.BE_KBO if value in ("KBO", "BCE") else None


class SupplierNotFound(NotFound):
    """There is no market party with this id, or you may not see it."""

    title = "Supplier not found"


class InvalidIdentifier(Invalid):
    """The number is not valid in its register: its length, its characters or its check digit is wrong."""

    title = "Invalid identifier"


class SupplierKnown(Conflict):
    """The register has a market party of this name in this country; `candidates` lists the ids.

    Use one of them, or send the request again with `allow_duplicate=true`.
    """

    title = "Supplier may be known"


class IdentifierTaken(Conflict):
    """Another market party has this identifier; `candidates` lists its id, if you may see it. Use that party."""

    title = "Identifier already used"


class SupplierNamesItself(Conflict):
    """The platform has confirmed who represents this supplier. Since then only its own people and the platform
    change its name, legal name, country, website and identifiers."""

    title = "The supplier names itself"


OS_ID_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"


def _os_id(value: str) -> str:
    """Open Supply Hub: country, year and day, five random symbols, a check symbol (Crockford base 32, mod 32)."""
    value = value.strip().upper()
    body, check = value[:-1], value[-1:]
    rest = body[2:]
    if len(value) != 15 or not body[:2].isalpha() or not rest[:7].isdigit():
        raise ValidationError
    if any(symbol not in OS_ID_SYMBOLS[:32] for symbol in rest + check):
        raise ValidationError
    total = sum(map(ord, body[:2])) + sum(OS_ID_SYMBOLS.index(symbol) for symbol in rest)
    if OS_ID_SYMBOLS[total % 32] != check:
        raise ValidationError
    return value


def _duns(value: str) -> str:
    digits = value.replace("-", "").strip()
    if len(digits) != 9 or not digits.isdigit():
        raise ValidationError
    return digits


def _kbo(value: str) -> str:
    number = be_vat.validate(value)
    return f"{number[:4]}.{number[4:7]}.{number[7:]}"


def _swiss_vat(value: str) -> str:
    """The number is that of the company; MWST, TVA and IVA behind it are one word in three languages."""
    return str(ch_uid.validate(re.sub(r"(?:MWST|TVA|IVA|VAT)$", "", value)))


def _norwegian_vat(value: str) -> str:
    return f"NO{no_orgnr.validate(value.removeprefix('NO').removesuffix('MVA'))}MVA"


def _british_vat(value: str) -> str:
    return f"GB{gb_vat.validate(value)}"


NATIONAL_VAT: Mapping[str, Callable[[str], str]] = {
    "CH": _swiss_vat,
    "NO": _norwegian_vat,
    "GB": _british_vat,
}
"""By the first two letters; all others are numbers of the Union."""


def _vat(value: str) -> str:
    """With the country's letters before it; Greece has EL, whatever was written."""
    compact = re.sub(r"[\s.\-/]", "", value).upper()
    if national := NATIONAL_VAT.get(compact[:2]):
        return national(compact)
    if compact.startswith("GR"):
        compact = f"EL{compact[2:]}"
    return str(eu_vat.validate(compact))


def _rba(value: str) -> str:
    if not value.strip():
        raise ValidationError
    return value.strip()


CHECKS: dict[Scheme, Callable[[str], str]] = {
    Scheme.LEI: lei.validate,
    Scheme.BE_KBO: _kbo,
    Scheme.VAT: _vat,
    Scheme.DUNS: _duns,
    Scheme.OS_ID: _os_id,
    Scheme.RBA: _rba,
}


def in_own_notation(scheme: Scheme, value: str) -> str:
    """The number in its register's own notation, whatever letters and spaces it was typed with.

    Raises ValidationError.
    """
    return CHECKS[scheme](unicodedata.normalize("NFKC", value))


def equivalents(identifiers: Sequence[Mapping[str, str]]) -> list[dict[str, str]]:
    """The identifiers, and the same numbers as other registers write them.

    A Belgian VAT number is BE and the company number; GB is written XI in Northern Ireland.
    """
    found: dict[tuple[str, str], None] = {}
    for item in identifiers:
        scheme, value = item["scheme"], item["value"]
        found[scheme, value] = None
        if scheme == Scheme.BE_KBO.value:
            found[Scheme.VAT.value, "BE" + value.replace(".", "")] = None
        elif scheme == Scheme.VAT.value and value.startswith("BE"):
            found[Scheme.BE_KBO.value, _kbo(value)] = None
        elif scheme == Scheme.VAT.value and value[:2] in OTHER_PREFIX:
            found[scheme, OTHER_PREFIX[value[:2]] + value[2:]] = None
    return [{"scheme": scheme, "value": value} for scheme, value in found]


OTHER_PREFIX = {"EL": "GR", "GR": "EL", "GB": "XI", "XI": "GB"}
"""Two prefixes of one VAT number."""


def canonical_identifiers(identifiers: Sequence[tuple[Scheme, str]]) -> list[dict[str, str]]:
    """Each identifier in its register's own notation; raises InvalidIdentifier, pointing at every invalid one."""
    canonical: list[dict[str, str]] = []
    faults: list[Fault] = []
    for index, (scheme, value) in enumerate(identifiers):
        try:
            canonical.append({"scheme": scheme.value, "value": in_own_notation(scheme, value)})
        except ValidationError:
            detail = f'"{value}" is not a valid {scheme} number.'
            faults.append(Fault(f"/identifiers/{index}/value", "invalid_identifier", detail))
    if faults:
        raise InvalidIdentifier(
            f"{len(faults)} identifiers are not valid." if len(faults) > 1 else faults[0].detail, errors=faults
        )
    return canonical


def valid_identifiers(identifiers: Mapping[str, str]) -> list[dict[str, str]]:
    """The identifiers of known registers that are valid, in their register's own notation."""
    valid = []
    for scheme, value in identifiers.items():
        try:
            valid.append({"scheme": scheme, "value": in_own_notation(Scheme(scheme), value)})
        except (ValidationError, ValueError):
            continue
    return valid
