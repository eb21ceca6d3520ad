"""A finding as one reader may see it."""

from collections.abc import Iterable

from chassis.callers import Caller
from chassis.moves import allowed
from dialogue.findings.copies.projection import finding_copy
from dialogue.findings.copies.schemas import FindingCopy
from dialogue.findings.release.rules import Audience
from dialogue.findings.rules import COMPANY, MOVES
from dialogue.tables import Finding, FindingReader, FindingReply


def copy_out(
    reader: FindingReader, finding: Finding, replies: Iterable[FindingReply], caller: Caller
) -> FindingCopy:
    """The copy with what this caller can do; only a company it was released to can do anything."""
    copy = finding_copy(reader, finding, replies)
    may = reader.audience is Audience.SUPPLIER and not caller.roles.isdisjoint(COMPANY)
    moves = allowed(MOVES, copy.status, COMPANY) if may else []
    return copy.model_copy(update={"allowed_transitions": moves})
