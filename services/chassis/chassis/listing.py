"""Lists as data: a typed select of exactly the wire's columns, and a WHERE for each filter.

Every list says its own WHERE for the caller's kind of organisation; row-level security stands behind it as the
last defence, not as the query. `chassis.reader` turns a list into pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, any_, bindparam, func, or_

from chassis.callers import Caller
from chassis.vocabulary import OrgKind

Clause = ColumnElement[bool]
Filter = Callable[[BindParameter[Any]], Clause]

ORG: BindParameter[Any] = bindparam("caller_org")
SUPPLIER: BindParameter[Any] = bindparam("caller_supplier")
PERSON: BindParameter[Any] = bindparam("caller_person")
GIVEN_LATER = frozenset({"caller_org", "caller_supplier", "caller_person", "after", "most"})


def binds(caller: Caller) -> dict[str, Any]:
    """The values that ORG, SUPPLIER and PERSON stand for in a visibility clause."""
    return {"caller_org": caller.org, "caller_supplier": caller.supplier_id, "caller_person": caller.person}


@dataclass(frozen=True, eq=False)
class Listing:
    """A list as data.

    `columns` are labelled as the wire's fields, in its order; `key` is the UUID column the list is ordered by,
    newest first, or `oldest_first` where it is read from its beginning; `visible` gives, per kind of
    organisation, the WHERE that stands for that caller (binds: ORG, SUPPLIER, PERSON) and a kind that is absent
    sees an empty list; `filters` maps a query field to its WHERE; `source` is the FROM where the columns alone
    do not say it (a join).
    """

    name: str
    columns: tuple[Any, ...]
    key: Any
    visible: Mapping[OrgKind, Clause]
    filters: Mapping[str, Filter] = field(default_factory=dict)
    source: Any = None
    oldest_first: bool = False


def equals(column: Any) -> Filter:
    return lambda value: column == value


def holds(column: Any) -> Filter:
    """The column is an array that has the value among its own."""
    return lambda value: value == any_(column)


def since(column: Any) -> Filter:
    return lambda value: column >= value


def contains(*columns: Any) -> Filter:
    """Case-insensitive, anywhere in one of the columns; `%` and `_` in the value are plain characters.

    Words may stand apart as long as they keep their order: "Harbour Works Shenzhen" finds "Harbour Final Assembly
    Works · Shenzhen".
    """

    def clause(value: BindParameter[Any]) -> Clause:
        plain = func.regexp_replace(value, r"([%_\\])", r"\\\1", "g")
        pattern = func.concat("%", func.regexp_replace(plain, r"[\s,;]+", "%", "g"), "%")
        return or_(*(column.ilike(pattern) for column in columns))

    return clause
