"""A finding as the one who asks may see it: its monitor whole, everybody else as their copy."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.findings import queries
from dialogue.findings.copies import FindingCopy, copy_for, with_moves
from dialogue.findings.out_schemas import FindingOut, ReleaseOut, ReplySeen
from dialogue.findings.rules import EDITORS, MOVES, RELEASED, FindingStatus
from dialogue.tables import Finding


async def shown(session: AsyncSession, caller: Caller, row: Finding) -> FindingOut | FindingCopy:
    """Raises FindingNotFound where the caller reads it neither as its monitor nor as a reader."""
    await session.flush()
    if row.owner_id == caller.org:
        return await _whole(session, caller, row)
    reader = await queries.reader(session, caller, row.id)
    copy = copy_for(reader, row, await queries.replies(session, row.id))
    return with_moves(copy, reader, caller)


async def _whole(session: AsyncSession, caller: Caller, row: Finding) -> FindingOut:
    said: dict[str, Any] = row.model_dump() | {
        "actual_or_potential": row.certainty,
        "allowed_transitions": _moves(row, caller),
        "releases": [
            ReleaseOut.model_validate(release.model_dump() | {"readers": len(release.readers)})
            for release in await queries.releases(session, row.id)
        ],
        "replies": [ReplySeen.model_validate(reply) for reply in await queries.replies(session, row.id)],
    }
    return FindingOut.model_validate(said)


def _moves(row: Finding, caller: Caller) -> list[FindingStatus]:
    """What is out already can be shared further, with its status as it is."""
    moves = allowed(MOVES, row.status, caller.roles)
    further = row.status in RELEASED and not caller.roles.isdisjoint(EDITORS)
    return [*moves, FindingStatus.SHARED] if further and FindingStatus.SHARED not in moves else moves
