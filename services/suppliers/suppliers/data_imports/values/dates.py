"""Dates as people write them: ISO, day first, with the name of the month in Dutch, French or English."""

import re
from datetime import date

from suppliers.imports.reading.dates import DateOrder, read_date, read_end
from suppliers.matching.normalisation.spelling import plain

MONTHS = {
    1: "januari|janvier|january|jan|janv",
    2: "februari|fevrier|february|feb|fev|fevr",
    3: "maart|mars|march|mrt|mar|maa",
    4: "april|avril|apr|avr",
    5: "mei|mai|may",
    6: "juni|juin|june|jun",
    7: "juli|juillet|july|jul|juil",
    8: "augustus|aout|august|aug|aou",
    9: "september|septembre|sep|sept",
    10: "oktober|octobre|october|okt|oct",
    11: "november|novembre|nov",
    12: "december|decembre|dec",
}
NUMBER_OF = {name: number for number, names in MONTHS.items() for name in names.split("|")}
DAY_FIRST = re.compile(
    r"(?:[a-z]+,? )?(\d{1,2})(?:er|e|st|nd|rd|th|ste|de)?[ .\-/]+(?:of )?([a-z]+)[ .,\-/]+(\d{4})"
)
MONTH_FIRST = re.compile(r"(?:[a-z]+,? )?([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})")
SHORT_YEAR = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{2})")


def read_day(written: str, *, is_end: bool) -> date | None:
    """The day, or None; where day and month could be either, the day stands first. A year alone is its first or
    last day."""
    text = " ".join(written.split())
    if short := SHORT_YEAR.fullmatch(text):
        text = f"{short[1]}/{short[3]}/20{short[4]}"
    read = read_end if is_end else read_date
    return read(text, DateOrder.DAY) or _named(plain(text).strip())


def _named(text: str) -> date | None:
    if found := DAY_FIRST.fullmatch(text):
        day, name, year = found.groups()
    elif found := MONTH_FIRST.fullmatch(text):
        name, day, year = found.groups()
    else:
        return None
    try:
        return date(int(year), NUMBER_OF.get(name, 0), int(day))
    except ValueError:
        return None
