"""Days that pass: from some day on something is so, and an event says it, once.

What a day makes of a row is computed when the row is read, so nothing depends on when the event is written: only
those who follow events do. An `Expiry` says, as data, for which rows of a table which day counts. The event carries
that day as `on`, however much later it is written; days that have passed together are taken in their order.

Once is a constraint: the table `expiry_events` has one row for each verb, subject and day. Each event has a
transaction of its own, with whatever follows from it.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import Select, column, exists, func, literal, select, table, text
from sqlmodel import col
from sqlmodel import select as select_model
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller, machine
from chassis.journal import Entry, record
from chassis.sql_time import TODAY
from chassis.state import AppState

AT_ONCE = 100
"""Events looked up together; a run goes on while there may be more."""

EVENTS = table("expiry_events", column("subject_id"), column("verb"), column("effective_on"))
CLAIM = text(
    "insert into expiry_events (subject_id, verb, effective_on) values (:subject_id, :verb, :on)"
    " on conflict do nothing returning subject_id"
)

Audience = Callable[[AsyncSession, Any], Awaitable[Iterable[UUID]]]
Moved = Callable[[Any], tuple[str | None, str | None]]
Payload = Callable[[Any, date], Mapping[str, Any]]
Then = Callable[[AsyncSession, Caller, Any], Awaitable[None]]


def _unmoved(_: Any) -> tuple[None, None]:
    return None, None


def _nothing(_: Any, __: date) -> Mapping[str, Any]:
    return {}


@dataclass(frozen=True, eq=False)
class Expiry:
    """A day that counts for rows of `model`, and the event `verb` about a `subject` from that day on."""

    verb: str
    subject: str
    model: Any
    day: Any
    """The first day on which it is so, as an expression over the row."""
    where: tuple[Any, ...]
    """For which rows it counts, as things are now."""
    audience: Audience
    known_from: Any = None
    """A day of the row before which this was not known: the event is never dated earlier."""
    moved: Moved = _unmoved
    """The state before and after, as people see it."""
    payload: Payload = _nothing
    """What the event of a row and a day says beside that day: ids, codes and days."""
    then: Then | None = None
    """What else happens to the row on that day."""

    @property
    def effective_on(self) -> Any:
        return self.day if self.known_from is None else func.greatest(self.day, self.known_from)

    def due(self) -> Select[Any]:
        """Rows and days of events that are not yet written, earliest day first."""
        written = exists().where(
            EVENTS.c.subject_id == col(self.model.id),
            EVENTS.c.verb == literal(self.verb),
            EVENTS.c.effective_on == self.effective_on,
        )
        due = select(col(self.model.id), self.effective_on.label("effective_on"))
        return due.where(*self.where, self.day <= TODAY, ~written).order_by("effective_on", col(self.model.id))


@dataclass(frozen=True, order=True, slots=True)
class _Passed:
    """An event to write: the expiry by its place among the others, and the row by its id."""

    on: date
    place: int
    row_id: UUID


def write_expiries(*expiries: Expiry) -> Callable[[AppState], Awaitable[bool]]:
    """A job that writes the events of days that have passed; it gives True where there may be more."""

    async def write(state: AppState) -> bool:
        waiting, is_all = await _waiting(state, expiries)
        written = [await _write(state, expiries[passed.place], passed) for passed in waiting]
        return any(written) and not is_all

    return write


async def _waiting(state: AppState, expiries: Sequence[Expiry]) -> tuple[list[_Passed], bool]:
    """Events to write, earliest day first, up to the last day that was looked at for every expiry; whether all."""
    found: list[_Passed] = []
    horizon = date.max
    async with state.worker_sessions() as session, session.begin():
        connection = await session.connection()
        for place, expiry in enumerate(expiries):
            rows = (await connection.execute(expiry.due().limit(AT_ONCE))).all()
            found += [_Passed(row.effective_on, place, row.id) for row in rows]
            if len(rows) == AT_ONCE:
                horizon = min(horizon, rows[-1].effective_on)
    return sorted(passed for passed in found if passed.on <= horizon), horizon == date.max


async def _write(state: AppState, expiry: Expiry, passed: _Passed) -> bool:
    """Write one event, unless it was written in between or the row has changed."""
    caller = machine(state.signer.issuer)
    async with state.worker_sessions() as session, session.begin():
        row = (await session.exec(_locked(expiry, passed))).first()
        if row is None or not await _is_first(session, expiry, passed):
            return False
        entry = Entry(
            expiry.verb,
            (expiry.subject, row.id),
            moved=expiry.moved(row),
            audience=await expiry.audience(session, row),
            payload={**expiry.payload(row, passed.on), "on": passed.on},
        )
        await record(session, caller, entry)
        if expiry.then is not None:
            await expiry.then(session, caller, row)
    return True


def _locked(expiry: Expiry, passed: _Passed) -> Any:
    """The row if its day is still the same, locked until the event is written."""
    here = (col(expiry.model.id) == passed.row_id, expiry.effective_on == passed.on)
    return select_model(expiry.model).where(*here, *expiry.where).with_for_update(of=expiry.model, key_share=True)


async def _is_first(session: AsyncSession, expiry: Expiry, passed: _Passed) -> bool:
    """Whether the event is ours to write: the constraint lets one transaction through."""
    values = {"subject_id": passed.row_id, "verb": expiry.verb, "on": passed.on}
    return (await (await session.connection()).execute(CLAIM, values)).first() is not None
