"""Which recipients of a release may no longer be told when the day comes, and why."""

from collections.abc import Collection, Iterable, Mapping
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from dialogue.findings.release.rules import Audience


class Omission(StrEnum):
    """Why a recipient of a release was not told of the finding.

    `affiliation_ended`: the buyer was not affiliated to the monitor on that day. `supplier_not_eligible`: the
    supplier was not eligible on that day; `release-preview` says more.
    """

    AFFILIATION_ENDED = "affiliation_ended"
    SUPPLIER_NOT_ELIGIBLE = "supplier_not_eligible"


OMISSIONS: Mapping[Audience, Omission] = {
    Audience.AFFILIATES: Omission.AFFILIATION_ENDED,
    Audience.SUPPLIER: Omission.SUPPLIER_NOT_ELIGIBLE,
}
"""Audiences that an organisation can leave between the release and the day on which it would be told."""


class Recipient(Protocol):
    """A reader of a release, and the audience that it belongs to."""

    org_id: UUID
    audience: Audience


def omitted(recipients: Iterable[Recipient], members: Mapping[Audience, Collection[UUID]]) -> dict[UUID, Omission]:
    """The recipients that are no member of their audience any more."""
    return {
        each.org_id: OMISSIONS[each.audience]
        for each in recipients
        if each.audience in OMISSIONS and each.org_id not in members[each.audience]
    }


def gone(named: Iterable[UUID], recipients: Iterable[Recipient]) -> dict[UUID, Omission]:
    """Those that a release named and that read nothing any more: the platform refused that they represent a
    supplier."""
    left = set(named) - {each.org_id for each in recipients}
    return dict.fromkeys(left, Omission.SUPPLIER_NOT_ELIGIBLE)
