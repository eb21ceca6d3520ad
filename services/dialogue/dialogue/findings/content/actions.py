"""Writing the content of a finding: drafting and changing it."""

from datetime import date
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import now, today
from chassis.periods import check_period
from chassis.preconditions import demand
from chassis.problems import Invalid
from chassis.rows import stamps, touch
from chassis.vocabulary import Role
from dialogue.findings.agreement.actions import is_only_proposed
from dialogue.findings.announcements.actions import announce_waiting
from dialogue.findings.assessment.rules import measures_of
from dialogue.findings.consent.actions import change_consent
from dialogue.findings.content.schemas import FindingIn, FindingPatch
from dialogue.findings.copies.actions import record_finding, renew_copies
from dialogue.findings.protection.rules import DeclarationMissing, check_text, is_visible_on, protected_range
from dialogue.findings.queries import own_finding
from dialogue.findings.restricted.actions import open_restricted, seal_restricted
from dialogue.findings.restricted.vault import Vault
from dialogue.findings.risk.actions import change_risk
from dialogue.findings.rules import EDITABLE, RELEASED, RESTRICTED_FIELDS, FindingNotEditable, FindingStatus
from dialogue.findings.sites.actions import candidate_columns, facility_of_register
from dialogue.findings.sites.rules import SiteConfirmed
from dialogue.findings.sites.views import site_columns
from dialogue.suppliers_api.client import SuppliersApi
from dialogue.tables import Finding

SAFE_AFTER_RELEASE = frozenset({"remediation_status", "do_not_contact_factory", "embargo_until"})
"""What an editor changes in a released finding without amending it."""

RISK = frozenset({"source_risk", "proposed_source_risk", "source_risk_motive"})
"""What an editor changes in every state, because people can come into danger at any time."""

CONSENT = frozenset({"is_consent_withdrawn", "consent_note"})
"""What everybody who may write findings changes in every state."""

FORGET_ANSWERS = text("select forget_answers_about(:finding)")

MEASURES = ("scale", "scope", "irremediability", "likelihood")

NOT_COLUMNS = frozenset(
    {
        *RESTRICTED_FIELDS,
        "declaration_no_personal_data",
        "facility",
        "facility_id",
        "workers_affected_estimate",
        "actual_or_potential",
        "is_proposal",
        *RISK,
        *CONSENT,
    }
)


async def report_finding(
    session: AsyncSession, caller: Caller, vault: Vault, suppliers_api: SuppliersApi, *, body: FindingIn
) -> Finding:
    """Draft a finding. Only its monitor sees it, and the register of facilities does not change.

    Raises DeclarationMissing, PersonalDataSuspected, UnknownProvision, FacilityUnknown, Invalid.
    """
    if not body.declaration_no_personal_data:
        raise DeclarationMissing(pointer="/declaration_no_personal_data")
    if (body.facility is None) == (body.facility_id is None):
        raise Invalid("Give either `facility` or `facility_id`.", pointer="/facility")
    _check_texts(body)
    columns = _columns_of(body) | await _site_columns(suppliers_api, body)
    columns |= {"source_risk": body.source_risk}
    row = Finding(
        id=uuid4(),
        owner_id=caller.org,
        owner_name=caller.org_name,
        sealed=b"",
        **columns,
        **measures_of(columns),
        **stamps(caller),
    )
    _check_period(row.period_from, row.period_to)
    restricted = {name: getattr(body, name) for name in RESTRICTED_FIELDS}
    restricted["assessments"] = [_assessment(row, caller, body.severity_motive)]
    row.sealed = await seal_restricted(session, vault, row, restricted)
    session.add(row)
    await record_finding(session, caller, row, "reported")
    return row


async def amend_finding(  # noqa: PLR0913
    session: AsyncSession,
    caller: Caller,
    vault: Vault,
    suppliers_api: SuppliersApi,
    *,
    finding_id: UUID,
    body: FindingPatch,
    expected: int,
) -> Finding:
    """Change a finding, or keep the change as a proposal for a second person.

    Raises FindingNotFound, Stale, FindingNotEditable, SiteConfirmed, and what the parts below raise.
    """
    fields = body.model_fields_set - {"is_proposal"}
    _demand_same_site(await own_finding(session, caller, finding_id), body)
    site = await _site_columns(suppliers_api, body)
    row = await own_finding(session, caller, finding_id, lock=True)
    demand(row.version, expected)
    _demand_editable(row, caller, fields)
    _demand_same_site(row, body)
    _check_texts(body)
    changes = _columns_of(body) | site
    merged = row.model_dump() | changes
    _check_period(merged["period_from"], merged["period_to"])
    if await is_only_proposed(session, caller, vault, row, body=body):
        return row
    touch(row, caller, **changes, **measures_of(merged))
    await _amend_restricted(session, caller, vault, row=row, body=body)
    await change_risk(session, caller, vault, row, body=body)
    await change_consent(session, caller, vault, row, body=body)
    if fields - RISK - CONSENT:
        await record_finding(session, caller, row, "edited")
    if "embargo_until" in fields:
        await _forget_answers(session, row)
    await announce_waiting(session, suppliers_api, row, today())
    await renew_copies(session, row)
    return row


