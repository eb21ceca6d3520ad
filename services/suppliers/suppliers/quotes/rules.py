"""Quotes: what a supplier asks of one buyer for more warranty and for spare parts of a product."""

from collections.abc import Iterable

from chassis.problems import Invalid, NotFound


class QuoteNotFound(NotFound):
    """There is no quote with this id for this product, or you may not see it."""

    title = "Quote not found"


class QuoteIsEmpty(Invalid):
    """A quote says something about warranty or spare parts: give years, the price of a year, or a price list."""

    title = "The quote says nothing"


SAYS = ("warranty_years", "extra_warranty_year", "spare_parts_years", "spare_parts_prices")


def check_says_something(values: Iterable[object]) -> None:
    """`values` are those of `SAYS`; raises QuoteIsEmpty."""
    if all(value is None for value in values):
        raise QuoteIsEmpty
