"""Whom a release newly reaches."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from dialogue.findings.candidates.rules import Candidate
from dialogue.findings.release.rules import Audience, Need


@dataclass(frozen=True, slots=True)
class Reach:
    """The new readers of a release by audience; an organisation counts once, for the first audience that has it."""

    by_audience: Mapping[Audience, set[UUID]]

    @property
    def readers(self) -> set[UUID]:
        return set().union(*self.by_audience.values())


@dataclass(frozen=True, slots=True)
class ReleasePreview:
    """The new readers of a release, the suppliers that it can name, and what it still needs.

    `names` are those of the candidates' organisations.
    """

    reach: Reach
    candidates: list[Candidate]
    names: Mapping[UUID, str]
    needs: list[Need]


NAMED_FIRST = (Audience.SUPPLIER, Audience.NAMED_BUYERS, Audience.AFFILIATES, Audience.PUBLIC)
"""Who is named stays a recipient when its affiliation ends before it is told."""


def new_readers(
    audiences: Collection[Audience], members: Mapping[Audience, Collection[UUID]], *, readers: Collection[UUID]
) -> Reach:
    """Whom a release to these audiences newly reaches, where `readers` read the finding already."""
    reached = set(readers)
    by_audience: dict[Audience, set[UUID]] = {}
    for audience in NAMED_FIRST:
        if audience in audiences:
            by_audience[audience] = set(members[audience]) - reached
            reached |= by_audience[audience]
    return Reach(by_audience)
