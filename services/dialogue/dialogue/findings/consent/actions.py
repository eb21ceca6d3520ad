"""Withdrawing the consent of the people who spoke, and recording that they agree again."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from dialogue.findings.content.schemas import FindingPatch
from dialogue.findings.copies.actions import record_finding
from dialogue.findings.restricted.actions import append_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.tables import Finding


async def change_consent(
    session: AsyncSession, caller: Caller, vault: Vault, row: Finding, *, body: FindingPatch
) -> None:
    """Set what the body says of the consent. Readers of the finding notice nothing.

    Two people have agreed, if it ends a withdrawal (see `agreement`).
    """
    is_withdrawn = body.is_consent_withdrawn
    if is_withdrawn is None or is_withdrawn is row.is_consent_withdrawn:
        return
    row.is_consent_withdrawn = is_withdrawn
    entry = {"at": now(), "by": caller.person, "is_withdrawn": is_withdrawn, "note": body.consent_note}
    await append_restricted(session, vault, row, consent_history=entry)
    await record_finding(session, caller, row, "consent_withdrawn" if is_withdrawn else "consent_renewed")
