"""Records as JSON: the same bytes that pydantic would write, without its models."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import asyncpg
import orjson

OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NAIVE_UTC


def as_json(document: Any) -> bytes:
    return orjson.dumps(document, plain, OPTIONS)


def plain(value: object) -> object:
    """For what orjson does not write by itself: decimals and ids in arrays become text, periods become pairs."""
    if isinstance(value, (Decimal, UUID)):
        return str(value)
    if isinstance(value, asyncpg.Range):
        return {"from": value.lower, "to": _last_day(value.upper)}
    raise TypeError(f"a list cannot hold {type(value).__name__}")


def _last_day(bound: date | None) -> date | None:
    """The upper bound of a daterange is excluded; on the wire both ends are included."""
    if bound is None or isinstance(bound, datetime):
        return bound
    return bound - timedelta(days=1)


def items_of(records: Sequence[asyncpg.Record], json_columns: frozenset[str]) -> list[dict[str, Any]]:
    """Records of one statement as items; columns that are JSON already pass through as they are."""
    names = tuple(records[0].keys()) if records else ()
    # `dict(record)` looks each name up; and a record has as many values as its statement has names.
    items: list[dict[str, Any]] = [dict(zip(names, record, strict=False)) for record in records]
    for name in json_columns:
        for item in items:
            if item[name] is not None:
                item[name] = orjson.Fragment(item[name])
    return items
