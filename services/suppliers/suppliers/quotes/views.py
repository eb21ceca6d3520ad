"""Quotes as API answers."""

from chassis.stored_values import as_stored
from suppliers.quotes.schemas import QuoteOut
from suppliers.tables import ProductQuote


def quote_out(row: ProductQuote) -> QuoteOut:
    return as_stored(QuoteOut, row)
