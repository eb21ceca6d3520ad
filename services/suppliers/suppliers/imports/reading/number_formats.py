"""What the number format of a cell means for its value: 0.25 that is shown as 25 % is 25 %."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Literal

BUILT_IN: Mapping[int, str] = {
    9: "0%",
    10: "0.00%",
    **dict.fromkeys((14, 15, 22), "yyyy-mm-dd"),
    16: "yyyy-mm-dd",
    17: "yyyy-mm",
    **dict.fromkeys((18, 19, 20, 21, 45, 46, 47), "h:mm:ss"),
    **dict.fromkeys((*range(27, 32), 36, *range(50, 59)), "yyyy-mm-dd"),
    **dict.fromkeys((32, 33, 34, 35), "h:mm:ss"),
}
"""Formats that a workbook names by number only; the others show a number as it is."""
EPOCH, EPOCH_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)  # noqa: DTZ001  # days of a calendar
FIRST_RIGHT_DAY = 60
"""Excel has a 29 February 1900; the days before it have other numbers."""
LAST_DAY = 2_958_465
PIECES = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]|General|[^"\\_*\[]')
COUNTED = re.compile(r"\[(?:h+|m+|s+)\]", re.IGNORECASE)
Kind = Literal["plain", "percent", "day", "month", "year", "time", "pattern"]


@dataclass(frozen=True, slots=True)
class NumberFormat:
    """`pattern` has a placeholder 0 for each digit and the signs between them as they are shown."""

    kind: Kind
    pattern: Sequence[str] = ()
    has_time: bool = False


PLAIN = NumberFormat("plain")


@lru_cache(maxsize=4096)
def format_of(code: str) -> NumberFormat:
    """The meaning of the first section of a format, which is that of positive numbers."""
    signs: list[str] = []
    letters = ""
    for piece in PIECES.findall(code[:400]):
        if piece == ";":
            break
        if piece[0] == '"' or piece[0] == "\\":
            signs.append("'" + (piece[1:-1] if piece[0] == '"' else piece[1:]))
        elif COUNTED.fullmatch(piece):
            letters += "h"
        elif piece[0] in "_*[" or piece == "General":
            continue
        else:
            signs.append(piece)
            letters += piece
    if "%" in letters:
        return NumberFormat("percent")
    if kind := _kind_of_date(letters.lower()):
        return NumberFormat(kind, has_time="h" in letters.lower())
    return _pattern(signs, letters)


def _kind_of_date(letters: str) -> Kind | None:
    if not re.search("[dyhs]|m", letters) or re.search("[0#?]", letters.replace(".0", "").replace("00", "")):
        return None
    if "d" in letters or ("e" in letters and "y" not in letters):
        return "day"
    if "y" in letters:
        return "month" if "m" in letters else "year"
    return "time" if re.search("[hs]", letters) else "month"


def _pattern(signs: Sequence[str], letters: str) -> NumberFormat:
    """A format that pads with zeros or writes signs between the digits, as for postal codes."""
    if re.search(r"[.Ee/?]|,\s*$", letters) or not re.search("[0#]", letters):
        return PLAIN
    kept = [sign for sign in signs if sign != ","]
    has_signs = any((sign[0] == "'" and sign[1:].strip()) or sign[0] in "-()/: +" for sign in kept)
    return NumberFormat("pattern", tuple(kept)) if "00" in letters or (has_signs and "0" in letters) else PLAIN


def shown(value: str, number_format: NumberFormat, *, since_1904: bool = False) -> str:
    """The text of a number as its format means it; dates in ISO form, as precise as they are shown."""
    if number_format.kind == "plain":
        return plain(value)
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite():
        return value
    if number_format.kind == "percent":
        return f"{plain(str(Decimal(plain(value)) * 100))}%"
    if number_format.kind == "pattern":
        return _padded(number, number_format.pattern) or plain(value)
    return _date(number, number_format, since_1904=since_1904) or plain(value)


def plain(value: str) -> str:
    """A number without an exponent and without the last digits of its binary form: 15 are exact."""
    try:
        number = float(value)
    except ValueError:
        return value
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    if abs(number) >= 1e15 or (number and abs(number) < 1e-9):
        return value
    return f"{Decimal(f'{number:.15g}'):f}"


def _padded(number: Decimal, pattern: Sequence[str]) -> str | None:
    if number < 0 or number != number.to_integral_value() or number >= 10**15:
        return None
    digits = list(str(int(number)))
    out: list[str] = []
    places = sum(sign in "0#" for sign in pattern)
    for sign in reversed(pattern):
        if sign in "0#":
            places -= 1
            out.append(digits.pop() if digits else "0" if sign == "0" else "")
            if not places:
                out.extend(reversed(digits))
        else:
            out.append(sign.removeprefix("'")[::-1])
    return "".join(out)[::-1].strip()


def _date(number: Decimal, number_format: NumberFormat, *, since_1904: bool) -> str | None:
    if not 0 <= number <= LAST_DAY:
        return None
    days = float(number)
    if not since_1904 and days < FIRST_RIGHT_DAY:
        days += 1
    try:
        instant = (EPOCH_1904 if since_1904 else EPOCH) + timedelta(seconds=round(days * 86400))
    except OverflowError:
        return None
    match number_format.kind:
        case "time":
            return instant.time().isoformat()
        case "month":
            return f"{instant:%Y-%m}"
        case "year":
            return f"{instant:%Y}"
    return (
        instant.isoformat()
        if number_format.has_time and instant.time() != datetime.min.time()
        else f"{instant:%Y-%m-%d}"
    )
