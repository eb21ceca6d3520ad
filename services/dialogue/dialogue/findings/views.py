"""A finding as the caller may see it: its monitor sees all of it, other readers their copy."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chassis.callers import Caller
from chassis.moves import allowed
from chassis.stored_values import as_stored
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.copies.views import copy_out
from dialogue.findings.reactions.queries import CompanyResponses
from dialogue.findings.reactions.rules import REACTION_MOVES
from dialogue.findings.reactions.schemas import ReactionOut
from dialogue.findings.release.views import releases_out
from dialogue.findings.remedy.views import confirmation_out
from dialogue.findings.replies.schemas import ReplyOut
from dialogue.findings.restricted.schemas import RestrictedOut
from dialogue.findings.rules import transitions
from dialogue.findings.schemas import FindingOut
from dialogue.tables import Finding, FindingReaction, FindingReader, FindingRelease


@dataclass(frozen=True, slots=True)
class FindingWithDetails:
    """A finding with what belongs to it; `reader` says how an organisation reads it that is not its monitor."""

    row: Finding
    responses: CompanyResponses
    releases: Sequence[FindingRelease] = ()
    reader: FindingReader | None = None


def finding_out(seen: FindingWithDetails, caller: Caller) -> FindingOut | FindingCopy:
    if seen.reader is not None:
        return copy_out(seen.reader, seen.row, seen.responses, caller)
    row = seen.row
    fields: dict[str, Any] = row.model_dump() | {
        "actual_or_potential": row.certainty,
        "allowed_transitions": transitions(row.status, caller.roles),
        "releases": releases_out(row, seen.releases),
        "workers_confirmation": confirmation_out(row),
        "reactions": [_reaction(reaction, caller) for reaction in seen.responses.reactions],
        "replies": [as_stored(ReplyOut, reply) for reply in seen.responses.replies],
    }
    return as_stored(FindingOut, fields)


def _reaction(reaction: FindingReaction, caller: Caller) -> ReactionOut:
    moves = allowed(REACTION_MOVES, reaction.status, caller.roles)
    return ReactionOut.model_validate(
        reaction.model_dump() | {"organisation_id": reaction.org_id, "allowed_transitions": moves}
    )


def restricted_out(fields: Mapping[str, Any]) -> RestrictedOut:
    return as_stored(RestrictedOut, fields)
