"""Withdrawing a finding: for everybody but its monitor it no longer exists."""

from sqlalchemy import text
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.grants import revoke_reads
from dialogue.findings.events.actions import publish
from dialogue.findings.queries import replies_of
from dialogue.findings.release.queries import readers_of
from dialogue.findings.restricted.actions import open_restricted, seal_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.tables import Finding, FindingReader, FindingReply

ERASE = text("select erase_finding(:finding)")


async def withdraw(session: AsyncSession, vault: Vault, row: Finding) -> None:
    """Encrypt what was public, and end everybody else's access.

    The public text moves into the encrypted fields, which its monitor only can open. Readers lose their access,
    replies and stored answers are deleted, and the journal keeps its entries without their payloads.
    """
    restricted = await open_restricted(session, vault, row)
    restricted["withdrawn"] = {
        "summary_public": row.summary_public,
        "given_name": row.given_name,
        "given_address": row.given_address,
        "facility_name": row.facility_name,
        "replies": [_stored_reply(reply) for reply in await replies_of(session, row.id)],
    }
    row.sealed = await seal_restricted(session, vault, row, restricted)
    row.summary_public = ""
    row.given_name = row.given_address = row.facility_name = None
    readers = [reader.org_id for reader in await readers_of(session, row.id)]
    await session.flush()
    await session.exec(delete(FindingReply).where(col(FindingReply.finding_id) == row.id))
    await session.exec(delete(FindingReader).where(col(FindingReader.finding_id) == row.id))
    await revoke_reads(session, Finding, row.id)
    await (await session.connection()).execute(ERASE, {"finding": row.id})
    await publish(session, row, "withdrawn", readers)


def _stored_reply(reply: FindingReply) -> dict[str, str]:
    return {
        "supplier_id": str(reply.supplier_id),
        "kind": reply.kind.value,
        "text": reply.text,
        "replied_on": reply.replied_on.isoformat(),
    }
