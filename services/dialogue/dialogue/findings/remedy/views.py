"""The confirmation of a remedy, as it was stored."""

from dialogue.findings.remedy.schemas import ConfirmationOut
from dialogue.tables import Finding


def confirmation_out(finding: Finding) -> ConfirmationOut | None:
    """None where the workers have confirmed no remedy."""
    if finding.workers_asked is None:
        return None
    return ConfirmationOut(asked=finding.workers_asked, confirmed=finding.workers_confirmed)
