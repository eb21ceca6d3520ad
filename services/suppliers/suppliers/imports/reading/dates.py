"""Dates of a list: whether the day or the month stands first is a property of a column, not of a cell."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import lru_cache

from chassis.calendar_arithmetic import last_of_month

ISO_DATE = re.compile(r"(\d{4})[-/.](\d{1,2})(?:[-/.](\d{1,2}))?(?:[T ].*)?")
ELSEWHERE = re.compile(r".*[T ](?:1\d|2[0-3]):[\d:.,]+ ?(?:Z|UTC|[+-]00:?00)")
"""An instant in UTC that is the next day in places further east: 22:00 is midnight in Brussels, in summer."""
TWO_ORDERS = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4})(?:[T ,].*)?")
YEAR = re.compile(r"(?:19|20)\d\d")
FIELDS = ("valid_from", "valid_to")


class DateOrder(StrEnum):
    """What stands first in the dates of a column.

    `day` or `month`: a date of the list proves it; `unknown`: nothing proves it, and the day is taken; `mixed`:
    both are proven. In the last two, each row with such a date has the reason `date_order_guessed`.
    """

    DAY = "day"
    MONTH = "month"
    UNKNOWN = "unknown"
    MIXED = "mixed"


@dataclass
class Proofs:
    """What the dates of one column prove."""

    day_first: bool = False
    month_first: bool = False
    is_open: bool = False

    def add(self, written: str) -> None:
        found = TWO_ORDERS.fullmatch(written)
        if not found:
            return
        first, second = int(found[1]), int(found[3])
        self.day_first |= first > 12 >= second
        self.month_first |= second > 12 >= first
        self.is_open |= is_open(written)

    @property
    def is_settled(self) -> bool:
        return self.day_first and self.month_first

    @property
    def order(self) -> DateOrder | None:
        """None where no date of the column can be read in two ways, and none proves anything."""
        if self.is_settled:
            return DateOrder.MIXED
        if self.day_first or self.month_first:
            return DateOrder.DAY if self.day_first else DateOrder.MONTH
        return DateOrder.UNKNOWN if self.is_open else None


def orders(columns: Mapping[str, Proofs]) -> dict[str, DateOrder]:
    """The order of each column; one that proves nothing follows the other column, if that proves one."""
    found = {field: order for field, proofs in columns.items() if (order := proofs.order)}
    proven = {order for order in found.values() if order in (DateOrder.DAY, DateOrder.MONTH)}
    if len(proven) == 1:
        (other,) = proven
        return {field: other if order is DateOrder.UNKNOWN else order for field, order in found.items()}
    return found


class Orders:
    """The orders of the columns of one list; all its rows are looked at as soon as one date needs it."""

    def __init__(self, survey: Callable[[], Mapping[str, Proofs]]) -> None:
        self._survey = survey
        self._own: dict[str, DateOrder] | None = None
        self.others: Sequence[Orders] = ()
        """Those of the other lists of the workbook: a column that proves nothing follows them, where they agree."""

    def of(self, field: str) -> DateOrder:
        order = self.own().get(field, DateOrder.UNKNOWN)
        if order is not DateOrder.UNKNOWN:
            return order
        proven = {each for other in self.others for each in other.own().values() if each is not DateOrder.UNKNOWN}
        return proven.pop() if len(proven) == 1 else DateOrder.UNKNOWN

    def own(self) -> Mapping[str, DateOrder]:
        if self._own is None:
            self._own = orders(self._survey())
        return self._own

    def known(self) -> Mapping[str, DateOrder]:
        """What is known by now; nothing where no date needed it."""
        return {field: self.of(field) for field in self._own or {}}


def is_open(written: str) -> bool:
    """Whether the date can be read in two ways; points stand only in dates with the day first."""
    found = TWO_ORDERS.fullmatch(written)
    if not found or found[2] == ".":
        return False
    first, second = int(found[1]), int(found[3])
    return first <= 12 and second <= 12 and first != second


def read_date(written: str, order: DateOrder) -> date | None:
    """A date in ISO form or in the order of its column; a year or month alone is its first day.

    None where it cannot be read, also where the time beside it leaves open which day is meant.
    """
    return _date(written, order, is_end=False)


def read_end(written: str, order: DateOrder) -> date | None:
    """The end of a period: a year or month alone is its last day."""
    return _date(written, order, is_end=True)


@lru_cache(maxsize=4096)
def _date(written: str, order: DateOrder, *, is_end: bool) -> date | None:
    if ELSEWHERE.fullmatch(written):
        return None
    try:
        if YEAR.fullmatch(written):
            return date(int(written), 12, 31) if is_end else date(int(written), 1, 1)
        if iso := ISO_DATE.fullmatch(written):
            year, month, day = int(iso[1]), int(iso[2]), iso[3]
            first = date(year, month, int(day or 1))
            return last_of_month(first) if is_end and not day else first
        if found := TWO_ORDERS.fullmatch(written):
            one, two, year = int(found[1]), int(found[3]), int(found[4])
            is_month_first = two > 12 or (order is DateOrder.MONTH and found[2] != "." and one <= 12)
            return date(year, one, two) if is_month_first else date(year, two, one)
    except ValueError:
        return None
    return None
