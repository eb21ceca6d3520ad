"""Label claims: which labels there are, and what is true of a claim for one reader on one day.

A claim is a statement for all. Whether it is right, each buyer finds out for itself; until then, what the platform
found out counts.
"""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

from chassis.moves import Machine, by
from chassis.problems import Forbidden, Invalid, NotFound
from chassis.vocabulary import Role


class LabelScheme(StrEnum):
    """Labels of products, and of the minerals in them."""

    TCO_CERTIFIED = "TCO_CERTIFIED"
    EPEAT = "EPEAT"
    BLUE_ANGEL = "BLUE_ANGEL"
    EU_ECOLABEL = "EU_ECOLABEL"
    NORDIC_SWAN = "NORDIC_SWAN"
    ENERGY_STAR = "ENERGY_STAR"
    FAIRTRADE_GOLD = "FAIRTRADE_GOLD"
    RMAP_CONFORMANT = "RMAP_CONFORMANT"
    IRMA = "IRMA"


LEVELS: Mapping[LabelScheme, tuple[str, ...]] = {
    LabelScheme.EPEAT: ("bronze", "silver", "gold"),
    LabelScheme.IRMA: ("50", "75", "100"),
}
"""The levels of a label, lowest first; those that are not here have one level only."""


class ClaimSource(StrEnum):
    """From where a claim is: the supplier's word, a public source that a buyer read, or the platform."""

    SUPPLIER = "supplier"
    PUBLIC_SOURCE = "public_source"
    PLATFORM = "platform"


class VerificationMethod(StrEnum):
    """How a claim was verified: in the register of the label, or by a document such as the certificate."""

    REGISTRY = "registry"
    DOCUMENT = "document"


class ClaimStatus(StrEnum):
    """State of a claim for whoever reads it.

    `claimed`: nobody has verified it; `verified`: found to be right; `refuted`: found to be wrong; `revoked`: the
    label was taken away; `withdrawn`: whoever claimed it took it back; `expired`: its last day has passed.
    """

    CLAIMED = "claimed"
    VERIFIED = "verified"
    REFUTED = "refuted"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


S = ClaimStatus
CLAIMANT = "claimant"
CHECKERS = (Role.BUYER_OFFICER, Role.BUYER_MANAGER, Role.PLATFORM_ADMIN)
MOVES: Machine[ClaimStatus] = {
    (S.CLAIMED, S.VERIFIED): by(*CHECKERS, needs=["method"]),
    (S.CLAIMED, S.REFUTED): by(*CHECKERS, needs=["reason"]),
    (S.CLAIMED, S.WITHDRAWN): by(CLAIMANT),
    (S.VERIFIED, S.REVOKED): by(*CHECKERS, needs=["reason"]),
    (S.VERIFIED, S.WITHDRAWN): by(CLAIMANT),
    (S.REFUTED, S.VERIFIED): by(*CHECKERS, needs=["method", "reason"]),
    (S.REFUTED, S.WITHDRAWN): by(CLAIMANT),
}
ACTOR_NAMES = {CLAIMANT: "the organisation that made the claim"}


class LabelClaimNotFound(NotFound):
    """There is no label claim with this id, or you may not see it."""

    title = "Label claim not found"


class UnknownLevel(Invalid):
    """The label has no such level."""

    title = "Unknown level"


class VerifiedByClaimant(Forbidden):
    """Whoever made a claim does not verify it; another person does."""

    title = "Another person verifies the claim"


class CertificateMissing(Invalid):
    """A claim that is verified by a document names the document."""

    title = "The document is missing"


def check_level(scheme: LabelScheme, level: str | None, *, pointer: str = "/level") -> None:
    """Raises UnknownLevel."""
    levels = LEVELS.get(scheme, ())
    if levels and level not in levels:
        raise UnknownLevel(f"The levels of {scheme} are {', '.join(levels)}.", pointer=pointer)
    if not levels and level is not None:
        raise UnknownLevel(f"{scheme} has one level only; leave it out.", pointer=pointer)


def is_at_least(scheme: LabelScheme, level: str | None, least: str | None) -> bool:
    """Whether a level of a label is as high as another one; None is the lowest."""
    order = (None, *LEVELS.get(scheme, ()))
    return order.index(level) >= order.index(least)


def claim_state(
    *,
    is_withdrawn: bool,
    own: ClaimStatus | None,
    platforms: ClaimStatus | None,
    valid_to: date | None,
    today: date,
) -> ClaimStatus:
    """The state for one reader: its own verification decides, then the platform's; a revocation counts from either.

    The twin in SQL is `label_claims.queries.STATUS`.
    """
    if is_withdrawn:
        return S.WITHDRAWN
    if S.REVOKED in (own, platforms):
        return S.REVOKED
    found = own or platforms or S.CLAIMED
    if found is S.REFUTED:
        return found
    return S.EXPIRED if valid_to is not None and valid_to < today else found


def is_valid(status: ClaimStatus, valid_from: date, *, today: date) -> bool:
    """A claim is valid if it was verified and today is one of its days."""
    return status is S.VERIFIED and valid_from <= today
