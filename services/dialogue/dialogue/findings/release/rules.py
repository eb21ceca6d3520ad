"""Releases: who can read a released finding, and what a release needs.

The order follows the principle of Electronics Watch: those who need to know (workers, employer, supplier) before
those who have a right to know (public buyers, the public). A release in another order needs a reason. Where a
source could suffer, every release also needs consent and a second person.

What a release needs is a table by audience. A wide audience needs at least what the audiences that it contains
need.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from chassis.problems import Conflict, Invalid, Problem
from dialogue.findings.rules import RELEASED, FindingStatus, SourceRisk


class Audience(StrEnum):
    """Who can read a released finding.

    `supplier`: suppliers that the release names, which stated that they use the site. `affiliates`: buyers that are
    affiliated to the monitor. `named_buyers`: buyers that the release names. `public`: all users with an account.
    """

    SUPPLIER = "supplier"
    AFFILIATES = "affiliates"
    NAMED_BUYERS = "named_buyers"
    PUBLIC = "public"


class Need(StrEnum):
    """What a release can need.

    `reason`: a reason. `consent`: the workers, or their organisation, agree. `second_person`: an editor who did not
    validate the finding. `named_buyers`: the buyers of that audience. `site`: a confirmed site, for suppliers one
    that was confirmed before. `suppliers`: the suppliers of that audience. `consent_not_withdrawn`: nobody has
    withdrawn the consent of the people who spoke.
    """

    CONSENT_NOT_WITHDRAWN = "consent_not_withdrawn"
    REASON = "reason"
    CONSENT = "consent"
    SECOND_PERSON = "second_person"
    NAMED_BUYERS = "named_buyers"
    SITE = "site"
    SUPPLIERS = "suppliers"


FOR_SOURCES = frozenset({Need.REASON, Need.CONSENT, Need.SECOND_PERSON})
"""What protects the people who spoke."""


class Circumstance(StrEnum):
    """On what the needs of a release depend: the people who spoke, and when the supplier reads the finding."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    SOURCE_AT_RISK = "source_at_risk"
    WITHOUT_SUPPLIER = "without_supplier"
    WITH_SUPPLIER = "with_supplier"


A, N, C = Audience, Need, Circumstance

CONTAINED: Mapping[Audience, frozenset[Audience]] = {
    **{audience: frozenset({audience}) for audience in Audience},
    A.PUBLIC: frozenset(Audience),
}
"""The audiences whose readers an audience has; it needs what each of them needs."""

NEEDS: Mapping[tuple[Audience, Circumstance], frozenset[Need]] = {
    **{(audience, C.CONSENT_WITHDRAWN): frozenset({N.CONSENT_NOT_WITHDRAWN}) for audience in Audience},
    (A.SUPPLIER, C.SOURCE_AT_RISK): FOR_SOURCES,
    (A.AFFILIATES, C.SOURCE_AT_RISK): FOR_SOURCES,
    (A.NAMED_BUYERS, C.SOURCE_AT_RISK): FOR_SOURCES,
    (A.AFFILIATES, C.WITHOUT_SUPPLIER): frozenset({N.REASON}),
    (A.NAMED_BUYERS, C.WITHOUT_SUPPLIER): frozenset({N.REASON}),
    (A.PUBLIC, C.WITH_SUPPLIER): frozenset({N.REASON}),
}
"""What an audience needs in a circumstance; nothing where there is no entry. The public comes last of all."""

RECIPIENTS: Mapping[Audience, Need] = {A.NAMED_BUYERS: N.NAMED_BUYERS, A.SUPPLIER: N.SUPPLIERS}
"""Audiences whose readers the editor names."""


@dataclass(frozen=True, slots=True)
class Release:
    """A release that is asked for, and what was given for it."""

    audiences: Collection[Audience]
    risk: SourceRisk
    is_consent_withdrawn: bool
    is_released_to_supplier: bool
    """An earlier release was for the supplier."""
    validated_by: UUID | None
    released_by: UUID
    reason: str | None
    is_consent_confirmed: bool
    has_named_buyers: bool
    has_suppliers: bool
    has_site: bool
    """The site was confirmed before, or is confirmed now."""
    is_site_known: bool
    """The site was confirmed before."""


class ReasonRequired(Invalid):
    """Give a `reason`: others will read it before the supplier, the public will read it together with the supplier,
    or the risk of the source is high or unknown.
    """

    title = "A reason is required"


