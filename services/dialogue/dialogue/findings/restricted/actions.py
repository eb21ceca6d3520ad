"""Encrypting and decrypting the restricted fields of a finding with the monitor's key from the database."""

from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from dialogue.findings.restricted.vault import MonitorKeyring, Vault
from dialogue.tables import Finding, MonitorKey


async def keyring(session: AsyncSession, vault: Vault, monitor: UUID) -> MonitorKeyring:
    """The key of the monitor, created at its first finding; other organisations cannot read its row."""
    chosen = select(MonitorKey.wrapped).where(col(MonitorKey.owner_id) == monitor)
    wrapped = (await session.exec(chosen)).first()
    if wrapped is None:
        fresh = insert(MonitorKey).values(owner_id=monitor, wrapped=vault.new_wrapped_key(monitor))
        await session.exec(fresh.on_conflict_do_nothing())
        wrapped = (await session.exec(chosen)).one()
    return vault.key(monitor, wrapped)


async def open_restricted(session: AsyncSession, vault: Vault, finding: Finding) -> dict[str, Any]:
    """The restricted fields of a finding; only its own monitor's transactions can read the key."""
    ring = await keyring(session, vault, finding.owner_id)
    return ring.open(finding.id, finding.sealed)


async def seal_restricted(session: AsyncSession, vault: Vault, finding: Finding, fields: dict[str, Any]) -> bytes:
    """The fields, encrypted for this finding: they cannot be decrypted in another row."""
    ring = await keyring(session, vault, finding.owner_id)
    return ring.seal(finding.id, fields)


async def append_restricted(session: AsyncSession, vault: Vault, finding: Finding, **entries: Any) -> None:
    """Add one entry to each named list among the restricted fields."""
    fields = await open_restricted(session, vault, finding)
    for name, entry in entries.items():
        fields[name] = [*fields.get(name, []), entry]
    finding.sealed = await seal_restricted(session, vault, finding, fields)
