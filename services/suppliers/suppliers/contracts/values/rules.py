"""What a contract is worth, how long it lasts, and how orders are placed under a framework."""

from enum import StrEnum


class DurationUnit(StrEnum):
    """Unit of a duration; an `unlimited` one has no number."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"
    UNLIMITED = "unlimited"


class FrameworkType(StrEnum):
    """How orders are placed under a framework agreement (Directive 2014/24/EU, article 33).

    `without_competition`: by its terms; `with_competition`: the parties to it compete for each order; `mixed`:
    partly so, partly otherwise.
    """

    WITHOUT_COMPETITION = "without_competition"
    WITH_COMPETITION = "with_competition"
    MIXED = "mixed"
