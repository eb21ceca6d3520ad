"""A person asks which data of theirs a buyer has, or to have them removed.

Source: Regulation (EU) 2016/679 (GDPR), articles 12 (identity), 15 (access) and 17 (erasure). The buyer is the
controller of what it keeps, so one of its officers answers, and says how the identity of the person was checked.
"""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.problems import Invalid


class IdentityCheck(StrEnum):
    """How it was made sure that the person who asks is the person in question (article 12(6)).

    `recorded_address`: asked from the address that is recorded, or confirmed there; `document`: showed a document,
    of which no copy is kept; `in_person`: known to the officer; `representative`: somebody with a mandate asked.
    """

    RECORDED_ADDRESS = "recorded_address"
    DOCUMENT = "document"
    IN_PERSON = "in_person"
    REPRESENTATIVE = "representative"


class DataKind(StrEnum):
    """A kind of record about a person that can be erased."""

    CONTACT_POINT = "contact_point"
    IMPORT_ROW = "import_row"


class KeptReason(StrEnum):
    """Why a record was not erased.

    `still_contact`: the person is still the contact, or is proposed as one; with `end_current` the role ends now.
    """

    STILL_CONTACT = "still_contact"


class NobodyNamed(Invalid):
    """Give the e-mail address of the person, the name, or both."""

    title = "Nobody is named"


class NothingNamed(Invalid):
    """Name at least one contact point or row of an import; an export of the person's data lists them."""

    title = "Nothing to erase is named"


@dataclass(frozen=True, slots=True)
class Mention:
    """A record whose free text contains the name or the address; a person must read it."""

    kind: str
    record_id: UUID
    fields: list[str]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a record that was named for erasure; `kept` says why it is still there."""

    kind: DataKind
    record_id: UUID
    kept: KeptReason | None = None


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """Where this platform can have data about the person that no search here finds, and how to find them."""

    service: str
    what: str
    how: str


OTHER_PLACES = (
    OtherPlace(
        "dialogue",
        "Participants of meetings, with name, organisation and function, and names in what was minuted.",
        "Collect them with POST /v1/participant-exports, and remove them with POST /v1/participant-erasures.",
    ),
    OtherPlace(
        "dialogue",
        "Names that people wrote in answers, reviews, action points and evidence files.",
        "Read the dialogues with the supplier (GET /v1/dialogues) and what belongs to them.",
    ),
    OtherPlace(
        "gateway",
        "The account of a person who signs in: name, user name and e-mail address.",
        "It belongs to the person's own organisation; its administrator finds it under GET /v1/members.",
    ),
    OtherPlace(
        "every service",
        "Answers that are kept for 24 hours to repeat a request, and backups of the operator.",
        "They end by themselves; ask the operator of the platform about backups.",
    ),
)
