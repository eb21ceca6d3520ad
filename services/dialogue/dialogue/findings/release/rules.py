"""To whom a finding is released, and what such a step asks for.

The order follows the principle of Electronics Watch: those who need to know (workers, employer, supplier)
before those who have a right to know (public buyers, the public). The software holds the order by asking for a
reason where it is left, and asks for consent and a second person where a source could suffer.
"""

from collections.abc import Collection
from enum import StrEnum

from chassis.problems import Conflict, Invalid
from dialogue.findings.rules import SourceRisk


class Audience(StrEnum):
    """To whom a finding is released; each step is an act of its own."""

    SUPPLIER = "supplier"
    AFFILIATES = "affiliates"
    NAMED_BUYERS = "named_buyers"
    PUBLIC = "public"


class ReasonRequired(Invalid):
    """A release to buyers before the supplier, or with a source at high or unknown risk, needs a written reason."""

    title = "A reason is required"


class ConsentRequired(Invalid):
    """With a source at high or unknown risk the supplier is told only if the workers agree."""

    title = "Informed consent is required"


class SecondPersonRequired(Conflict):
    """Where a source is at high or unknown risk two people decide: the one before you may not be you."""

    title = "A second person is required"


class SiteRequired(Invalid):
    """A release names the site in the register, or asks to enter it: a person confirms it, never the machine."""

    title = "The site must be confirmed"


class SiteConfirmed(Conflict):
    """The site of a released finding stands; if it was wrong, withdraw the finding."""

    title = "The site is confirmed already"


class FacilityUnknown(Invalid):
    """The register has no such facility; match the name and address first, or ask for a new one."""

    title = "Facility unknown"


class UnknownBuyer(Invalid):
    """The buyer is not known here, or it must be named: you have more than one."""

    title = "Unknown buyer"


class NotReleasedToSupplier(Conflict):
    """A company answers a finding only once it was released to the supplier."""

    title = "Not released to the supplier"


def is_high_risk(risk: SourceRisk) -> bool:
    return risk in (SourceRisk.HIGH, SourceRisk.UNKNOWN)


def needs_reason(audiences: Collection[Audience], *, risk: SourceRisk, supplier_knows: bool) -> bool:
    """Whether a release must say why: buyers or the public before the supplier, or a source at risk."""
    others_first = bool(set(audiences) - {Audience.SUPPLIER}) and not supplier_knows
    return is_high_risk(risk) or (others_first and Audience.SUPPLIER not in audiences)
