"""Lists in which saying a value twice says no more than saying it once."""

from typing import Any

from pydantic import AfterValidator


def _each_once(values: list[Any]) -> list[Any]:
    return list(dict.fromkeys(values))


EACH_ONCE = AfterValidator(_each_once)
"""Annotates a list of codes, names or ids: the first of equal values is kept, in the order in which they came."""
