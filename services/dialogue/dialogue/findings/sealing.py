"""Writing and reading a finding's restricted words, with the monitor's key from the database."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.findings.vault import MonitorKeyring, Vault
from dialogue.tables import Finding, MonitorKey

WORDS = (
    "description_restricted",
    "severity_motive",
    "retaliation_risk_note",
    "partner",
    "sources",
    "remedy_sought",
)
"""The restricted fields of a finding, as its author sends them."""


async def keyring(session: AsyncSession, vault: Vault, monitor: UUID) -> MonitorKeyring:
    """The monitor's own, made at its first finding; only its own transactions can read the row."""
    chosen = select(MonitorKey.wrapped).where(col(MonitorKey.owner_id) == monitor)
    wrapped = (await session.exec(chosen)).first()
    if wrapped is None:
        fresh = insert(MonitorKey).values(owner_id=monitor, wrapped=vault.new_wrapped_key(monitor))
        await session.exec(fresh.on_conflict_do_nothing())
        wrapped = (await session.exec(chosen)).one()
    return vault.key(monitor, wrapped)


async def opened(session: AsyncSession, vault: Vault, finding: Finding) -> dict[str, Any]:
    """The restricted words of a finding of this transaction's own monitor."""
    ring = await keyring(session, vault, finding.owner_id)
    return ring.open(finding.id, finding.sealed)


async def sealed(session: AsyncSession, vault: Vault, finding: Finding, words: dict[str, Any]) -> bytes:
    """The words, encrypted for this finding alone."""
    ring = await keyring(session, vault, finding.owner_id)
    return ring.seal(finding.id, words)


async def append(session: AsyncSession, vault: Vault, finding: Finding, **entries: Any) -> None:
    """Add one entry to each named list among the restricted words."""
    words = await opened(session, vault, finding)
    for name, entry in entries.items():
        words[name] = [*words.get(name, []), entry]
    finding.sealed = await sealed(session, vault, finding, words)