async def _forget_answers(session: AsyncSession, row: Finding) -> None:
    """Delete what others could have repeated to them about a finding that they must not see now."""
    if row.status in RELEASED and not is_visible_on(today(), row.embargo_until):
        await (await session.connection()).execute(FORGET_ANSWERS, {"finding": row.id})


def _columns_of(body: FindingIn | FindingPatch) -> dict[str, Any]:
    """The plain columns that the body sets, without the restricted fields."""
    fields = body.model_fields_set if isinstance(body, FindingPatch) else set(type(body).model_fields)
    columns = {name: getattr(body, name) for name in fields - NOT_COLUMNS}
    if "actual_or_potential" in fields:
        columns["certainty"] = body.actual_or_potential
    if "workers_affected_estimate" in fields:
        estimate = body.workers_affected_estimate
        columns["workers_affected_estimate"] = protected_range(estimate.low, estimate.high) if estimate else None
    if body.facility is not None:
        site = body.facility
        columns |= {"given_name": site.name, "given_address": site.address, "given_country": site.country}
        columns |= {"facility_id": None, "facility_name": None, "facility_country": None}
    return columns


async def _site_columns(suppliers_api: SuppliersApi, body: FindingIn | FindingPatch) -> dict[str, Any]:
    """The site of the register, or those that may be the described one; a person decides which one it is."""
    if body.facility_id is not None:
        no_candidates = {"site_candidates": [], "needs_rematch": False}
        return site_columns(await facility_of_register(suppliers_api, body.facility_id)) | no_candidates
    if body.facility is None:
        return {}
    return await candidate_columns(suppliers_api, body.facility.model_dump(mode="json", exclude_none=True))


def _demand_editable(row: Finding, caller: Caller, fields: set[str]) -> None:
    """Raises FindingNotEditable, SiteConfirmed."""
    is_editor = caller.is_any(Role.MONITOR_EDITOR)
    is_open = row.status in EDITABLE and (row.status not in RELEASED or is_editor)
    is_safe = row.status in RELEASED and fields <= SAFE_AFTER_RELEASE | RISK | CONSENT and is_editor
    is_risk = row.status is not FindingStatus.WITHDRAWN and fields <= RISK | CONSENT and is_editor
    is_consent = row.status is not FindingStatus.WITHDRAWN and fields <= CONSENT
    is_site_open = row.status is FindingStatus.VALIDATED or row.is_new_site
    confirms_site = is_site_open and fields == {"facility_id"} and is_editor
    if confirms_site and row.facility_id is not None:
        raise SiteConfirmed(
            "The site of a validated finding is confirmed once; if it is wrong, withdraw the finding."
        )
    if not (is_open or is_safe or is_risk or is_consent or confirms_site):
        raise FindingNotEditable(f'The finding is "{row.status}"; its content cannot be changed now.')


def _demand_same_site(row: Finding, body: FindingPatch) -> None:
    """After a release the site stays: readers, suppliers and contracts were found by it. Raises SiteConfirmed.

    A new site that no reader knows yet may turn out to be in the register.
    """
    if row.status not in RELEASED:
        return
    is_other = not row.is_new_site and body.facility_id not in (None, row.facility_id)
    if body.facility is not None or is_other:
        pointer = "/facility" if body.facility is not None else "/facility_id"
        raise SiteConfirmed(
            "The finding is released, so its site cannot be changed. If the site is wrong, withdraw the finding and"
            " report it again with the right site.",
            pointer=pointer,
        )


async def _amend_restricted(
    session: AsyncSession, caller: Caller, vault: Vault, *, row: Finding, body: FindingPatch
) -> None:
    changed = body.model_fields_set & {*RESTRICTED_FIELDS, *MEASURES}
    if not changed:
        return
    restricted = await open_restricted(session, vault, row)
    restricted |= {name: getattr(body, name) for name in RESTRICTED_FIELDS if name in changed}
    latest = _assessment(row, caller, restricted["severity_motive"])
    restricted["assessments"] = [*restricted["assessments"], latest]
    row.sealed = await seal_restricted(session, vault, row, restricted)


def _assessment(row: Finding, caller: Caller, motive: str) -> dict[str, Any]:
    """One entry of the history of how severe the harm was said to be."""
    measures = {name: getattr(row, name) for name in MEASURES}
    return {"at": now(), "by": str(caller.person), **measures, "motive": motive}


def _check_texts(body: FindingIn | FindingPatch) -> None:
    for name in ("summary_public", "description_restricted"):
        check_text(f"/{name}", getattr(body, name))


def _check_period(first: date, last: date) -> None:
    """Raises PeriodReversed, Invalid."""
    check_period(first, last, pointer="/period_to")
    if last > today():
        raise Invalid(f"The period ends on {last}, which is in the future.", pointer="/period_to")
