"""Writing, changing and publishing a buyer's clause templates."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.moves import step
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from suppliers.clauses import queries
from suppliers.clauses.rules import ClauseTemplateNotFound, usual_subject
from suppliers.clauses.wordings.rules import (
    MOVES,
    CodeOfThePlatform,
    NoDraft,
    TemplateDraftExists,
    TemplateStatus,
    check_complete,
    check_keys,
)
from suppliers.clauses.wordings.schemas import ClauseTemplateIn, DutyIn
from suppliers.tables import Wording

S = TemplateStatus
COPIED = ("kind", "title", "source", "duties")


async def write_draft(session: AsyncSession, caller: Caller, body: ClauseTemplateIn) -> Wording:
    """Raises CodeOfThePlatform, TemplateDraftExists, ClauseTemplateNotFound, WordingMissing, DutyTwice."""
    if body.code in queries.current():
        raise CodeOfThePlatform(pointer="/code")
    await hold(session, Lock.CLAUSE_TEMPLATE, caller.org, body.code)
    before = await queries.wording(session, caller.org, body.code)
    if await queries.wording(session, caller.org, body.code, status=S.DRAFT) is not None:
        raise TemplateDraftExists(pointer="/code")
    copied: dict[str, Any] = {}
    if body.source_template is not None:
        copied = await _copied(session, caller, body.source_template, body.source_version)
    given = {"source": "", **copied, **_given(body)}
    check_complete({name: given.get(name) for name in ("kind", "title", "duties")})
    row = Wording(
        owner_id=caller.org,
        code=body.code,
        number=before.number + 1 if before else 1,
        **given,
        **stamps(caller),
    )
    session.add(row)
    await session.flush()
    await _journal(session, caller, row, "drafted")
    return row


async def move_template(
    session: AsyncSession, caller: Caller, code: str, to: TemplateStatus, *, read: int | None
) -> Wording:
    """Raises ClauseTemplateNotFound, Stale, NoDraft, and what `step` raises."""
    row = await _draft(session, caller, code)
    demand_if_sent(row.number, read)
    touch(row, caller, status=step(MOVES, row.status, to, actors=caller.roles), published_on=today())
    await session.flush()
    await _journal(session, caller, row, "published")
    return row


async def delete_draft(session: AsyncSession, caller: Caller, code: str, *, read: int | None) -> None:
    """Raises ClauseTemplateNotFound, NoDraft, Stale."""
    row = await _draft(session, caller, code)
    demand_if_sent(row.number, read)
    await _journal(session, caller, row, "deleted")
    await session.delete(row)


async def _draft(session: AsyncSession, caller: Caller, code: str) -> Wording:
    """The draft, which nobody else changes until the transaction ends; raises ClauseTemplateNotFound, NoDraft."""
    await hold(session, Lock.CLAUSE_TEMPLATE, caller.org, code)
    if code in queries.current():
        raise NoDraft
    row = await queries.wording(session, caller.org, code, status=S.DRAFT)
    if row is not None:
        return row
    if await queries.wording(session, caller.org, code) is None:
        raise ClauseTemplateNotFound
    raise NoDraft


async def _copied(session: AsyncSession, caller: Caller, code: str, version: int | None) -> dict[str, Any]:
    """What a copy begins with; raises ClauseTemplateNotFound."""
    template = await queries.readable(session, caller, code, version)
    return {
        "kind": template.kind,
        "title": dict(template.title),
        "source": template.source,
        "source_template": f"{template.code}.{template.version}",
        "duties": [queries.duty_data(duty) for duty in template.duties],
    }


def _given(body: ClauseTemplateIn) -> dict[str, Any]:
    """The fields that were given, as they are stored; raises DutyTwice."""
    given = body.model_dump(mode="json", include=set(COPIED), exclude_none=True)
    if body.duties is not None:
        check_keys([f"{duty.type.value}/{duty.recurrence.value}" for duty in body.duties])
        given["duties"] = [_duty(duty) for duty in body.duties]
    return given


def _duty(duty: DutyIn) -> dict[str, Any]:
    subject = duty.verification_subject or usual_subject(duty.type)
    return duty.model_dump(mode="json") | {"verification_subject": subject.value}


async def _journal(session: AsyncSession, caller: Caller, row: Wording, verb: str) -> None:
    facts = {"code": row.code, "version": row.number}
    entry = Entry(f"clause_template.{verb}", ("clause_template", row.id), audience=[row.owner_id], payload=facts)
    await record(session, caller, entry)
