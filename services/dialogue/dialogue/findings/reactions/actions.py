"""Reacting to a finding as a company, and answering a reaction as the monitor: the finding's own state stays."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now, today
from chassis.journal import Entry, record
from chassis.moves import allowed, step
from chassis.preconditions import TagRead, demand_if_sent
from chassis.problems import Forbidden, IllegalTransition
from chassis.rows import touch
from dialogue.findings.copies.actions import renew_copies
from dialogue.findings.queries import own_finding
from dialogue.findings.reactions.queries import reaction_of
from dialogue.findings.reactions.rules import (
    COMPANY,
    REACTION_MOVES,
    FindingNotOpen,
    ReactionNotFound,
    ReactionStatus,
)
from dialogue.findings.reactions.schemas import ReactionTransition
from dialogue.findings.release.schemas import FindingTransition
from dialogue.findings.replies.actions import add_reply, finding_of_company
from dialogue.findings.replies.schemas import ReplyIn
from dialogue.findings.restricted.actions import append_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.rules import OPEN, ReplyKind
from dialogue.tables import Finding, FindingReaction


async def react(
    session: AsyncSession, caller: Caller, finding_id: UUID, body: FindingTransition, *, read: TagRead | None
) -> Finding:
    """Change the reaction of the caller's own organisation.

    Raises FindingNotFound, NotReleasedToSupplier, Stale, FindingNotOpen, IllegalTransition, MoveIncomplete,
    PersonalDataSuspected.
    """
    row = await finding_of_company(session, caller, finding_id, read)
    _demand_open(row)
    reaction = await reaction_of(session, row.id, caller.org)
    before = reaction.status if reaction else ReactionStatus.AWAITED
    if not isinstance(body.to, ReactionStatus):
        reachable = [status.value for status in allowed(REACTION_MOVES, before, COMPANY)]
        detail = f'Your reaction is "{before}"; only the monitor can set a finding to "{body.to}".'
        raise IllegalTransition(detail, current=before.value, allowed=reachable)
    after = step(REACTION_MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    _store(session, caller, row, reaction, after=after)
    if body.reason:
        kind = ReplyKind.DISPUTE if after is ReactionStatus.DISPUTED else ReplyKind.REPLY
        add_reply(session, caller, row, kind=kind, pointer="/reason", reply=ReplyIn(text=body.reason))
    touch(row, caller)
    await renew_copies(session, row)
    await _record(session, caller, row, before, after=after)
    return row


async def answer_reaction(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    *,
    finding_id: UUID,
    organisation_id: UUID,
    body: ReactionTransition,
    read: int | None,
) -> Finding:
    """Answer what one company said.

    Raises FindingNotFound, Stale, ReactionNotFound, FindingNotOpen, IllegalTransition.
    """
    row = await own_finding(session, caller, finding_id, lock=True)
    demand_if_sent(row.version, read)
    _demand_open(row)
    reaction = await reaction_of(session, row.id, organisation_id)
    if reaction is None:
        raise ReactionNotFound
    before = reaction.status
    after = step(REACTION_MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    reaction.status, reaction.reacted_on = after, today()
    touch(row, caller)
    if body.reason:
        remark = {"at": now(), "by": caller.person, "to": body.to, "text": body.reason}
        await append_restricted(session, vault, row, remarks=remark)
    await renew_copies(session, row)
    await _record(session, caller, row, before, after=after)
    return row


def _demand_open(row: Finding) -> None:
    if row.status not in OPEN:
        raise FindingNotOpen


def _store(
    session: AsyncSession, caller: Caller, row: Finding, reaction: FindingReaction | None, *, after: ReactionStatus
) -> None:
    """Raises Forbidden."""
    if reaction is not None:
        reaction.status, reaction.reacted_on = after, today()
        return
    if caller.supplier_id is None:
        raise Forbidden("Only a user of a supplier can react to a finding.")
    session.add(
        FindingReaction(
            finding_id=row.id,
            org_id=caller.org,
            owner_id=row.owner_id,
            supplier_id=caller.supplier_id,
            status=after,
            reacted_on=today(),
        )
    )


async def _record(
    session: AsyncSession, caller: Caller, row: Finding, before: ReactionStatus, *, after: ReactionStatus
) -> None:
    """The event for the monitor and the organisation that acted; others that may see it get `finding.changed`."""
    audience = {row.owner_id, caller.org}
    entry = Entry(f"finding.{after}", ("finding", row.id), moved=(before, after), audience=audience)
    await record(session, caller, entry)
