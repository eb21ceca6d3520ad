"""What a notice's texts say: days, amounts, durations and numbers, each beside the text as it was written.

A text that cannot be understood gives null; nothing is completed or corrected.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

Read = dict[str, Any]
Attributes = Mapping[str, str]

DAY = re.compile(r"(\d{4}-\d{2}-\d{2})(?:Z|[+-]\d{2}:\d{2})?")
NUMBER = re.compile(r"-?\d{1,9}")
AMOUNT = re.compile(r"-?\d{1,18}(?:\.\d{1,10})?")
CURRENCY = re.compile(r"[A-Z]{3}")
TRUTHS = {"true": True, "1": True, "false": False, "0": False}
WITHHELD = "unpublished"


def read_text(text: str, attributes: Attributes) -> Read:
    return {
        "value": text,
        "language": attributes.get("languageID"),
        "scheme": attributes.get("schemeName") or attributes.get("schemeID"),
    }


def read_day(text: str, _: Attributes) -> Read:
    """Days have a zone behind them, which does not change the day that the buyer wrote."""
    match = DAY.fullmatch(text)
    try:
        return {"value": date.fromisoformat(match[1]).isoformat() if match else None}
    except ValueError:
        return {"value": None}


def read_amount(text: str, attributes: Attributes) -> Read:
    """-1, or no real currency, is how an amount is withheld."""
    currency = attributes.get("currencyID", "")
    known_currency = currency if CURRENCY.fullmatch(currency) else None
    amount = _decimal(text)
    withheld = currency == WITHHELD or amount == -1
    usable = amount is not None and amount >= 0 and not withheld
    return {"amount": text if usable else None, "currency": known_currency, "withheld": withheld}


def _decimal(text: str) -> Decimal | None:
    try:
        return Decimal(text) if AMOUNT.fullmatch(text) else None
    except InvalidOperation:
        return None


def read_duration(text: str, attributes: Attributes) -> Read:
    return {"value": text if AMOUNT.fullmatch(text) else None, "unit": attributes.get("unitCode")}


def read_number(text: str, _: Attributes) -> Read:
    return {"value": int(text) if NUMBER.fullmatch(text) else None}


def read_truth(text: str, _: Attributes) -> Read:
    return {"value": TRUTHS.get(text.lower())}


READERS: Mapping[str, Callable[[str, Attributes], Read]] = {
    "text": read_text,
    "day": read_day,
    "amount": read_amount,
    "duration": read_duration,
    "number": read_number,
    "truth": read_truth,
}
"""By the kind of the field."""
