"""Disclosures: the states and transitions of versions, and what a version must disclose."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from chassis.calendar_arithmetic import shifted
from chassis.moves import Machine, allowed, by
from chassis.problems import Conflict, Invalid, NotFound
from chassis.vocabulary import Role
from suppliers.clauses.rules import ObligationType
from suppliers.disclosures.rows.rules import Tier
from suppliers.products.rules import is_of_family


class DisclosureStatus(StrEnum):
    """State of a version for one organisation: each buyer decides for itself.

    `draft`: only its writer sees it; `submitted`: waits for the buyers; `returned`: to be corrected; `accepted`:
    counts for its days; `contested`: still counts, but is in doubt; `superseded`: a later version took all its days
    that are left; `withdrawn`: no longer counts.
    """

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    CONTESTED = "contested"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"


S = DisclosureStatus
SUPPLIER_SIDE = Role.SUPPLIER_CONTACT
OFFICE = (Role.BUYER_OFFICER, Role.BUYER_MANAGER, Role.PLATFORM_ADMIN)

MOVES: Machine[DisclosureStatus] = {
    (S.DRAFT, S.SUBMITTED): by(SUPPLIER_SIDE, *OFFICE),
    (S.SUBMITTED, S.RETURNED): by(*OFFICE, needs=["reason"]),
    (S.RETURNED, S.DRAFT): by(SUPPLIER_SIDE, *OFFICE),
    (S.SUBMITTED, S.ACCEPTED): by(*OFFICE),
    (S.ACCEPTED, S.CONTESTED): by(*OFFICE, needs=["reason"]),
    (S.CONTESTED, S.ACCEPTED): by(Role.BUYER_MANAGER, Role.PLATFORM_ADMIN),
    (S.CONTESTED, S.WITHDRAWN): by(Role.BUYER_MANAGER, Role.PLATFORM_ADMIN, needs=["reason"]),
}
"""Transitions that people make. A version becomes `superseded` when a later one is accepted for its days."""

OWNERS_MOVES = frozenset({S.SUBMITTED, S.DRAFT})
"""Transitions of the organisation that wrote the version; all others are those of the buyer that accepts it."""
IN_FORCE = frozenset({S.ACCEPTED, S.CONTESTED, S.SUPERSEDED})
"""States in which a version counts for the days for which it was accepted."""

TIER_OF_DUTY: Mapping[str, Tier] = {
    ObligationType.DISCLOSURE_ASSEMBLY: Tier.T0,
    ObligationType.DISCLOSURE_COMPONENTS: Tier.T1,
}
"""The tier that each type of obligation requires."""

WHOLE_SUPPLIER = "*"
"""The subject of a version that names neither a product nor a family."""


class DisclosureNotFound(NotFound):
    """There is no disclosure with this id, or you may not see it."""

    title = "Disclosure not found"


class NotADraft(Conflict):
    """Only a draft can be changed. Of a submitted version make a new one, or ask the buyer to return it; a returned
    version can be changed after its transition to `draft`."""

    title = "Not a draft"


class RowsInUse(Conflict):
    """A buyer has accepted this version, so it can no longer be changed. Make a new version."""

    title = "Rows are in use"


class NoBuyerAddressed(Invalid):
    """`addressed_to` must name buyers with which you are linked, and you must be linked with at least one."""

    title = "No buyer to submit to"


class AssemblySiteMissing(Conflict):
    """A contract requires the final-assembly site, but this version names no site of tier `T0`.

    Return the version, or record in `gaps` the formal request by which the supplier asked for the site.
    """

    title = "Final-assembly site is missing"


class ProductOrFamily(Invalid):
    """Give `product_id` or `product_family`, not both."""

    title = "Both a product and a family"


class NothingToConfirm(Conflict):
    """Only a submitted or accepted version can be confirmed: by its supplier, or by a buyer that accepted it."""

    title = "Nothing to confirm"


class ImportStillRunning(Conflict):
    """A list is still being read into this version. Wait until its import is `done`."""

    title = "Import is still running"


def is_addressed(org_id: UUID, *, owner_id: UUID, addressed_to: Collection[UUID]) -> bool:
    """Whether an organisation decides on a version: it wrote it, or the version was submitted to it."""
    return org_id == owner_id or org_id in addressed_to


def shown_addressees(org_id: UUID, *, owner_id: UUID, addressed_to: Iterable[UUID]) -> list[UUID]:
    """The addressees that an organisation sees: the owner all, a buyer only itself."""
    return [addressee for addressee in addressed_to if org_id in (addressee, owner_id)]


def allowed_moves(
    status: DisclosureStatus, roles: Collection[str], *, is_refused: bool, is_owner: bool, decides: bool
) -> list[DisclosureStatus]:
    """The states to which somebody can move a version; none if its organisation was refused."""
    if is_refused:
        return []
    return [to for to in allowed(MOVES, status, roles) if (is_owner if to in OWNERS_MOVES else decides)]


def can_confirm(*, is_owner: bool, entered_by_buyer: bool, is_shared: bool) -> bool:
    """Whether a supplier's organisation confirms a version: its own, or a buyer's entry that was shared with it.

    Open versions of other organisations are visible as well, but are not its statements.
    """
    return is_owner or (entered_by_buyer and is_shared)


def status_for(stored: DisclosureStatus, decided: DisclosureStatus | None) -> DisclosureStatus:
    """The state for an organisation, given the decision that counts for it; `STATUS` is the same, for lists."""
    return stored if stored is S.DRAFT or decided is None else decided


class DayRange(Protocol):
    """Days as PostgreSQL gives them: without their end."""

    @property
    def lower(self) -> date | None: ...
    @property
    def upper(self) -> date | None: ...


def days_in(ranges: Iterable[DayRange]) -> list[tuple[date, date | None]]:
    """The first and the last day of each range, both included; no last day where no end is known."""
    return [(each.lower or date.min, shifted(each.upper, days=-1) if each.upper else None) for each in ranges]


def subject_of(product_id: object | None, product_family: str | None) -> str:
    """What a version is about: a product, a family, or all products of a supplier. Later versions supersede it."""
    if product_id is not None:
        return f"product:{product_id}"
    return f"family:{product_family.casefold()}" if product_family else WHOLE_SUPPLIER


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version is about, and when."""

    product_id: UUID | None
    family: str | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class Supplied:
    """What a contract brings: its categories, the products that were delivered under it, and its days."""

    categories: Collection[str]
    products: Mapping[UUID, str]
    """The names of the products, by their ids."""
    first: date
    last: date


def answers_for(version: Terms, supplied: Supplied) -> bool:
    """Whether a version answers the duties of a contract: its products are those of the contract, then and now."""
    if version.valid_from > supplied.last or (version.valid_to or supplied.first) < supplied.first:
        return False
    if version.product_id is not None:
        return version.product_id in supplied.products
    if version.family is not None:
        return is_of_family(version.family, supplied.categories, supplied.products.values())
    return True


def requested_tiers(gaps: Iterable[Mapping[str, object]]) -> set[Tier]:
    """Tiers that are not disclosed, but were formally requested."""
    return {Tier(str(gap["tier"])) for gap in gaps if gap.get("formal_request")}


def lacks_assembly(
    required: Collection[Tier], named: Collection[Tier], gaps: Iterable[Mapping[str, object]]
) -> bool:
    """Whether final assembly is asked for and neither named nor formally requested."""
    return Tier.T0 in required and Tier.T0 not in {*named, *requested_tiers(gaps)}


def completeness(required: Collection[Tier], located: Collection[Tier]) -> float | None:
    """Per cent of the required tiers with at least one site whose address is known; None where none is required."""
    if not required:
        return None
    return round(100 * len(set(required) & set(located)) / len(set(required)), 1)
