"""Parsing the cells of a row, with a reason for every cell that cannot be used."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from suppliers.imports.reading import dates, values
from suppliers.imports.reading.code_pages import Encoding
from suppliers.imports.reading.dates import DateOrder, Orders
from suppliers.imports.reading.doubts import doubted_readings
from suppliers.imports.reading.headings import Headings
from suppliers.imports.reading.quality import doubts_about, is_placeholder
from suppliers.imports.reading.reasons import Code, Reason
from suppliers.imports.reading.rows import ParsedRow, Row
from suppliers.imports.reading.storage import is_storable, storable_cells
from suppliers.imports.reading.tiers import tier_of
from suppliers.imports.reading.totals import is_total
from suppliers.matching.normalisation.countries import country_code, country_in_address

LONGEST = {"name": 200, "address": 500, "city": 200, "region": 200, "postal_code": 40}
SPACES = re.compile(r"[ \t\xa0\u200b\u3000\r\n]+")
LINE_ENDS = re.compile(r"[\r\n]+")
PROSE = ("city", "region", "postal_code", "process", "product", "component", "material")
MORE_PROSE = ("parent_company", "sector", "local_name", "remarks")
SCHEMES = {"os_id": "OS-ID", "duns": "DUNS", "lei": "LEI", "rba": "RBA", "rmi": "RMI"}
COMPANY_SCHEMES = {"vat": "VAT", "kbo": "BE-KBO"}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Context:
    """What is known of the rows of a list together.

    `country` is that of rows that name none; `name_rivals` are headings that could be those of the name as well;
    `encoding` is that of a text.
    """

    orders: Orders
    country: str = ""
    name_rivals: Sequence[str] = ()
    encoding: Encoding | None = None


def _line(text: str) -> str:
    """A line of an address, without what ends it."""
    return text.strip().rstrip(",;").rstrip()


class RowReader:
    """Parses the rows of one list."""

    def __init__(self, headings: Headings, context: Context) -> None:
        self._headings = headings
        self._context = context
        self._columns = headings.columns
        self._prose = [f for f in (*PROSE, *MORE_PROSE) if f in self._columns]
        self._schemes = [(f, scheme) for f, scheme in (SCHEMES | COMPANY_SCHEMES).items() if f in self._columns]

    def read(self, number: int, cells: Sequence[str]) -> Row:
        reasons: list[Reason] = []
        whole = "\x1f".join(cells)
        names = self._names(len(cells))
        if not is_storable(whole):
            cells = storable_cells(names, cells, reasons)
        raw = {name: cell for name, cell in zip(names, cells, strict=False) if cell}
        parsed = self._parsed(cells, reasons)
        if is_total(parsed):
            reasons = [self._reason(Code.TOTAL_ROW, "name", "This row sums up others; it is no site.")]
        elif not whole.isascii() and self._context.encoding and self._context.encoding.is_unsure:
            reasons.extend(doubted_readings(raw, self._context.encoding))
        return Row(number, raw, None if any(r.is_invalidating for r in reasons) else parsed, reasons)

    def _names(self, width: int) -> Sequence[str]:
        names = self._headings.names
        return (
            names if width <= len(names) else (*names, *(f"column {n}" for n in range(len(names) + 1, width + 1)))
        )

    def _written(self, cells: Sequence[str], field: str) -> list[str]:
        """The cells of the first group of columns that says something, with their line ends."""
        said: list[str] = []
        for group in self._columns.get(field, ()):
            written = [cells[column].strip() for column in group if column < len(cells)]
            if told := [cell for cell in written if cell and not is_placeholder(cell)]:
                return told
            said = said or [cell for cell in written if cell]
        return said

    def _cell(self, cells: Sequence[str], field: str) -> str:
        """The text on one line, even where it only says that the value is missing."""
        written = self._written(cells, field)
        if not written:
            return ""
        cell = written[0]
        if "  " in cell or "\t" in cell or "\n" in cell or "\r" in cell or not cell.isascii():
            cell = SPACES.sub(" ", cell)
        return cell.strip()

    def _parsed(self, cells: Sequence[str], reasons: list[Reason]) -> ParsedRow:
        name = self._text(cells, "name")
        lines = self._address(cells)
        address = SPACES.sub(" ", ", ".join(filter(None, map(_line, LINE_ENDS.split(lines))))).strip(" ,")
        texts: dict[str, Any] = {field: self._cell(cells, field) for field in self._prose}
        country = self._country(cells, address, reasons)
        if not name:
            reasons.append(self._reason(Code.NO_NAME, "name", "The row has no name of a site."))
        elif self._context.name_rivals:
            detail = f"The name may also be in {', '.join(self._context.name_rivals)[:200]}."
            reasons.append(self._reason(Code.NAME_GUESSED, "name", detail))
        self._check_lengths(reasons, name=name, address=address, **texts)
        whole = ", ".join(filter(None, (lines, texts.get("city"), texts.get("region"), texts.get("postal_code"))))
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
        """The parts of the address, in their order; a part that is contained in another is left out."""
        parts: list[str] = []
        for each in ("address", "address_2", "address_3"):
            for part in self._written(cells, each):
                if not is_placeholder(part) and not any(part.casefold() in said.casefold() for said in parts):
                    parts.append(part)
        number = self._text(cells, "house_number")
        if number and not (parts and number in parts[0].split()):
            parts[:1] = [f"{parts[0]} {number}" if parts else number]
        return ", ".join(parts)

    def _identifiers(self, cells: Sequence[str]) -> dict[str, str]:
        return {scheme: text for field, scheme in self._schemes if (text := self._text(cells, field))}

    def _country(self, cells: Sequence[str], address: str, reasons: list[Reason]) -> str:
        written = self._text(cells, "country")
        if written:
            code = country_code(written)
            if not code:
                detail = f'"{written[:60]}" is not the name or code of a country.'
                reasons.append(self._reason(Code.UNKNOWN_COUNTRY, "country", detail))
            return code or ""
        if code := country_in_address(address):
            detail = f"The country is taken from the address: {code}."
            reasons.append(self._reason(Code.COUNTRY_FROM_ADDRESS, "address", detail))
        elif code := self._context.country:
            detail = f"The country is taken from the name of the sheet: {code}."
            reasons.append(Reason(Code.COUNTRY_FROM_SHEET, "", detail))
        else:
            detail = "There is no country, neither in a column nor at the end of the address."
            reasons.append(self._reason(Code.NO_COUNTRY, "country", detail))
        return code or ""

    def _check_lengths(self, reasons: list[Reason], **texts: str) -> None:
        for field, longest in LONGEST.items():
            if len(texts.get(field, "")) > longest:
                reasons.append(self._reason(Code.TOO_LONG, field, f"This may have at most {longest} characters."))

    def _codes(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        codes: dict[str, Any] = {}
        if written := self._text(cells, "tier"):
            codes["tier"] = tier_of(written)
            if not codes["tier"]:
                codes["tier"] = "TX"
                detail = f'"{written[:60]}" is not a known tier; it is read as TX.'
                reasons.append(self._reason(Code.UNKNOWN_TIER, "tier", detail))
        if written := self._text(cells, "relation"):
            codes["relation"] = values.coded("relation", written)
            if not codes["relation"]:
                detail = f'"{written[:60]}" is not a known relation; it is left out.'
                reasons.append(self._reason(Code.UNKNOWN_RELATION, "relation", detail))
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
        start = self._read(cells, "valid_from", self._dated("valid_from", dates.read_date, reasons), reasons)
        end = self._read(cells, "valid_to", self._dated("valid_to", dates.read_end, reasons), reasons)
        if start and end and end < start:
            detail = "The end is before the start; the period is left out."
            reasons.append(self._reason(Code.PERIOD_ENDS_BEFORE_IT_STARTS, "valid_to", detail))
            return {}
        return {"valid_from": start, "valid_to": end}

    def _dated(
        self, field: str, read: Callable[[str, DateOrder], Value | None], reasons: list[Reason]
    ) -> Callable[[str], Value | None]:
        def read_in_order(written: str) -> Value | None:
            is_open = dates.is_open(written)
            order = self._context.orders.of(field) if is_open else DateOrder.UNKNOWN
            value = read(written, order)
            if value is not None and is_open and order not in (DateOrder.DAY, DateOrder.MONTH):
                detail = f'"{written[:20]}" is read as {value}: nothing says whether day or month stands first.'
                reasons.append(self._reason(Code.DATE_ORDER_GUESSED, field, detail))
            return value

        return read_in_order

    def _figures(self, cells: Sequence[str], reasons: list[Reason]) -> dict[str, Any]:
        share = self._read(cells, "share", values.read_share, reasons)
        if share is not None and not 0 <= share <= 100:
            detail = "A share must be between 0 and 100 %; it is left out."
            reasons.append(self._reason(Code.SHARE_OUT_OF_RANGE, "share", detail))
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
            detail = "These are not coordinates of a place on land; they are left out."
            reasons.append(self._reason(Code.COORDINATES_OUT_OF_RANGE, "latitude", detail))
            return {}
        return {"latitude": latitude, "longitude": longitude}
