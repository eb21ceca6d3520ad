"""Numbers as people write them: with a comma or a point, and with either, a space or an apostrophe in between."""

import re
from decimal import Decimal

CURRENCY = re.compile(r"(?:EUR|€|USD|\$|GBP|£|CHF|kr)", re.IGNORECASE)
GROUPS = re.compile(r"(\d{1,3})((?:[.,' ]\d{3})+)")
DECIMALS = re.compile(r"(.*)([.,])(\d+)")
SPACES = re.compile(r"[\s\u00a0\u202f\u2019]+")


class OpenNumber(ValueError):
    """ "1.234" and "1,234" are a thousand to some people, and one to others."""


def read_amount(written: str) -> Decimal | None:
    """The amount, or None where this is no number; raises OpenNumber where it is one of two."""
    text = SPACES.sub(" ", CURRENCY.sub("", written)).strip().removesuffix(",-").removesuffix(",–").strip()
    sign, text = ("-", text[1:].strip()) if text.startswith("-") else ("", text)
    if re.fullmatch(r"\d+", text):
        return Decimal(sign + text)
    if (grouped := GROUPS.fullmatch(text)) and len(set(re.findall(r"\D", grouped[2]))) == 1:
        separators = re.findall(r"\D", grouped[2])
        if len(separators) == 1 and separators[0] in ".," and grouped[1] != "0":
            raise OpenNumber
        if grouped[1] != "0":
            return Decimal(sign + re.sub(r"\D", "", text))
    whole = DECIMALS.fullmatch(text)
    if whole is None:
        return None
    before, mark, after = whole.groups()
    if not (re.fullmatch(r"\d+", before) or (GROUPS.fullmatch(before) and mark not in before)):
        return None
    return Decimal(f"{sign}{re.sub(r'[^0-9]', '', before)}.{after}")


def read_whole(written: str) -> int | None:
    """The whole number; separators between thousands do not matter, because nothing else could be meant."""
    text = SPACES.sub(" ", written).strip()
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    if re.fullmatch(r"-?\d+[.,]0{1,2}", text):
        return int(re.split("[.,]", text)[0])
    grouped = GROUPS.fullmatch(text)
    return int(re.sub(r"\D", "", text)) if grouped and len(set(re.findall(r"\D", grouped[2]))) == 1 else None
