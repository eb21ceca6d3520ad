"""Codes of the Common Procurement Vocabulary (Regulation (EC) No 213/2008), with or without their check digit."""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def check_digits() -> Mapping[str, str]:
    """The check digit of each code of eight digits."""
    sheet = files("suppliers.contracts.cpv").joinpath("data/cpv_2008.csv").read_text(encoding="utf-8")
    return {row["code"][:8]: row["code"][9:] for row in csv.DictReader(sheet.splitlines())}


def is_cpv(code: str) -> bool:
    """Whether the vocabulary has the code, and the check digit is the right one, if there is one."""
    digits, _, check = code.partition("-")
    return digits in check_digits() and check in ("", check_digits()[digits])


def known_cpv(code: str) -> str:
    """The code; raises ValueError where the vocabulary has no such code."""
    if is_cpv(code):
        return code
    digits = code[:8]
    if digits in check_digits():
        raise ValueError(f"The check digit is wrong; the code is {digits}-{check_digits()[digits]}.")
    raise ValueError(f"The Common Procurement Vocabulary has no code {digits}.")
