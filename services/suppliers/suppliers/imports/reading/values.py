"""Parsing cells: tiers, relations, dates, numbers. None where a cell cannot be parsed."""

import csv
import re
from datetime import date
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib.resources import files
from math import isfinite

from chassis.calendar_arithmetic import last_of_month
from suppliers.matching.normalisation.spelling import tokens

ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
DAY_FIRST = re.compile(r"(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})(?: .*)?")
YEAR = re.compile(r"(?:19|20)\d\d")
WHOLE = re.compile(r"\d{1,3}(?:[., ']\d{3})+|\d+")


@cache
def _vocabulary(kind: str) -> dict[str, str]:
    text = files(__package__).joinpath("data", "vocabulary.csv").read_text("utf-8")
    rows = (row for row in csv.DictReader(text.splitlines()) if row["kind"] == kind)
    return {" ".join(tokens(row["written"])): row["code"] for row in rows}


@lru_cache(maxsize=4096)
def coded(kind: str, written: str) -> str | None:
    """The code of a tier, relation or facility type, in any usual wording; "1.0" is a 1 of Excel."""
    words = " ".join(tokens(written.removesuffix(".0")))
    codes = _vocabulary(kind)
    return codes.get(words) or codes.get(" ".join(word for word in words.split() if word not in ("the", "and")))


def read_date(written: str) -> date | None:
    """A date in ISO form or with the day first; a year or month alone is its first day."""
    return _date(written, is_end=False)


def read_end(written: str) -> date | None:
    """The end of a period: a year or month alone is its last day."""
    return _date(written, is_end=True)


@lru_cache(maxsize=4096)
def _date(written: str, *, is_end: bool) -> date | None:
    try:
        if YEAR.fullmatch(written):
            return date(int(written), 12, 31) if is_end else date(int(written), 1, 1)
        if iso := ISO_DATE.fullmatch(written):
            year, month, day = int(iso[1]), int(iso[2]), iso[3]
            first = date(year, month, int(day or 1))
            return last_of_month(first) if is_end and not day else first
        if european := DAY_FIRST.fullmatch(written):
            day_, month = int(european[1]), int(european[2])
            return date(int(european[3]), *((month, day_) if month <= 12 else (day_, month)))
    except ValueError:
        return None
    return None


def read_share(written: str) -> Decimal | None:
    """A percentage: "25 %", "25" and "25,0" are 25."""
    try:
        share = Decimal(written.replace("%", "").replace(",", ".").strip())
    except InvalidOperation:
        return None
    return share if share.is_finite() else None


def read_degrees(written: str) -> float | None:
    try:
        degrees = float(written.replace(",", ".").replace("°", "").strip())
    except ValueError:
        return None
    return degrees if isfinite(degrees) else None


def read_workers(written: str) -> tuple[int, int] | None:
    """The least and the most: of "350", "1,200", "100-150" or "> 10000"."""
    numbers = [int(re.sub(r"\D", "", number)) for number in WHOLE.findall(written.removesuffix(".0"))]
    return (min(numbers), max(numbers)) if numbers and max(numbers) < 10_000_000 else None
