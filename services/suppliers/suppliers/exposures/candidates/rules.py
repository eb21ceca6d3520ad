"""Which suppliers may be told of something at a site, and what speaks against it.

A list alone proves little: a buyer can register a supplier, enter a list for it and accept that list itself. A
supplier is sure only if one of its own organisations said that it uses the site, and a buyer other than the author
of the list accepted that.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby
from uuid import UUID


class MentionDoubt(StrEnum):
    """Why it is not sure that a supplier uses a site.

    `entered_by_buyer`: no organisation of the supplier made or confirmed the statement. `not_accepted`: no buyer
    other than its author accepts it; who contests it does not. `only_accepted_by_registrar`: the only buyer
    that did is the one that registered the supplier.
    `renamed_since_confirmed`: it is not any more who it was when the platform confirmed its organisation.
    """

    ENTERED_BY_BUYER = "entered_by_buyer"
    NOT_ACCEPTED = "not_accepted"
    ONLY_ACCEPTED_BY_REGISTRAR = "only_accepted_by_registrar"
    RENAMED_SINCE_CONFIRMED = "renamed_since_confirmed"


@dataclass(frozen=True, slots=True)
class Mention:
    """A list of a supplier that names the site and counts for some days, and one decision about it."""

    supplier_id: UUID
    supplier_name: str
    registered_by: UUID
    author: UUID
    """The organisation that wrote the list."""
    stated_by: UUID | None
    """The supplier's organisation that wrote or confirmed the list."""
    accepted_by: UUID | None
    """The buyer that accepts it; None where the platform did, for a list from a public source, or a buyer that had
    accepted it contests it."""
    is_open: bool
    """Every monitor may read the row."""
    confirmed_name: str | None
    """The supplier's name when the platform confirmed the organisation; None if it still is who it was then."""


@dataclass(frozen=True, slots=True)
class SupplierCandidate:
    """A supplier that lists name, as one of its organisations, or none of them, said it.

    `open_doubts` are those that the open rows alone leave, None where there is none: who may read only these must
    not learn from a missing doubt that a confidential list says more.
    """

    supplier_id: UUID
    supplier_name: str
    stated_by: UUID | None
    doubts: tuple[MentionDoubt, ...]
    open_doubts: tuple[MentionDoubt, ...] | None
    confirmed_name: str | None


def candidates(mentions: Iterable[Mention]) -> list[SupplierCandidate]:
    """One candidate for each supplier and organisation that stated the site."""
    ordered = sorted(mentions, key=_key)
    return [_candidate(list(group)) for _, group in groupby(ordered, key=_key)]


def _key(mention: Mention) -> tuple[UUID, bool, UUID]:
    return mention.supplier_id, mention.stated_by is None, mention.stated_by or mention.supplier_id


def _candidate(mentions: list[Mention]) -> SupplierCandidate:
    opened = [each for each in mentions if each.is_open]
    return SupplierCandidate(
        supplier_id=mentions[0].supplier_id,
        supplier_name=mentions[0].supplier_name,
        stated_by=mentions[0].stated_by,
        doubts=_doubts(mentions),
        open_doubts=_doubts(opened) if opened else None,
        confirmed_name=mentions[0].confirmed_name,
    )


def _doubts(mentions: list[Mention]) -> tuple[MentionDoubt, ...]:
    buyers = {each.accepted_by for each in mentions if each.accepted_by not in (None, each.author)}
    facts = {
        MentionDoubt.ENTERED_BY_BUYER: mentions[0].stated_by is None,
        MentionDoubt.NOT_ACCEPTED: not buyers,
        MentionDoubt.ONLY_ACCEPTED_BY_REGISTRAR: buyers == {mentions[0].registered_by},
        MentionDoubt.RENAMED_SINCE_CONFIRMED: mentions[0].confirmed_name is not None,
    }
    return tuple(doubt for doubt, is_so in facts.items() if is_so)
