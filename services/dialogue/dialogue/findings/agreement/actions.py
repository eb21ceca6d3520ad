"""Agreeing on a change: one person proposes it, another one makes exactly the same change."""

from collections.abc import Mapping
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now, today
from chassis.rows import touch
from chassis.vocabulary import Role
from dialogue.findings.agreement.rules import (
    PROTECTIONS,
    WRITTEN_BY_MOVES,
    NoAgreementNeeded,
    is_agreed,
    needs_same_change,
)
from dialogue.findings.content.schemas import FindingPatch
from dialogue.findings.copies.actions import record_finding
from dialogue.findings.release.rules import SecondPersonRequired
from dialogue.findings.release.schemas import FindingTransition
from dialogue.findings.restricted.actions import open_restricted, seal_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.rules import FindingStatus
from dialogue.tables import Finding


async def is_only_proposed(
    session: AsyncSession, caller: Caller, vault: Vault, row: Finding, *, body: FindingPatch | FindingTransition
) -> bool:
    """Whether the change is kept as a proposal, among the restricted fields, and not made now.

    Raises SecondPersonRequired where another person must have proposed it, NoAgreementNeeded where none must.
    """
    changes = _changes(body)
    if not needs_same_change(row.model_dump(), changes, on=today(), status=row.status, risk=row.source_risk):
        if body.is_proposal:
            raise NoAgreementNeeded(pointer="/is_proposal")
        await _end_proposal(session, vault, row, changes)
        return False
    change = body.model_dump(mode="json", exclude_unset=True, exclude={"is_proposal"})
    restricted = await open_restricted(session, vault, row)
    proposed = restricted.get("proposed_change") or {}
    is_editor, by = caller.is_any(Role.MONITOR_EDITOR), str(caller.person)
    if not (body.is_proposal or is_agreed(proposed, change, by=by, is_editor=is_editor)):
        raise SecondPersonRequired(
            "Propose this change (`is_proposal`); then another editor makes exactly the same one. Somebody's"
            " proposal is `proposed_change` among the restricted fields."
        )
    own = {"at": now(), "by": str(caller.person), "change": change}
    restricted["proposed_change"] = own if body.is_proposal else None
    row.sealed = await seal_restricted(session, vault, row, restricted)
    if body.is_proposal:
        touch(row, caller)
        await record_finding(session, caller, row, "change_proposed")
    return body.is_proposal


def _changes(body: FindingPatch | FindingTransition) -> dict[str, Any]:
    """The fields of the finding that a request changes, with their new values."""
    names = body.model_fields_set
    if isinstance(body, FindingTransition):
        names = names & WRITTEN_BY_MOVES.get(FindingStatus(body.to), frozenset())
    return {name: getattr(body, name) for name in names}


async def _end_proposal(session: AsyncSession, vault: Vault, row: Finding, changes: Mapping[str, Any]) -> None:
    """Drop a proposal that lessens what somebody has protected again meanwhile."""
    protected = PROTECTIONS.keys() & changes.keys()
    if not protected:
        return
    restricted = await open_restricted(session, vault, row)
    proposed = restricted.get("proposed_change") or {}
    if protected & proposed.get("change", {}).keys():
        restricted["proposed_change"] = None
        row.sealed = await seal_restricted(session, vault, row, restricted)
