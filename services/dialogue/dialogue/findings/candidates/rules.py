"""Which suppliers may read a finding about a site, and what speaks against the others.

An organisation reads it as a supplier only if the platform has confirmed that it represents the supplier, it stated
itself that it uses the site (or confirmed a list that says so), and a buyer other than the author accepted that.
The editor then names each supplier. Without the first rule a buyer could invent a supplier; without the others a
competitor could say that it uses the site.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.problems import Fault, Invalid


class SupplierDoubt(StrEnum):
    """What speaks against telling a supplier.

    `link_not_confirmed`: the platform has not confirmed who represents it. `no_account`: no organisation represents
    it. `entered_by_buyer`: it did not state itself that it uses the site. `not_accepted`: no buyer other than the
    author accepts that; who contests it does not. `only_accepted_by_registrar`: only the buyer did that also
    registered the supplier. `renamed_since_confirmed`: its name, country, website or numbers changed since
    the platform confirmed who represents it.
    """

    LINK_NOT_CONFIRMED = "link_not_confirmed"
    NO_ACCOUNT = "no_account"
    ENTERED_BY_BUYER = "entered_by_buyer"
    NOT_ACCEPTED = "not_accepted"
    ONLY_ACCEPTED_BY_REGISTRAR = "only_accepted_by_registrar"
    RENAMED_SINCE_CONFIRMED = "renamed_since_confirmed"


D = SupplierDoubt

EXPLANATIONS: Mapping[SupplierDoubt, str] = {
    D.LINK_NOT_CONFIRMED: "The platform has not confirmed who represents this supplier.",
    D.NO_ACCOUNT: "No organisation on the platform represents this supplier.",
    D.ENTERED_BY_BUYER: "The supplier itself has not stated that it uses this site, nor confirmed it.",
    D.NOT_ACCEPTED: "No buyer other than the author of the statement accepts it; some may contest it.",
    D.ONLY_ACCEPTED_BY_REGISTRAR: "The only buyer that accepted the statement also registered this supplier.",
    D.RENAMED_SINCE_CONFIRMED: "It was renamed since the platform confirmed it (or its country, website or numbers"
    " changed); `confirmed_name` is the name of then.",
}
"""The doubts as the editor reads them."""

SHOWN_ONLY = frozenset({D.ONLY_ACCEPTED_BY_REGISTRAR})
"""Doubts that the editor weighs; all others exclude the supplier."""

ABOUT_THE_SUPPLIER = frozenset({D.RENAMED_SINCE_CONFIRMED})
"""Doubts that exclude the supplier, but tell nothing of a list: without them it would be eligible, and be shown."""


class SupplierNotEligible(Invalid):
    """A release can only be for suppliers that `release-preview` lists as eligible for the site of this finding."""

    title = "Supplier not eligible"


@dataclass(frozen=True, slots=True)
class Naming:
    """A supplier that lists name for the site; `stated_by` is its organisation that said so, if one did.

    `open_doubts` are the doubts that remain for who may read the open rows only; None where there is no open row.
    """

    supplier_id: UUID
    supplier_name: str
    stated_by: UUID | None
    doubts: frozenset[SupplierDoubt]
    open_doubts: frozenset[SupplierDoubt] | None
    confirmed_name: str | None = None


@dataclass(frozen=True, slots=True)
class Representatives:
    """The organisations that represent a supplier by a confirmed link, and whether there are other links."""

    confirmed: frozenset[UUID] = frozenset()
    has_other_links: bool = False


@dataclass(frozen=True, slots=True)
class Candidate:
    """A supplier at the site of a finding, and the organisation that would read it."""

    supplier_id: UUID
    supplier_name: str
    organisation_id: UUID | None
    doubts: Sequence[SupplierDoubt]
    confirmed_name: str | None
    """Its name when the platform confirmed it, if it changed since then who it is."""

    @property
    def is_eligible(self) -> bool:
        return self.organisation_id is not None and SHOWN_ONLY.issuperset(self.doubts)

    @property
    def is_shown(self) -> bool:
        """Whether an editor may see it, however confidential the lists that name it are."""
        return self.organisation_id is not None and (SHOWN_ONLY | ABOUT_THE_SUPPLIER).issuperset(self.doubts)


def candidates(namings: Collection[Naming], representatives: Mapping[UUID, Representatives]) -> list[Candidate]:
    """The candidates that a monitor may know of, by name: all that are eligible, or would be if they had not been
    renamed, and those that open rows name.

    That a confidential list names a supplier with a doubt stays with the parties of the list.
    """
    found: list[Candidate] = []
    for supplier_id in dict.fromkeys(each.supplier_id for each in namings):
        own = [each for each in namings if each.supplier_id == supplier_id]
        found += _of_supplier(own, representatives.get(supplier_id, Representatives()))
    return sorted(found, key=lambda each: (each.supplier_name, each.supplier_id, str(each.organisation_id)))


def _of_supplier(namings: Sequence[Naming], who: Representatives) -> list[Candidate]:
    own = [each for each in namings if each.stated_by in who.confirmed]
    shown = [candidate for each in own if (candidate := _candidate(each, each.doubts, each.stated_by)).is_shown]
    return shown or _of_open_rows(namings, who)


def _of_open_rows(namings: Iterable[Naming], who: Representatives) -> list[Candidate]:
    """The supplier with the doubts that open rows and its links leave; unconfirmed organisations stay unnamed."""
    opened = [(each, each.open_doubts) for each in namings if each.open_doubts is not None]
    if not opened:
        return []
    naming, doubts = min(opened, key=lambda pair: pair[0].stated_by not in who.confirmed)
    if naming.stated_by in who.confirmed:
        return [_candidate(naming, doubts, naming.stated_by)]
    if who.confirmed:
        return [_candidate(naming, {*doubts, D.ENTERED_BY_BUYER}, min(who.confirmed))]
    link = D.LINK_NOT_CONFIRMED if who.has_other_links else D.NO_ACCOUNT
    return [_candidate(naming, {*doubts, link}, None)]


def _candidate(naming: Naming, doubts: Collection[SupplierDoubt], organisation_id: UUID | None) -> Candidate:
    ordered = [doubt for doubt in SupplierDoubt if doubt in doubts]
    return Candidate(
        naming.supplier_id, naming.supplier_name, organisation_id, ordered, confirmed_name=naming.confirmed_name
    )


def readers_among(found: Iterable[Candidate], named: Sequence[UUID]) -> set[UUID]:
    """The organisations of the suppliers that the editor names. Raises SupplierNotEligible at each other one.

    The answer is the same for a supplier that does not exist, so that it tells nothing about one that does.
    """
    eligible: dict[UUID, set[UUID]] = {}
    for candidate in found:
        if candidate.is_eligible and candidate.organisation_id is not None:
            eligible.setdefault(candidate.supplier_id, set()).add(candidate.organisation_id)
    faults = [
        Fault(f"/suppliers/{index}", SupplierNotEligible.code(), SupplierNotEligible.explanation())
        for index, supplier_id in enumerate(named)
        if supplier_id not in eligible
    ]
    if faults:
        raise SupplierNotEligible(errors=faults)
    return set().union(*(eligible[supplier_id] for supplier_id in named))
