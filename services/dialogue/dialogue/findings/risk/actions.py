"""Changing the risk of a source, with its history among the restricted fields."""

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now
from chassis.vocabulary import Role
from dialogue.findings.content.schemas import FindingPatch
from dialogue.findings.copies.actions import record_finding
from dialogue.findings.restricted.actions import append_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.risk.rules import RiskChange, RiskNow, changed_risk, proposed_risk
from dialogue.tables import Finding


async def change_risk(
    session: AsyncSession, caller: Caller, vault: Vault, row: Finding, *, body: FindingPatch
) -> None:
    """Set or propose what the body says of the risk. Readers of the finding notice nothing.

    Raises RiskNotConfirmed, RiskNotLower, RiskMotiveRequired.
    """
    for change in _changes(row, caller, body):
        entry = {
            "at": now(),
            "by": caller.person,
            "step": change.step,
            "before": row.source_risk,
            "risk": change.about,
            "motive": body.source_risk_motive,
        }
        row.source_risk, row.proposed_source_risk = change.after.risk, change.after.proposed
        row.risk_proposed_by = change.after.proposed_by
        await append_restricted(session, vault, row, risk_history=entry)
        await record_finding(session, caller, row, f"risk_{change.step.value}")


def _changes(row: Finding, caller: Caller, body: FindingPatch) -> list[RiskChange]:
    said, changes = body.model_fields_set, []
    before = RiskNow(row.source_risk, row.proposed_source_risk, row.risk_proposed_by)
    if body.source_risk is before.risk and before.proposed is not None:
        changes.append(proposed_risk(before, None, by=caller.person, motive=body.source_risk_motive))
        before = changes[-1].after
    elif body.source_risk is not None and body.source_risk is not before.risk:
        is_editor, motive = caller.is_any(Role.MONITOR_EDITOR), body.source_risk_motive
        changes.append(changed_risk(before, body.source_risk, by=caller.person, is_editor=is_editor, motive=motive))
        before = changes[-1].after
    if "proposed_source_risk" in said and body.proposed_source_risk is not before.proposed:
        motive = body.source_risk_motive
        changes.append(proposed_risk(before, body.proposed_source_risk, by=caller.person, motive=motive))
    return changes