class ConsentRequired(Invalid):
    """The risk of the source is high or unknown: others may read the finding only if the workers agree.

    If they do, set `informed_consent_confirmed` to true.
    """

    title = "Informed consent is required"


class ConsentWithdrawn(Conflict):
    """The consent of the people who spoke was withdrawn (`is_consent_withdrawn`): nobody else may read the finding.

    Readers who know it keep it, unless you withdraw the finding. If the people agree again, two people record it.
    """

    title = "The consent was withdrawn"


class SecondPersonRequired(Conflict):
    """The people who spoke could suffer: the person who made the last step cannot make this one."""

    title = "A second person is required"


class SiteRequired(Invalid):
    """Confirm the site: give its `facility_id`, or `facility: "new"` to enter it in the register.

    Before a release to suppliers, confirm it in the finding itself (PATCH `facility_id`): then `release-preview`
    lists the suppliers that you can name.
    """

    title = "The site must be confirmed"


class UnknownBuyer(Invalid):
    """The named buyer does not exist, or no buyer is named where one is required."""

    title = "Unknown buyer"


class SupplierRequired(Invalid):
    """Name each supplier that will read it, by its id, in `suppliers`; `release-preview` lists those you can."""

    title = "A supplier is required"


class NotReleasedToSupplier(Conflict):
    """The finding is not released to the supplier, so a company cannot reply to it."""

    title = "Not released to the supplier"


def is_high_risk(risk: SourceRisk) -> bool:
    return risk in (SourceRisk.HIGH, SourceRisk.UNKNOWN)


def needs_of(release: Release) -> frozenset[Need]:
    """All that a release to these audiences needs, whether or not it was given."""
    contained = {inner for audience in release.audiences for inner in CONTAINED[audience]}
    circumstances = _circumstances(release)
    by_table = (NEEDS.get((audience, each), frozenset()) for audience in contained for each in circumstances)
    recipients = {RECIPIENTS[audience] for audience in release.audiences if audience in RECIPIENTS}
    return frozenset({N.SITE, *recipients}.union(*by_table))


def _circumstances(release: Release) -> set[Circumstance]:
    circumstances = {C.SOURCE_AT_RISK} if is_high_risk(release.risk) else set()
    if release.is_consent_withdrawn:
        circumstances.add(C.CONSENT_WITHDRAWN)
    if release.is_released_to_supplier:
        return circumstances
    return circumstances | {C.WITH_SUPPLIER if A.SUPPLIER in release.audiences else C.WITHOUT_SUPPLIER}


def missing(release: Release) -> list[Need]:
    """What a release needs and was not given; it is refused unless there is nothing."""
    given = {
        N.CONSENT_NOT_WITHDRAWN: not release.is_consent_withdrawn,
        N.REASON: bool(release.reason),
        N.CONSENT: release.is_consent_confirmed,
        N.SECOND_PERSON: release.validated_by not in (None, release.released_by),
        N.NAMED_BUYERS: release.has_named_buyers,
        N.SITE: release.is_site_known if A.SUPPLIER in release.audiences else release.has_site,
        N.SUPPLIERS: release.has_suppliers,
    }
    needs = needs_of(release)
    return [need for need in Need if need in needs and not given[need]]


REFUSALS: Mapping[Need, Callable[[], Problem]] = {
    N.CONSENT_NOT_WITHDRAWN: ConsentWithdrawn,
    N.REASON: lambda: ReasonRequired(pointer="/reason"),
    N.CONSENT: lambda: ConsentRequired(pointer="/informed_consent_confirmed"),
    N.SECOND_PERSON: lambda: SecondPersonRequired("You validated this finding, so another editor must release it."),
    N.NAMED_BUYERS: lambda: UnknownBuyer(
        "The audience `named_buyers` needs at least one buyer here.", pointer="/named_buyers"
    ),
    N.SITE: lambda: SiteRequired(pointer="/facility_id"),
    N.SUPPLIERS: lambda: SupplierRequired(pointer="/suppliers"),
}
"""How a release without what it needs is refused."""


def check_release(release: Release) -> None:
    """Raises the refusal of the first need that is missing."""
    for need in missing(release):
        raise REFUSALS[need]()


def shows_candidates(audiences: Collection[Audience], status: FindingStatus) -> bool:
    """Whether an editor sees the suppliers at the site: for a release to them, once the finding is validated."""
    return Audience.SUPPLIER in audiences and (status is FindingStatus.VALIDATED or status in RELEASED)
