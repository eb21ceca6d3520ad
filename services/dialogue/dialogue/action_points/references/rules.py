"""What an action point may refer to, and who reads it because of its origin."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from uuid import UUID

from chassis.problems import Fault
from dialogue.action_points.rules import ContactForbidden, OriginKind, OriginNotShared, OriginUnknown, ShownTo
from dialogue.action_points.sides.rules import Side
from dialogue.dialogues.rules import UnknownReference
from dialogue.findings.assessment.rules import Severity


@dataclass(frozen=True, slots=True)
class SourceFinding:
    """The finding that led to an action point, for the caller.

    A finding that the caller cannot read any more counts as unknown to the supplier. `forbids_contact`: the monitor
    asks not to contact the site about it. `severity` is None where the caller cannot read the finding any more.
    """

    is_known_to_supplier: bool
    forbids_contact: bool
    severity: Severity | None = None


def demand_origin(*, is_known: bool) -> None:
    """Raises OriginUnknown where the origin is not in this dialogue, or the caller cannot see it."""
    if not is_known:
        raise OriginUnknown(pointer="/origin/id")


def readers_for(finding: SourceFinding | None, side: Side | None, requested: ShownTo | None) -> ShownTo:
    """Who reads an action point: the buyer only, where it comes from a finding that the supplier does not know.

    Raises OriginNotShared where `parties` is requested for such a finding, ContactForbidden where the monitor asks
    not to contact the site.
    """
    is_of_buyer = side is Side.BUYER
    if finding is not None and finding.forbids_contact:
        if not is_of_buyer or requested is ShownTo.PARTIES:
            raise ContactForbidden(pointer="/origin/id")
        return ShownTo.BUYER_ONLY
    if not is_of_buyer:
        return ShownTo.PARTIES
    is_hidden = finding is not None and not finding.is_known_to_supplier
    if is_hidden and requested is ShownTo.PARTIES:
        raise OriginNotShared(pointer="/shown_to")
    return requested or (ShownTo.BUYER_ONLY if is_hidden else ShownTo.PARTIES)


def knows_origin(kind: OriginKind | None, *, is_side: bool, knows_finding: bool) -> bool:
    """Whether a reader of an action point may know what led to it.

    Only the two sides read reviews; a finding is named to those who can read it.
    """
    if kind is OriginKind.REVIEW:
        return is_side
    return kind is not None and (kind is not OriginKind.FINDING or knows_finding)


def demand_facilities(ids: Sequence[UUID], known: Container[UUID]) -> None:
    """Raises UnknownReference for each facility that the register does not have."""
    faults = [
        Fault(f"/facility_ids/{index}", "unknown_reference", f'There is no facility with the id "{item}".')
        for index, item in enumerate(ids)
        if item not in known
    ]
    if faults:
        raise UnknownReference(errors=faults)
