"""What a monitor writes: drafting a finding, changing it, reading its restricted words."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.preconditions import demand
from chassis.problems import Invalid
from chassis.rows import stamps, touch
from chassis.vocabulary import Role
from dialogue.findings import queries, sealing, telling
from dialogue.findings.assessing import assessment, content_of, measured
from dialogue.findings.desk import Desk
from dialogue.findings.protection import DeclarationMissing, check_text
from dialogue.findings.rules import (
    EDITABLE,
    RELEASED,
    FindingNotEditable,
)
from dialogue.findings.schemas import FindingIn, FindingPatch
from dialogue.tables import Finding, ReadLog

SAFE_AFTER_RELEASE = frozenset({"remediation_status", "do_not_contact_factory", "embargo_until"})
"""What an editor sets on a released finding without amending it."""


async def report_finding(session: AsyncSession, caller: Caller, desk: Desk, body: FindingIn) -> Finding:
    """Draft a finding. Nothing outside the monitor learns of it, and the register of sites gains nothing.

    Raises DeclarationMissing, PersonalDataSuspected, UnknownProvision, FacilityUnknown, Invalid.
    """
    if not body.declaration_no_personal_data:
        raise DeclarationMissing(pointer="/declaration_no_personal_data")
    if (body.facility is None) == (body.facility_id is None):
        raise Invalid("Name the site by `facility` or by `facility_id`, one of the two.", pointer="/facility")
    _check_texts(body)
    content = content_of(body) | await _site(desk, body.facility_id)
    row = Finding(
        id=uuid4(),
        owner_id=caller.org,
        owner_name=caller.org_name,
        sealed=b"",
        **content,
        **measured(content),
        **stamps(caller),
    )
    _check_period(row.period_from, row.period_to)
    words = {name: getattr(body, name) for name in sealing.WORDS}
    words["assessments"] = [assessment(row, caller, body.severity_motive)]
    row.sealed = await sealing.sealed(session, desk.vault, row, words)
    session.add(row)
    await telling.note(session, caller, row, "reported")
    return row


async def amend_finding(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding_id: UUID, body: FindingPatch, expected: int
) -> Finding:
    """Raises FindingNotFound, Stale, FindingNotEditable, and what `report_finding` raises of its content."""
    given = body.model_fields_set
    site = await _site(desk, body.facility_id) if "facility_id" in given else {}
    row = await queries.own_finding(session, caller, finding_id, lock=True)
    demand(row.version, expected)
    _demand_editable(row, caller, given)
    _check_texts(body)
    changes = content_of(body) | site
    merged = row.model_dump() | changes
    _check_period(merged["period_from"], merged["period_to"])
    touch(row, caller, **changes, **measured(merged))
    await _amend_words(session, caller, desk, row=row, body=body)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, "edited")
    return row


def _demand_editable(row: Finding, caller: Caller, given: set[str]) -> None:
    is_editor = caller.is_any(Role.MONITOR_EDITOR)
    is_open = row.status in EDITABLE and (row.status not in RELEASED or is_editor)
    is_safe = row.status in RELEASED and given <= SAFE_AFTER_RELEASE and is_editor
    if not (is_open or is_safe):
        raise FindingNotEditable(f"It is {row.status}.")


async def _amend_words(
    session: AsyncSession, caller: Caller, desk: Desk, *, row: Finding, body: FindingPatch
) -> None:
    changed = body.model_fields_set & {*sealing.WORDS, "scale", "scope", "irremediability", "likelihood"}
    if not changed:
        return
    words = await sealing.opened(session, desk.vault, row)
    words |= {name: getattr(body, name) for name in sealing.WORDS if name in changed}
    words["assessments"] = [*words["assessments"], assessment(row, caller, words["severity_motive"])]
    row.sealed = await sealing.sealed(session, desk.vault, row, words)


async def _site(desk: Desk, facility_id: UUID | None) -> dict[str, Any]:
    if facility_id is None:
        return {}
    site = await desk.site(facility_id)
    return {"facility_id": site.id, "facility_name": site.name, "facility_country": site.country}


def _check_texts(body: FindingIn | FindingPatch) -> None:
    for name in ("summary_public", "description_restricted"):
        check_text(f"/{name}", getattr(body, name))


def _check_period(first: date, last: date) -> None:
    if first > last or last > today():
        raise Invalid("A period ends after it began, and not in the future.", pointer="/period_to")


async def read_restricted(session: AsyncSession, caller: Caller, desk: Desk, finding_id: UUID) -> dict[str, Any]:
    """The restricted words, for the monitor's own people; the reading is logged. Raises FindingNotFound."""
    row = await queries.own_finding(session, caller, finding_id)
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.restricted", subject_id=row.id)
    )
    return await sealing.opened(session, desk.vault, row)
