"""The site of a finding: confirmed in the register by a person, or new there.

A new site enters the register when the first reader may know of the finding, and not before: the register would
show that something is reported there.
"""

from hashlib import sha256
from uuid import UUID

from chassis.problems import Conflict, Invalid


class SiteConfirmed(Conflict):
    """The site of a released finding cannot be changed; if it is wrong, withdraw the finding."""

    title = "The site is already confirmed"


class FacilityUnknown(Invalid):
    """The register has no facility with this id; search it by name and address first, or enter a new one."""

    title = "Unknown facility"


class SiteMayBeRegistered(Conflict):
    """The register may already have this site; `candidates` lists the likeliest facilities.

    If one of them is the site, confirm it with its `facility_id`.
    """

    title = "Possible duplicate"


def registration_of(finding_id: UUID) -> UUID:
    """Under this id the site of a finding is registered once, however often it is tried.

    It is derived, so that the register never learns the id of a finding.
    """
    return UUID(bytes=sha256(b"the new site of finding " + finding_id.bytes).digest()[:16], version=4)
