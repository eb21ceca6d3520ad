"""Parsing cells: relations, numbers. None where a cell cannot be parsed."""

import csv
import re
from decimal import Decimal, InvalidOperation
from functools import cache, lru_cache
from importlib.resources import files
from math import isfinite

from suppliers.matching.normalisation.spelling import tokens

NUMBER = re.compile(r"(\d{1,3}(?:[., '’]\d{3})+|\d+)(?:[.,](\d{1,2}))?(?![\d])")


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
    """The least and the most: of "350", "1,200", "100-150" or "> 10000"; there are no parts of a worker."""
    found = NUMBER.findall(written)
    if any(part.strip("0") for _, part in found):
        return None
    numbers = [int(re.sub(r"\D", "", number)) for number, _ in found]
    return (min(numbers), max(numbers)) if numbers and max(numbers) < 10_000_000 else None
