"""A finding as one reader may see it."""

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.findings.copies.projection import finding_copy
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.reactions.queries import Said
from dialogue.findings.reactions.rules import COMPANY, REACTION_MOVES, ReactionStatus
from dialogue.findings.release.rules import Audience
from dialogue.findings.rules import OPEN
from dialogue.tables import Finding, FindingReader


def copy_out(reader: FindingReader, finding: Finding, said: Said, caller: Caller) -> FindingCopy:
    """The copy with what this caller can do; only a company it was released to can do anything."""
    copy = finding_copy(reader, finding, said)
    may = reader.audience is Audience.SUPPLIER and not caller.roles.isdisjoint(COMPANY)
    is_open = may and copy.status in OPEN
    own = next((each.status for each in copy.reactions), ReactionStatus.AWAITED)
    moves = allowed(REACTION_MOVES, own, COMPANY) if is_open else []
    return copy.model_copy(update={"allowed_transitions": moves})
