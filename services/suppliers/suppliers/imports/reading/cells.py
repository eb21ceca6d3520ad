"""Parsing the cells of a row, with a reason for every cell that cannot be used."""

import re
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from suppliers.imports.reading import values
from suppliers.imports.reading.headings import Headings
from suppliers.imports.reading.quality import doubts_about, is_placeholder
from suppliers.imports.reading.reasons import Code, Reason
from suppliers.imports.reading.rows import ParsedRow, Row
from suppliers.imports.reading.workbooks import UNCOMPUTED
from suppliers.matching.normalisation.countries import country_code, country_in_address

LONGEST_CELL = 2000
LONGEST = {"name": 200, "address": 500, "city": 200, "region": 200, "postal_code": 40}
UNSTORABLE = re.compile(r"[\x00\ud800-\udfff\ufffd]")
SPACES = re.compile(r"[ \t\xa0\u200b\u3000]+")
PROSE = ("city", "region", "postal_code", "process", "product", "component", "material")
MORE_PROSE = ("parent_company", "sector", "local_name", "remarks")
SCHEMES = {"os_id": "OS-ID", "duns": "DUNS", "lei": "LEI", "rba": "RBA", "rmi": "RMI"}
COMPANY_SCHEMES = {"vat": "VAT", "kbo": "BE-KBO"}

Value = TypeVar("Value")


def _is_plain(text: str) -> bool:
    return text.isascii() or not (UNCOMPUTED in text or UNSTORABLE.search(text))


