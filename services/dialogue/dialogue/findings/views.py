"""A finding as the caller may see it: its monitor sees all of it, other readers their copy."""

from collections.abc import Mapping
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.copies.views import copy_out
from dialogue.findings.reactions.queries import reactions_of, replies_of, said_of
from dialogue.findings.reactions.rules import REACTION_MOVES
from dialogue.findings.reactions.schemas import ReactionOut
from dialogue.findings.release.queries import reader, releases_of
from dialogue.findings.release.schemas import ReleaseOut
from dialogue.findings.remedy.views import confirmation_out
from dialogue.findings.replies.schemas import ReplyOut
from dialogue.findings.restricted.schemas import RestrictedOut
from dialogue.findings.rules import EDITORS, MOVES, RELEASED, FindingStatus
from dialogue.findings.schemas import FindingOut
from dialogue.tables import Finding, FindingReaction


async def finding_out(session: AsyncSession, caller: Caller, row: Finding) -> FindingOut | FindingCopy:
    """Raises FindingNotFound where the caller reads it neither as its monitor nor as a reader."""
    await session.flush()
    if row.owner_id == caller.org:
        return await _whole(session, caller, row)
    read_as = await reader(session, caller, row.id)
    return copy_out(read_as, row, await said_of(session, row.id), caller)


async def _whole(session: AsyncSession, caller: Caller, row: Finding) -> FindingOut:
    fields: dict[str, Any] = row.model_dump() | {
        "actual_or_potential": row.certainty,
        "allowed_transitions": _transitions(row, caller),
        "releases": [
            ReleaseOut.model_validate(release.model_dump() | {"readers": len(release.readers)})
            for release in await releases_of(session, row.id)
        ],
        "workers_confirmation": confirmation_out(row),
        "reactions": [_reaction(reaction, caller) for reaction in await reactions_of(session, row.id)],
        "replies": [ReplyOut.model_validate(reply) for reply in await replies_of(session, row.id)],
    }
    return FindingOut.model_validate(fields)


def _reaction(reaction: FindingReaction, caller: Caller) -> ReactionOut:
    moves = allowed(REACTION_MOVES, reaction.status, caller.roles)
    return ReactionOut.model_validate(
        reaction.model_dump() | {"organisation_id": reaction.org_id, "allowed_transitions": moves}
    )


def _transitions(row: Finding, caller: Caller) -> list[FindingStatus]:
    """A released finding can also be shared with more readers; its status then stays."""
    moves = allowed(MOVES, row.status, caller.roles)
    further = row.status in RELEASED and not caller.roles.isdisjoint(EDITORS)
    return [*moves, FindingStatus.SHARED] if further and FindingStatus.SHARED not in moves else moves


def restricted_out(fields: Mapping[str, Any]) -> RestrictedOut:
    return RestrictedOut.model_validate(fields)
