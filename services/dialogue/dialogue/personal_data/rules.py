"""A person asks which meetings of a buyer name them, or to have the name removed.

Source: Regulation (EU) 2016/679 (GDPR), articles 12 (identity), 15 (access) and 17 (erasure). The suppliers service
has the other part: contact points, and rows of imported workbooks.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from dialogue.meetings.rules import MeetingNotFound


class IdentityCheck(StrEnum):
    """How it was made sure that the person who asks is the person in question (article 12(6)).

    `recorded_address`: asked from the address that is recorded, or confirmed there; `document`: showed a document,
    of which no copy is kept; `in_person`: known to the officer; `representative`: somebody with a mandate asked.
    """

    RECORDED_ADDRESS = "recorded_address"
    DOCUMENT = "document"
    IN_PERSON = "in_person"
    REPRESENTATIVE = "representative"


@dataclass(frozen=True, slots=True)
class Mention:
    """A record whose texts contain the name; a person must read it."""

    kind: str
    record_id: UUID
    fields: list[str]


def demand_known(asked: Collection[UUID], found: Collection[UUID]) -> None:
    """All meetings that were named have this participant; raises MeetingNotFound."""
    if set(asked) - set(found):
        raise MeetingNotFound


def without_name(participants: Sequence[dict[str, Any]], places: Collection[int]) -> list[dict[str, Any]]:
    """The participants, those in these places (from 0) without their name: in which role somebody came stays."""
    return [
        {**participant, "name": None} if place in places else participant
        for place, participant in enumerate(participants)
    ]
