"""Lists as data: a typed select of exactly the wire's columns, and a WHERE for each filter.

Every list says its own WHERE for the caller's kind of organisation; row-level security is a second
defence behind it. `chassis.list_reader` turns a list into pages.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Text, any_, bindparam, cast, func, or_, true

from chassis.callers import Caller
from chassis.folded_text import folded
from chassis.pages import ListQuery
from chassis.vocabulary import OrgKind

Clause = ColumnElement[bool]
Filter = Callable[[BindParameter[Any]], Clause]

ORG: BindParameter[Any] = bindparam("caller_org")
SUPPLIER: BindParameter[Any] = bindparam("caller_supplier")
PERSON: BindParameter[Any] = bindparam("caller_person")
KIND: ColumnElement[str] = cast(bindparam("caller_kind"), Text)
GIVEN_LATER = frozenset(
    {"caller_org", "caller_supplier", "caller_person", "caller_kind", "after", "after_day", "most"}
)


def binds(caller: Caller) -> dict[str, Any]:
    """The values of ORG, SUPPLIER, PERSON and KIND in a visibility clause."""
    return {
        "caller_org": caller.org,
        "caller_supplier": caller.supplier_id,
        "caller_person": caller.person,
        "caller_kind": caller.org_kind.value,
    }


@dataclass(frozen=True, eq=False)
class Listing:
    """A list as data.

    `columns` are labelled as the wire's fields, in its order; `key` is the UUID column the list is ordered by,
    newest first, or `oldest_first` where it is read from its beginning; `day` a column of dates that the list is
    ordered by before its key, earliest first, both being among the columns; `beside` reads a few further rows in
    the same columns, whose day another statement finds; `visible` gives, per kind of organisation, the WHERE for
    such a caller (binds: ORG, SUPPLIER, PERSON, KIND), and a kind that is absent sees an empty list; `filters` has
    the WHERE of each filter of the `query`; `within` the WHERE of what the route always gives, such as the contract
    whose deliveries it lists; `source` is the FROM where the columns do not imply it (a join); `forms` is for a
    list whose items differ: the fields of each form, by the value of a column `form`. Raises ValueError where the
    filters of the query and those with a WHERE are not the same.
    """

    name: str
    columns: tuple[Any, ...]
    key: Any
    visible: Mapping[OrgKind, Clause]
    query: type[ListQuery] = ListQuery
    filters: Mapping[str, Filter] = field(default_factory=dict)
    within: Mapping[str, Filter] = field(default_factory=dict)
    source: Any = None
    forms: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    oldest_first: bool = False
    day: Any = None
    beside: "Listing | None" = None

    def __post_init__(self) -> None:
        if different := self.query.filter_names() ^ set(self.filters):
            raise ValueError(f"{self.name}: {sorted(different)} is a filter or has a WHERE, but not both")

    def in_forms(self, items: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """The items, each with the fields of its form, if those of this list differ."""
        if not self.forms:
            return items
        return [{name: item[name] for name in self.forms[item["form"]]} for item in items]


def in_source(_: BindParameter[Any]) -> Clause:
    """For what the list's source itself takes, as a function of the database does: it names the bind `f_<name>`."""
    return true()


def equals(column: Any) -> Filter:
    return lambda value: column == value


def holds(column: Any) -> Filter:
    """The column is an array that contains the value."""
    return lambda value: value == any_(column)


def since(column: Any) -> Filter:
    return lambda value: column >= value


def contains(*columns: Any) -> Filter:
    """Anywhere in one of the columns, without regard to capitals, accents and apostrophes (`folded_text`).

    `%` and `_` in the value are plain characters. Words may stand apart as long as they keep their order: "Harbour
    Works Shenzhen" finds "Harbour Final Assembly Works · Shenzhen".
    """

    def clause(value: BindParameter[Any]) -> Clause:
        plain = func.regexp_replace(folded(value), r"([%_\\])", r"\\\1", "g")
        pattern = func.concat("%", func.regexp_replace(plain, r"[\s,;]+", "%", "g"), "%")
        return or_(*(folded(column).like(pattern) for column in columns))

    return clause
