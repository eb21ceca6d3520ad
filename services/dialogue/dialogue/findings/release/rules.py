"""Releases: who can read a released finding, and what a release needs.

The order follows the principle of Electronics Watch: those who need to know (workers, employer, supplier) before
those who have a right to know (public buyers, the public). A release in another order needs a reason. Where a
source could suffer, a release to the supplier also needs consent and a second person.
"""

from collections.abc import Collection
from enum import StrEnum

from chassis.problems import Conflict, Invalid
from dialogue.findings.rules import SourceRisk


class Audience(StrEnum):
    """Who can read a released finding.

    `supplier`: suppliers whose disclosures name the site. `affiliates`: buyers that are affiliated to the monitor.
    `named_buyers`: buyers that the release names. `public`: all users with an account.
    """

    SUPPLIER = "supplier"
    AFFILIATES = "affiliates"
    NAMED_BUYERS = "named_buyers"
    PUBLIC = "public"


class ReasonRequired(Invalid):
    """Give a `reason`: others will read it before the supplier, or the risk of the source is high or unknown."""

    title = "A reason is required"


class ConsentRequired(Invalid):
    """The risk of the source is high or unknown: the supplier may read the finding only if the workers agree.

    If they do, set `informed_consent_confirmed` to true.
    """

    title = "Informed consent is required"


class SecondPersonRequired(Conflict):
    """The risk of the source is high or unknown: the person who made the last step cannot make this one."""

    title = "A second person is required"


class SiteRequired(Invalid):
    """Confirm the site: give its `facility_id`, or `facility: "new"` to enter it in the register."""

    title = "The site must be confirmed"


class SiteConfirmed(Conflict):
    """The site of a released finding cannot be changed; if it is wrong, withdraw the finding."""

    title = "The site is already confirmed"


class FacilityUnknown(Invalid):
    """The register has no facility with this id; search it by name and address first, or enter a new one."""

    title = "Unknown facility"


class UnknownBuyer(Invalid):
    """The named buyer does not exist, or no buyer is named where one is required."""

    title = "Unknown buyer"


class NotReleasedToSupplier(Conflict):
    """The finding is not released to the supplier, so a company cannot reply to it."""

    title = "Not released to the supplier"


def is_high_risk(risk: SourceRisk) -> bool:
    return risk in (SourceRisk.HIGH, SourceRisk.UNKNOWN)


def needs_reason(audiences: Collection[Audience], *, risk: SourceRisk, supplier_knows: bool) -> bool:
    """Whether a release needs a reason: others before the supplier, or a source at risk."""
    others_first = bool(set(audiences) - {Audience.SUPPLIER}) and not supplier_knows
    return is_high_risk(risk) or (others_first and Audience.SUPPLIER not in audiences)
