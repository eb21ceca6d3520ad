"""From the cells of one row to what it says, with a reason for every cell that cannot be believed."""

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
    """Knows the columns of one list."""

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
        """The cells as a database can keep them; what had to be changed makes the row invalid."""
        kept = []
        for name, cell in zip(self._names(len(cells)), cells, strict=False):
            if UNSTORABLE.search(cell):
                reasons.append(Reason(Code.ILLEGAL_CHARACTER, name, "The cell holds a character that is none."))
                cell = UNSTORABLE.sub("\ufffd", cell)
            if cell == UNCOMPUTED:
                reasons.append(
                    Reason(Code.FORMULA_WITHOUT_VALUE, name, "The cell is a formula whose value was never saved.")
                )
                cell = ""
            if len(cell) > LONGEST_CELL:
                reasons.append(Reason(Code.TOO_LONG, name, f"At most {LONGEST_CELL} characters fit in a cell."))
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
        name = self._said(cells, "name")
        address = self._address(cells)
        texts: dict[str, Any] = {field: self._cell(cells, field) for field in self._prose}
        country = self._country(cells, address, reasons)
        if not name:
            reasons.append(self._reason(Code.NO_NAME, "name", "The row names no site."))
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

    def _said(self, cells: Sequence[str], field: str) -> str:
        """The cell, unless it only says that it says nothing."""
        cell = self._cell(cells, field)
        return "" if is_placeholder(cell) else cell

    def _address(self, cells: Sequence[str]) -> str:
        lines = (self._said(cells, f) for f in ("address", "address_2", "address_3") if f in self._columns)
        return ", ".join(filter(None, lines))

    def _identifiers(self, cells: Sequence[str]) -> dict[str, str]:
        return {scheme: said for field, scheme in self._schemes if (said := self._said(cells, field))}

    def _country(self, cells: Sequence[str], address: str, reasons: list[Reason]) -> str:
        written = self._said(cells, "country")
        code = country_code(written) if written else country_in_address(address)
        if code and not written:
            reasons.append(
                self._reason(Code.COUNTRY_FROM_ADDRESS, "address", f"The country is taken from it: {code}.")
            )
        elif not code and written:
            reasons.append(self._reason(Code.UNKNOWN_COUNTRY, "country", f"No country is called {written[:60]!r}."))
        elif not code:
            reasons.append(self._reason(Code.NO_COUNTRY, "country", "Neither a column nor the address says it."))
        return code or ""

    def _check_lengths(self, reasons: list[Reason], **texts: str) -> None:
        for field, longest in LONGEST.items():
            if len(texts.get(field, "")) > longest:
                reasons.append(self._reason(Code.TOO_LONG, field, f"At most {longest} characters fit here."))

    def _codes(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        codes: dict[str, Any] = {}
        if written := self._said(cells, "tier"):
            codes["tier"] = values.coded("tier", written)
            if not codes["tier"]:
                codes["tier"] = "TX"
                reasons.append(self._reason(Code.UNKNOWN_TIER, "tier", f"{written[:60]!r} is read as TX."))
        if written := self._said(cells, "relation"):
            codes["relation"] = values.coded("relation", written)
            if not codes["relation"]:
                reasons.append(self._reason(Code.UNKNOWN_RELATION, "relation", f"{written[:60]!r} is no role."))
        if written := self._cell(cells, "process"):
            codes["facility_type"] = values.coded("facility_type", written)
        return codes

    def _read(
        self, cells: Sequence[str], field: str, read: Callable[[str], Value | None], reasons: list[Reason]
    ) -> Value | None:
        written = self._said(cells, field) if field in self._columns else ""
        if not written:
            return None
        value = read(written)
        if value is None:
            code = Code.UNREADABLE_DATE if field.startswith("valid") else Code.UNREADABLE_NUMBER
            reasons.append(self._reason(code, field, f"{written[:60]!r} cannot be read and is left out."))
        return value

    def _period(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        start = self._read(cells, "valid_from", values.read_date, reasons)
        end = self._read(cells, "valid_to", values.read_end, reasons)
        if start and end and end < start:
            reasons.append(self._reason(Code.PERIOD_ENDS_BEFORE_IT_STARTS, "valid_to", "The period is left out."))
            return {}
        return {"valid_from": start, "valid_to": end}

    def _figures(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        share = self._read(cells, "share", values.read_share, reasons)
        if share is not None and not 0 <= share <= 100:
            reasons.append(self._reason(Code.SHARE_OUT_OF_RANGE, "share", "A share is between 0 and 100 %."))
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
        # 0, 0 lies in the sea: it is what a spreadsheet has where nothing was found.
        if (latitude, longitude) == (0, 0) or abs(latitude) > 90 or abs(longitude) > 180:
            reasons.append(
                self._reason(Code.COORDINATES_OUT_OF_RANGE, "latitude", "No place on land has these coordinates.")
            )
            return {}
        return {"latitude": latitude, "longitude": longitude}
