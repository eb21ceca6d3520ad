"""Reading what an action point refers to."""

from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from dialogue.action_points.references.rules import SourceFinding
from dialogue.action_points.rules import OriginKind
from dialogue.findings.assessment.rules import Severity
from dialogue.findings.readers.queries import is_known_to_supplier
from dialogue.findings.references.queries import known_findings
from dialogue.tables import AnnualReview, Answer, Dialogue, Finding, Meeting

OF_A_DOSSIER: dict[OriginKind, type[Meeting] | type[Answer] | type[AnnualReview]] = {
    OriginKind.MEETING: Meeting,
    OriginKind.ANSWER: Answer,
    OriginKind.REVIEW: AnnualReview,
}
"""The tables of origins that belong to a dossier."""


async def is_known_origin(
    session: AsyncSession, caller: Caller, dossier_id: UUID, kind: OriginKind, *, origin_id: UUID
) -> bool:
    """Whether the caller can read this finding, or the dossier has such a meeting, answer or review."""
    if kind is OriginKind.FINDING:
        return origin_id in await known_findings(session, caller, [origin_id])
    table = OF_A_DOSSIER.get(kind)
    if table is None:
        return False
    statement = select(table.id).where(col(table.id) == origin_id, col(table.dossier_id) == dossier_id)
    return (await session.exec(statement)).first() is not None


async def source_finding(
    session: AsyncSession, caller: Caller, dossier: Dialogue, finding_id: UUID | None
) -> SourceFinding | None:
    """What decides who reads an action point that this finding led to; None where none did."""
    if finding_id is None:
        return None
    if finding_id not in await known_findings(session, caller, [finding_id]):
        return SourceFinding(is_known_to_supplier=False, forbids_contact=False)
    statement = select(Finding.do_not_contact_factory, Finding.severity).where(col(Finding.id) == finding_id)
    forbids_contact, severity = (await session.exec(statement)).first() or (False, None)
    return SourceFinding(
        is_known_to_supplier=await is_known_to_supplier(
            session, finding_id, buyer_id=dossier.buyer_id, supplier_id=dossier.supplier_id
        ),
        forbids_contact=forbids_contact,
        severity=Severity(severity) if severity else None,
    )
