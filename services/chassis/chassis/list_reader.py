"""The reader of lists: compiles a list's statement once and turns its records into a page of JSON.

A list does not use the ORM: its statement is compiled once for each set of filters, and asyncpg's records are
written by orjson.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import asyncpg
from fastapi.responses import Response
from sqlalchemy import (
    JSON,
    BindParameter,
    ColumnElement,
    Date,
    Select,
    Text,
    Uuid,
    bindparam,
    case,
    cast,
    func,
    select,
    tuple_,
)

from chassis.callers import Caller
from chassis.compiled_statements import Compiled, JsonText, compiled
from chassis.cursors import Cursors
from chassis.json_items import as_json, items_of
from chassis.listing import GIVEN_LATER, ORG, Listing, binds
from chassis.pages import ListQuery
from chassis.problems import BadCursor
from chassis.read_pool import Source
from chassis.vocabulary import OrgKind

ACTS_FOR_CALLER = 1 / case((select(func.caller_org(type_=Uuid)).scalar_subquery() == ORG, 1), else_=0) == 1
"""Divides by zero where the connection does not act for the caller, also if the list has no rows.

Row-level security would show no rows then, and an empty list would say that there are none.
"""


class TenantLost(RuntimeError):
    """A connection has forgotten for whom it acts: a pooler gives each statement another one."""

    def __init__(self) -> None:
        super().__init__("The connection has lost its tenant. Behind PgBouncer, set PGBOUNCER=true.")


def _as_wire(column: Any) -> Any:
    """UUIDs are read as text, because orjson knows Python's UUID class and not asyncpg's; so is JSON."""
    if isinstance(column.type, Uuid):
        return cast(column, Text).label(column.key)
    return cast(column, JsonText).label(column.key) if isinstance(column.type, JSON) else column


def _statement(listing: Listing, kind: OrgKind, present: frozenset[str], *, counting: bool) -> Select[Any]:
    statement: Select[Any] = (
        select(func.count(listing.key)) if counting else select(*map(_as_wire, listing.columns))
    )
    if listing.source is not None:
        statement = statement.select_from(listing.source)
    statement = statement.where(listing.visible[kind], ACTS_FOR_CALLER)
    conditions = {**listing.filters, **listing.within}
    for name in sorted(present & conditions.keys()):
        statement = statement.where(conditions[name](bindparam(f"f_{name}")))
    if counting:
        return statement
    if "cursor" in present:
        statement = statement.where(_follows(listing))
    order = [listing.key.asc() if listing.oldest_first or listing.day is not None else listing.key.desc()]
    if listing.day is not None:
        order.insert(0, listing.day.asc())
    return statement.order_by(*order).limit(bindparam("most"))


def _follows(listing: Listing) -> ColumnElement[bool]:
    """Whether a row comes after the one that the cursor names."""
    after: BindParameter[Any] = bindparam("after")
    if listing.day is not None:
        day: BindParameter[Any] = bindparam("after_day", type_=Date())
        return tuple_(listing.day, listing.key) > tuple_(day, cast(after, Uuid))
    clause: ColumnElement[bool] = listing.key > after if listing.oldest_first else listing.key < after
    return clause


_SHAPES: dict[tuple[Listing, OrgKind, frozenset[str], bool], Compiled] = {}


def _shape(listing: Listing, kind: OrgKind, present: frozenset[str], *, counting: bool = False) -> Compiled:
    """A list's statement for a kind of organisation and the filters that are present, compiled at its first use."""
    shape = (listing, kind, present, counting)
    if shape not in _SHAPES:
        later = GIVEN_LATER | {f"f_{name}" for name in present}
        _SHAPES[shape] = compiled(_statement(listing, kind, present, counting=counting), given_later=later)
    return _SHAPES[shape]


class Reader:
    """Reads lists over connections of a source (`chassis.read_pool`), for one organisation at a time."""

    def __init__(self, source: Source, cursors: Cursors) -> None:
        self.source = source
        self.cursors = cursors

    async def page(
        self, listing: Listing, caller: Caller, query: ListQuery, within: Mapping[str, Any] | None = None
    ) -> Response:
        """The page as JSON bytes; raises BadCursor where the cursor belongs to another list, filter or caller.

        `within` has the values that the route itself gives, such as the contract whose deliveries are listed.
        """
        given = {**query.filters(), **(within or {})}
        if listing.within.keys() - given.keys():
            raise ValueError(f"{listing.name} is listed within {sorted(listing.within)}")
        if caller.org_kind not in listing.visible:
            return _answer([], query, total=0 if query.count else None)
        bound_to = f"{listing.name}|{caller.org}|{caller.person}|{sorted(given.items(), key=str)}"
        values: dict[str, Any] = {
            **binds(caller),
            "most": query.limit + 1,
            **{f"f_{name}": value for name, value in given.items()},
        }
        present = frozenset(given)
        if query.cursor is not None:
            values |= self._open(query.cursor, bound_to, has_day=listing.day is not None)
            present |= {"cursor"}
        parts = [listing] if listing.beside is None else [listing, listing.beside]
        shapes = [_shape(part, caller.org_kind, present) for part in parts]
        counted = parts if query.count else []
        counting = [_shape(part, caller.org_kind, frozenset(given), counting=True) for part in counted]
        records, total = await self._fetch(caller, shapes, counting, values)
        if listing.beside is not None:
            records = sorted(records, key=lambda record: _place(listing, record))[: query.limit + 1]
        more = len(records) > query.limit
        records = records[: query.limit]
        following = self.cursors.seal(_place(listing, records[-1]), bound_to=bound_to) if more else None
        items = listing.in_forms(items_of(records, shapes[0].json_columns))
        return _answer(items, query, following=following, total=total)

    async def _fetch(
        self, caller: Caller, shapes: Sequence[Compiled], counting: Sequence[Compiled], values: Mapping[str, Any]
    ) -> tuple[list[asyncpg.Record], int | None]:
        async with self.source(caller.org) as connection:
            try:
                records = [
                    record
                    for shape in shapes
                    for record in await connection.fetch(shape.sql, *shape.arguments(values))
                ]
                totals = [await connection.fetchval(each.sql, *each.arguments(values)) for each in counting]
            except asyncpg.DivisionByZeroError as error:
                raise TenantLost from error
            return records, sum(totals) if counting else None

    def _open(self, cursor: str, bound_to: str, *, has_day: bool) -> dict[str, Any]:
        """The values of the last row that was read, to bind; see `_place`."""
        value = self.cursors.open(cursor, bound_to=bound_to)
        try:
            if has_day:
                day, key = str(value).split(" ")
                return {"after_day": date.fromisoformat(day), "after": UUID(key)}
            return {"after": UUID(str(value))}
        except ValueError as error:
            raise BadCursor(pointer="/query/cursor") from error


def _place(listing: Listing, record: asyncpg.Record) -> str:
    """Where a row stands in the list: its key, after its day if the list is ordered by one."""
    key = str(record[listing.key.key])
    return key if listing.day is None else f"{record[listing.day.key]} {key}"


def _answer(
    items: list[dict[str, Any]], query: ListQuery, *, following: str | None = None, total: int | None = None
) -> Response:
    body: dict[str, Any] = {"items": items, "next": following}
    if total is not None:
        body["total"] = total
    headers = {"Link": f'<?{query.link_to(following)}>; rel="next"'} if following else None
    return Response(as_json(body), 200, headers, "application/json")
