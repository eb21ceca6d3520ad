"""What monitors and companies do with findings; releasing one is in `releases`, taking it back in `withdrawal`."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.auth import Caller, OrgKind, Role
from chassis.clock import now, today
from chassis.moves import step
from chassis.preconditions import demand
from chassis.problems import Forbidden, Invalid
from chassis.rows import stamps, touch
from dialogue.findings import queries, releases, sealing, telling, withdrawal
from dialogue.findings.assessing import assessment, content_of, measured
from dialogue.findings.desk import Desk
from dialogue.findings.protection import DeclarationMissing, check_checklist, check_text
from dialogue.findings.release_rules import Audience, NotReleasedToSupplier, SecondPersonRequired, is_high_risk
from dialogue.findings.rules import (
    EDITABLE,
    MOVES,
    RELEASED,
    REMEDIATION_AFTER,
    FindingNotEditable,
    FindingStatus,
    ReplyKind,
)
from dialogue.findings.schemas import FindingIn, FindingMove, FindingPatch
from dialogue.tables import Finding, FindingReply, ReadLog

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
    if row.status in EDITABLE:
        return
    if row.status in RELEASED and given <= SAFE_AFTER_RELEASE and caller.is_any(Role.MONITOR_EDITOR):
        return
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


async def move_finding(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding_id: UUID, body: FindingMove
) -> Finding:
    """Make one move; with `audiences`, a move to `shared` is a release.

    Raises FindingNotFound, IllegalTransition, Forbidden, MoveIncomplete, NotReleasedToSupplier,
    ChecklistIncomplete, SecondPersonRequired, and what `releases.share` raises.
    """
    if body.to is FindingStatus.SHARED and body.audiences:
        return await releases.share(session, caller, desk, finding_id=finding_id, body=body)
    row = await _in_hand(session, caller, finding_id)
    before = row.status
    step(MOVES, before, body.to, actors=caller.roles, given=body.model_dump())
    _guard(row, caller, body)
    touch(row, caller, status=body.to)
    row.remediation_status = REMEDIATION_AFTER.get(body.to, row.remediation_status)
    if caller.org_kind is OrgKind.SUPPLIER:
        kind = ReplyKind.DISPUTE if body.to is FindingStatus.DISPUTED else ReplyKind.REPLY
        _hear(session, caller, row, body.reason, kind)
    elif body.to is FindingStatus.WITHDRAWN:
        await withdrawal.withdraw(session, desk.vault, row)
    if caller.org_kind is OrgKind.MONITOR and body.reason:
        said = {"at": now(), "by": caller.person, "to": body.to, "text": body.reason}
        await sealing.append(session, desk.vault, row, remarks=said)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, body.to.value, before)
    return row


def _guard(row: Finding, caller: Caller, body: FindingMove) -> None:
    """What some moves ask for beyond the machine; who submitted and who validated is remembered.

    Raises ChecklistIncomplete, SecondPersonRequired.
    """
    if body.to is FindingStatus.SUBMITTED:
        row.submitted_by = caller.person
    if body.to is FindingStatus.VALIDATED:
        check_checklist(body.checklist.model_dump() if body.checklist else {})
        if is_high_risk(row.source_risk) and row.submitted_by == caller.person:
            raise SecondPersonRequired("Who submitted this finding does not validate it as well.")
        row.validated_by = caller.person


async def _in_hand(session: AsyncSession, caller: Caller, finding_id: UUID) -> Finding:
    """The finding, locked, for its monitor or for a company it was released to.

    Raises FindingNotFound, NotReleasedToSupplier, Forbidden.
    """
    if caller.org_kind is OrgKind.MONITOR:
        return await queries.own_finding(session, caller, finding_id, lock=True)
    await queries.finding(session, caller, finding_id)
    reader = await queries.reader(session, caller, finding_id)
    if reader.audience is not Audience.SUPPLIER:
        raise NotReleasedToSupplier
    return await queries.finding(session, caller, finding_id, lock=True)


def _hear(session: AsyncSession, caller: Caller, row: Finding, words: str | None, kind: ReplyKind) -> None:
    if words is None:
        return
    if caller.supplier_id is None:
        raise Forbidden("Only somebody who speaks for a supplier answers a finding.")
    session.add(
        FindingReply(
            finding_id=row.id,
            owner_id=row.owner_id,
            org_id=caller.org,
            supplier_id=caller.supplier_id,
            kind=kind,
            text=words,
            replied_on=today(),
        )
    )


async def reply(session: AsyncSession, caller: Caller, finding_id: UUID, words: str) -> Finding:
    """A company's right of reply. Raises FindingNotFound, NotReleasedToSupplier."""
    row = await _in_hand(session, caller, finding_id)
    _hear(session, caller, row, words, ReplyKind.REPLY)
    touch(row, caller)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, "answered")
    return row


async def read_restricted(session: AsyncSession, caller: Caller, desk: Desk, finding_id: UUID) -> dict[str, Any]:
    """The restricted words, for the monitor's own people; the reading is logged. Raises FindingNotFound."""
    row = await queries.own_finding(session, caller, finding_id)
    session.add(
        ReadLog(reader=caller.person, reader_org=caller.org, subject_type="finding.restricted", subject_id=row.id)
    )
    return await sealing.opened(session, desk.vault, row)
