"""What a market party is, and which identifiers prove it."""

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum

from stdnum import lei
from stdnum.be import vat as be_vat
from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from chassis.problems import Conflict, Fault, Invalid, NotFound


class SupplierKind(StrEnum):
    """What a market party does; buyers and monitors are accounts, not market parties."""

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
    """A party is a prospect until its first contract or dialogue."""

    PROSPECT = "prospect"
    ACTIVE = "active"
    ARCHIVED = "archived"
    MERGED = "merged"


class Scheme(StrEnum):
    """Registers of organisations and sites."""

    LEI = "LEI"
    BE_KBO = "BE-KBO"
    VAT = "VAT"
    DUNS = "DUNS"
    OS_ID = "OS-ID"
    RBA = "RBA"

    @classmethod
    def _missing_(cls, value: object) -> "Scheme | None":
        """Belgians name their register in Dutch or in French, and without their country."""
        return cls.BE_KBO if value in ("KBO", "BCE") else None


class SupplierNotFound(NotFound):
    """No market party with this id."""

    title = "Supplier not found"


class InvalidIdentifier(Invalid):
    """An identifier fails its register's own check: mod 97-10 (LEI, ISO 7064), mod 97 (KBO), mod 32 (OS ID)."""

    title = "Invalid identifier"


class IdentifierTaken(Conflict):
    """Another market party carries this identifier already; `candidates` names it. Use that one."""

    title = "Identifier is taken"


OS_ID_SYMBOLS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ*~$=U"


def _os_id(value: str) -> str:
    """Open Supply Hub: country, year and day, five random symbols, one check symbol (Crockford, mod 32)."""
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


def _rba(value: str) -> str:
    if not value.strip():
        raise ValidationError
    return value.strip()


CHECKS: dict[Scheme, Callable[[str], str]] = {
    Scheme.LEI: lei.validate,
    Scheme.BE_KBO: _kbo,
    Scheme.VAT: vat.validate,
    Scheme.DUNS: _duns,
    Scheme.OS_ID: _os_id,
    Scheme.RBA: _rba,
}


def canonical_identifiers(identifiers: Sequence[tuple[Scheme, str]]) -> list[dict[str, str]]:
    """Each identifier in its register's own writing; raises InvalidIdentifier pointing at every bad one."""
    canonical: list[dict[str, str]] = []
    faults: list[Fault] = []
    for index, (scheme, value) in enumerate(identifiers):
        try:
            canonical.append({"scheme": scheme.value, "value": CHECKS[scheme](value)})
        except ValidationError:
            detail = f"{value!r} is not a valid {scheme} number."
            faults.append(Fault(f"/identifiers/{index}/value", "invalid_identifier", detail))
    if faults:
        raise InvalidIdentifier(f"{len(faults)} identifier(s) fail their check.", errors=faults)
    return canonical


def valid_identifiers(identifiers: Mapping[str, str]) -> list[dict[str, str]]:
    """Those of a known scheme that pass its check, in their register's own writing."""
    valid = []
    for scheme, value in identifiers.items():
        try:
            valid.append({"scheme": scheme, "value": CHECKS[Scheme(scheme)](value)})
        except (ValidationError, ValueError):
            continue
    return valid
