"""Taking a finding back: for everybody but its monitor it is as if it had never been.

Its words leave the plain columns for the sealed ones, which its monitor alone can open. Readers lose their
right, replies and kept answers go, and the journal keeps the entries without their payloads.
"""

from sqlalchemy import text
from sqlmodel import col, delete
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.grants import revoke_reads
from dialogue.findings import queries, sealing, telling
from dialogue.findings.out_schemas import ReplySeen
from dialogue.findings.vault import Vault
from dialogue.tables import Finding, FindingReader, FindingReply

FORGET = text("select erase_finding(:finding)")


async def withdraw(session: AsyncSession, vault: Vault, row: Finding) -> None:
    """Seal what was public, and shut everybody else out."""
    replies = await queries.replies(session, row.id)
    words = await sealing.opened(session, vault, row)
    words["withdrawn"] = {
        "summary_public": row.summary_public,
        "given_name": row.given_name,
        "given_address": row.given_address,
        "facility_name": row.facility_name,
        "replies": [ReplySeen.model_validate(reply).model_dump(mode="json") for reply in replies],
    }
    row.sealed = await sealing.sealed(session, vault, row, words)
    row.summary_public = ""
    row.given_name = row.given_address = row.facility_name = None
    await _shut_out(session, row)


async def _shut_out(session: AsyncSession, row: Finding) -> None:
    readers = [reader.org_id for reader in await queries.readers(session, row.id)]
    await session.flush()
    await session.exec(delete(FindingReply).where(col(FindingReply.finding_id) == row.id))
    await session.exec(delete(FindingReader).where(col(FindingReader.finding_id) == row.id))
    await revoke_reads(session, Finding, row.id)
    await (await session.connection()).execute(FORGET, {"finding": row.id})
    await telling.tell(session, row, "withdrawn", readers)
