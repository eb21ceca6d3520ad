"""From the text of a cell to the value of a column."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from stdnum.exceptions import ValidationError

from suppliers.data_imports.columns.choices import code_of
from suppliers.data_imports.columns.sheets import Column, Sheet
from suppliers.data_imports.values import dates, lists
from suppliers.data_imports.values.numbers import OpenNumber, read_amount, read_whole
from suppliers.matching.normalisation.countries import country_code
from suppliers.suppliers.rules import Scheme, in_own_notation

SPACES = re.compile(r"\s+")
CLAUSE = re.compile(r"(.+?)\s*\(([^()]+)\)")
MAILED = re.compile(r"(?:mailto:\s*|[^<>]*<\s*)?([^<>]*?)>?", re.IGNORECASE)
GUARDS = ("'", "’")
"""What keeps a spreadsheet program from taking a text for a number or a formula; only names and titles begin so."""
SYMBOLS = {"€": "EUR", "euro": "EUR", "$": "USD", "£": "GBP"}


@dataclass(frozen=True, slots=True)
class Message:
    """Something about a row: its column, or none where the whole row is meant, and what was written there."""

    column: str
    code: str
    detail: str
    value: str = ""


class Unread(ValueError):
    """A cell that cannot be read."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(detail)
        self.code = code


def read_cells(sheet: Sheet, cells: Mapping[str, str]) -> tuple[dict[str, Any], list[Message]]:
    """The values of a row by column, without the empty ones, and what cannot be read."""
    values: dict[str, Any] = {}
    messages: list[Message] = []
    for column in sheet.columns:
        written = cells.get(column.key, "").strip()
        if not written:
            continue
        try:
            text = written if column.kind in TEXTS else unguarded(written)
            values[column.key] = READERS[column.kind](column, text)
        except Unread as error:
            messages.append(Message(column.key, error.code, str(error), written[:200]))
    return values, messages


def unguarded(written: str) -> str:
    return written[1:].strip() if written.startswith(GUARDS) else written


def _text(_: Column, written: str) -> str:
    return SPACES.sub(" ", written) if "\n" in written or "\r" in written or "\t" in written else written


def _texts(_: Column, written: str) -> list[str]:
    return list(dict.fromkeys(lists.split(written)))


def email_address(written: str) -> str:
    """The address alone, where it is written as a link or behind a name."""
    found = MAILED.fullmatch(written)
    return found[1].strip() if found else written


def _languages(column: Column, written: str) -> list[str]:
    """Codes of languages, or the names of those that people write most."""
    parts = filter(None, re.split(r"[;,/&+\s]+", written.casefold()))
    return list(dict.fromkeys(code_of(column.codes, part) or part for part in parts))


def _code(column: Column, written: str) -> str:
    code = code_of(column.codes, written)
    if code is None:
        raise Unread("unknown_code", "This is none of the values to choose from; see the sheet with the notes.")
    return code


def _codes(column: Column, written: str) -> list[str]:
    if whole := code_of(column.codes, written):
        return [whole]
    parts = [part for item in lists.split(written) for part in _parts(column, item)]
    return list(dict.fromkeys(_code(column, part) for part in parts))


def _parts(column: Column, item: str) -> list[str]:
    """A label may have a comma; where it is none, commas separate."""
    return [item] if code_of(column.codes, item) else list(filter(None, map(str.strip, item.split(","))))


def _country(_: Column, written: str) -> str:
    code = country_code(written)
    if not code:
        raise Unread("unknown_country", "This is not the name or the code of a country.")
    return code


def _yes_no(column: Column, written: str) -> bool:
    return _code(column, written) == "yes"


def _date(column: Column, written: str) -> str:
    day = dates.read_day(written, is_end=column.kind == "end")
    if day is None:
        raise Unread("unreadable_date", "This is not a date; write 31/12/2026 or 2026-12-31.")
    return day.isoformat()


def _integer(_: Column, written: str) -> int:
    number = read_whole(written)
    if number is None:
        raise Unread("unreadable_number", "This is not a whole number.")
    return number


def _amount(_: Column, written: str) -> str:
    try:
        amount = read_amount(written)
    except OpenNumber:
        detail = "This could be a thousand or one: write 1234 or 1234,00 for a thousand, and 1,23 for one."
        raise Unread("open_number", detail) from None
    if amount is None:
        raise Unread("unreadable_number", "This is not an amount; write 1234,50.")
    return f"{amount:f}"


def _currency(_: Column, written: str) -> str:
    return SYMBOLS.get(written.casefold(), written.upper())


def _identifier(column: Column, written: str) -> list[str]:
    """Numbers of one register, in its own notation."""
    try:
        return [in_own_notation(Scheme(column.codes), value) for value in lists.split(written)]
    except ValidationError:
        raise Unread("invalid_identifier", "The number is not valid: check its length and its digits.") from None


def _id(_: Column, written: str) -> UUID:
    try:
        return UUID(written)
    except ValueError:
        raise Unread("unreadable_id", "This is not a number of this platform; leave the cell empty.") from None


def _ids(column: Column, written: str) -> list[UUID]:
    return [_id(column, part) for part in lists.split(written)]


def _clauses(column: Column, written: str) -> list[tuple[str, str | None]]:
    """Templates, each with the day of the agreement where it is an amendment."""
    found = []
    for item in lists.split(written):
        dated = CLAUSE.fullmatch(item)
        day = dates.read_day(dated[2], is_end=False) if dated else None
        named = dated[1] if dated and day else item
        found.append((code_of(column.codes, named) or named, day.isoformat() if day else None))
    return found


TEXTS = ("text", "texts", "supplier", "suppliers", "contract", "product")
READERS: Mapping[str, Callable[[Column, str], Any]] = {
    "text": _text,
    "texts": _texts,
    "email": lambda _, written: email_address(written),
    "phone": _text,
    "languages": _languages,
    "code": _code,
    "codes": _codes,
    "country": _country,
    "yes_no": _yes_no,
    "date": _date,
    "end": _date,
    "integer": _integer,
    "amount": _amount,
    "currency": _currency,
    "identifier": _identifier,
    "id": _id,
    "ids": _ids,
    "clauses": _clauses,
    "supplier": _text,
    "suppliers": _texts,
    "contract": _text,
    "product": _text,
}
"""By the kind of a column. What refers to another sheet stays a text; `records.references` finds it."""