class RowReader:
    """Parses the rows of one list."""

    def __init__(self, headings: Headings) -> None:
        self._headings = headings
        self._columns = headings.columns
        self._prose = [f for f in (*PROSE, *MORE_PROSE) if f in self._columns]
        self._schemes = [(f, scheme) for f, scheme in (SCHEMES | COMPANY_SCHEMES).items() if f in self._columns]

    def read(self, number: int, cells: Sequence[str]) -> Row:
        reasons: list[Reason] = []
        whole = "\x1f".join(cells)
        if len(whole) > LONGEST_CELL or "\x00" in whole or not _is_plain(whole):
            cells = self._storable(cells, reasons)
        raw = {name: cell for name, cell in zip(self._names(len(cells)), cells, strict=False) if cell}
        parsed = self._parsed(cells, reasons)
        return Row(number, raw, None if any(r.is_invalidating for r in reasons) else parsed, reasons)

    def _names(self, width: int) -> Sequence[str]:
        names = self._headings.names
        return (
            names if width <= len(names) else (*names, *(f"column {n}" for n in range(len(names) + 1, width + 1)))
        )

    def _storable(self, cells: Sequence[str], reasons: list[Reason]) -> list[str]:
        """The cells as the database can store them; a row with a changed cell is invalid."""
        kept = []
        for name, cell in zip(self._names(len(cells)), cells, strict=False):
            if UNSTORABLE.search(cell):
                reasons.append(
                    Reason(Code.ILLEGAL_CHARACTER, name, "The cell contains a character that cannot be stored.")
                )
                cell = UNSTORABLE.sub("\ufffd", cell)
            if cell == UNCOMPUTED:
                reasons.append(
                    Reason(Code.FORMULA_WITHOUT_VALUE, name, "The cell is a formula without a saved value.")
                )
                cell = ""
            if len(cell) > LONGEST_CELL:
                reasons.append(Reason(Code.TOO_LONG, name, f"A cell may have at most {LONGEST_CELL} characters."))
                cell = cell[:LONGEST_CELL]
            kept.append(cell)
        return kept

    def _cell(self, cells: Sequence[str], field: str) -> str:
        column = self._columns.get(field)
        if column is None or column >= len(cells):
            return ""
        cell = cells[column]
        if "  " in cell or "\t" in cell or not cell.isascii():
            cell = SPACES.sub(" ", cell)
        return cell.strip()

    def _parsed(self, cells: Sequence[str], reasons: list[Reason]) -> ParsedRow:
        name = self._text(cells, "name")
        address = self._address(cells)
        texts: dict[str, Any] = {field: self._cell(cells, field) for field in self._prose}
        country = self._country(cells, address, reasons)
        if not name:
            reasons.append(self._reason(Code.NO_NAME, "name", "The row has no name of a site."))
        self._check_lengths(reasons, name=name, address=address, **texts)
        whole = ", ".join(filter(None, (address, texts.get("city"), texts.get("region"), texts.get("postal_code"))))
        reasons.extend(self._reason(code, "address", detail) for code, detail in doubts_about(name, whole, country))
        return ParsedRow(
            name=name,
            address=address,
            country=country,
            identifiers=self._identifiers(cells),
            **texts,
            **self._codes(cells, reasons),
            **self._period(cells, reasons),
            **self._figures(cells, reasons),
        )

    def _reason(self, code: Code, field: str, detail: str) -> Reason:
        return Reason(code, self._headings.name_of(field), detail)

    def _text(self, cells: Sequence[str], field: str) -> str:
        """The text of a cell, or nothing where it only says that the value is missing."""
        cell = self._cell(cells, field)
        return "" if is_placeholder(cell) else cell

    def _address(self, cells: Sequence[str]) -> str:
        lines = (self._text(cells, f) for f in ("address", "address_2", "address_3") if f in self._columns)
        return ", ".join(filter(None, lines))

    def _identifiers(self, cells: Sequence[str]) -> dict[str, str]:
        return {scheme: text for field, scheme in self._schemes if (text := self._text(cells, field))}

    def _country(self, cells: Sequence[str], address: str, reasons: list[Reason]) -> str:
        written = self._text(cells, "country")
        code = country_code(written) if written else country_in_address(address)
        if code and not written:
            reasons.append(
                self._reason(
                    Code.COUNTRY_FROM_ADDRESS, "address", f"The country is taken from the address: {code}."
                )
            )
        elif not code and written:
            reasons.append(
                self._reason(
                    Code.UNKNOWN_COUNTRY, "country", f'"{written[:60]}" is not the name or code of a country.'
                )
            )
        elif not code:
            reasons.append(
                self._reason(
                    Code.NO_COUNTRY,
                    "country",
                    "There is no country, neither in a column nor at the end of the address.",
                )
            )
        return code or ""

    def _check_lengths(self, reasons: list[Reason], **texts: str) -> None:
        for field, longest in LONGEST.items():
            if len(texts.get(field, "")) > longest:
                reasons.append(self._reason(Code.TOO_LONG, field, f"This may have at most {longest} characters."))

    def _codes(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        codes: dict[str, Any] = {}
        if written := self._text(cells, "tier"):
            codes["tier"] = values.coded("tier", written)
            if not codes["tier"]:
                codes["tier"] = "TX"
                reasons.append(
                    self._reason(
                        Code.UNKNOWN_TIER, "tier", f'"{written[:60]}" is not a known tier; it is read as TX.'
                    )
                )
        if written := self._text(cells, "relation"):
            codes["relation"] = values.coded("relation", written)
            if not codes["relation"]:
                reasons.append(
                    self._reason(
                        Code.UNKNOWN_RELATION,
                        "relation",
                        f'"{written[:60]}" is not a known relation; it is left out.',
                    )
                )
        if written := self._cell(cells, "process"):
            codes["facility_type"] = values.coded("facility_type", written)
        return codes

    def _read(
        self, cells: Sequence[str], field: str, read: Callable[[str], Value | None], reasons: list[Reason]
    ) -> Value | None:
        written = self._text(cells, field) if field in self._columns else ""
        if not written:
            return None
        value = read(written)
        if value is None:
            code = Code.UNREADABLE_DATE if field.startswith("valid") else Code.UNREADABLE_NUMBER
            reasons.append(self._reason(code, field, f'"{written[:60]}" cannot be read; it is left out.'))
        return value

    def _period(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        start = self._read(cells, "valid_from", values.read_date, reasons)
        end = self._read(cells, "valid_to", values.read_end, reasons)
        if start and end and end < start:
            reasons.append(
                self._reason(
                    Code.PERIOD_ENDS_BEFORE_IT_STARTS,
                    "valid_to",
                    "The end is before the start; the period is left out.",
                )
            )
            return {}
        return {"valid_from": start, "valid_to": end}

    def _figures(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        share = self._read(cells, "share", values.read_share, reasons)
        if share is not None and not 0 <= share <= 100:
            reasons.append(
                self._reason(
                    Code.SHARE_OUT_OF_RANGE, "share", "A share must be between 0 and 100 %; it is left out."
                )
            )
            share = None
        return {
            "share_pct": share,
            "workers": self._read(cells, "workers", values.read_workers, reasons),
            **self._coordinates(cells, reasons),
        }

    def _coordinates(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, float]:
        latitude = self._read(cells, "latitude", values.read_degrees, reasons)
        longitude = self._read(cells, "longitude", values.read_degrees, reasons)
        if latitude is None or longitude is None:
            return {}
        # 0, 0 is in the sea: spreadsheets have it where no coordinates were found.
        if (latitude, longitude) == (0, 0) or abs(latitude) > 90 or abs(longitude) > 180:
            reasons.append(
                self._reason(
                    Code.COORDINATES_OUT_OF_RANGE,
                    "latitude",
                    "These are not coordinates of a place on land; they are left out.",
                )
            )
            return {}
        return {"latitude": latitude, "longitude": longitude}
