"""Releasing a finding: deliberate, to named audiences, of a site that a person has confirmed.

What other services must be asked is asked before the row is locked; the row is then judged again.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.grants import grant_read
from chassis.moves import step
from chassis.preconditions import demand
from chassis.problems import Fault
from chassis.rows import touch
from dialogue.findings import queries, sealing, telling
from dialogue.findings.desk import Desk, SiteSeen
from dialogue.findings.move_schemas import FindingMove, PreviewIn, PreviewOut, ReleaseTerms
from dialogue.findings.release_rules import (
    Audience,
    ConsentRequired,
    ReasonRequired,
    SecondPersonRequired,
    SiteConfirmed,
    SiteRequired,
    UnknownBuyer,
    is_high_risk,
    needs_reason,
)
from dialogue.findings.rules import MOVES, RELEASED, FindingStatus
from dialogue.tables import Finding, FindingReader, FindingRelease


@dataclass(frozen=True)
class Reach:
    """Who a release would newly reach, by audience; an organisation counts once, for the first that has it."""

    by_audience: Mapping[Audience, set[UUID]]
    silent_suppliers: list[UUID] = field(default_factory=list)

    @property
    def readers(self) -> set[UUID]:
        return set().union(*self.by_audience.values())


async def share(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding_id: UUID, body: FindingMove
) -> Finding:
    """Release a validated finding, or one that is out already to more readers; its status then stays.

    Raises FindingNotFound, IllegalTransition, Forbidden, Stale, FacilityUnknown, SiteRequired, SiteConfirmed,
    ReasonRequired, ConsentRequired, SecondPersonRequired, UnknownBuyer.
    """
    seen = await queries.own_finding(session, caller, finding_id)
    status = _status_after(seen, caller, body)
    _judge(seen, caller, body, told=queries.told_to_supplier(await queries.releases(session, seen.id)))
    site = await _confirmed_site(desk, seen, body)
    suppliers = await desk.suppliers_of(site.id) if Audience.SUPPLIER in body.audiences else []
    before, version = seen.status, seen.version
    row = await queries.own_finding(session, caller, finding_id, lock=True)
    demand(row.version, version)
    touch(
        row,
        caller,
        status=status,
        facility_id=site.id,
        facility_name=site.name,
        facility_country=site.country,
        needs_rematch=False,
        site_candidates=[],
    )
    await session.flush()
    reach = await _reach(session, row, body, suppliers)
    release = await _write(session, caller, desk, finding=row, body=body, reach=reach)
    await telling.renew_copies(session, row)
    await telling.note(session, caller, row, "shared", before)
    await telling.announce(session, row, release, today())
    return row


def _status_after(seen: Finding, caller: Caller, body: FindingMove) -> FindingStatus:
    if seen.status in RELEASED:
        step(MOVES, FindingStatus.VALIDATED, body.to, actors=caller.roles, given=body.model_dump())
        return seen.status
    return step(MOVES, seen.status, body.to, actors=caller.roles, given=body.model_dump())


def _judge(seen: Finding, caller: Caller, body: FindingMove, *, told: bool) -> None:
    """Raises ReasonRequired, ConsentRequired, SecondPersonRequired, UnknownBuyer."""
    if needs_reason(body.audiences, risk=seen.source_risk, supplier_knows=told) and not body.reason:
        raise ReasonRequired(pointer="/reason")
    if Audience.SUPPLIER in body.audiences and is_high_risk(seen.source_risk):
        if not body.informed_consent_confirmed:
            raise ConsentRequired(pointer="/informed_consent_confirmed")
        if seen.validated_by == caller.person:
            raise SecondPersonRequired("Who validated this finding does not release it to the supplier as well.")
    if (Audience.NAMED_BUYERS in body.audiences) != bool(body.named_buyers):
        raise UnknownBuyer("`named_buyers` belongs to the audience of that name.", pointer="/named_buyers")


async def _confirmed_site(desk: Desk, seen: Finding, body: ReleaseTerms) -> SiteSeen:
    """The site as the editor confirms it; raises SiteRequired, SiteConfirmed, FacilityUnknown."""
    if seen.status in RELEASED and seen.facility_id is not None:
        if body.facility_id not in (None, seen.facility_id):
            raise SiteConfirmed
        return await desk.site(seen.facility_id)
    if body.facility_id is not None:
        return await desk.site(body.facility_id)
    if body.facility is None or seen.given_name is None:
        raise SiteRequired(pointer="/facility_id")
    return await desk.new_site(seen.id, given_site(seen))


def given_site(finding: Finding) -> dict[str, Any]:
    """The site as its author wrote it down, in the register's own fields."""
    said = {
        "name": finding.given_name,
        "address": finding.given_address,
        "country": finding.given_country,
    }
    return {name: value for name, value in said.items() if value is not None}


async def _reach(session: AsyncSession, row: Finding, terms: ReleaseTerms, suppliers: list[UUID]) -> Reach:
    """Raises UnknownBuyer."""
    spoken = await queries.voices(session, suppliers, row.owner_id)
    wanted: dict[Audience, set[UUID]] = {
        Audience.SUPPLIER: set().union(*spoken.values()),
        Audience.AFFILIATES: await queries.affiliates(session, row.owner_id),
        Audience.NAMED_BUYERS: await _named(session, terms.named_buyers),
        Audience.PUBLIC: {NOBODY},
    }
    reached = {reader.org_id for reader in await queries.readers(session, row.id)}
    fresh: dict[Audience, set[UUID]] = {}
    for audience in Audience:
        if audience in terms.audiences:
            fresh[audience] = wanted[audience] - reached
            reached |= fresh[audience]
    return Reach(fresh, [supplier for supplier, orgs in spoken.items() if not orgs])


async def _named(session: AsyncSession, buyers: list[UUID]) -> set[UUID]:
    known = await queries.known_buyers(session, buyers)
    faults = [
        Fault(f"/named_buyers/{index}", UnknownBuyer.code(), "There is no such buyer.")
        for index, buyer in enumerate(buyers)
        if buyer not in known
    ]
    if faults:
        raise UnknownBuyer(errors=faults)
    return known


async def _write(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding: Finding, body: FindingMove, reach: Reach
) -> FindingRelease:
    release = FindingRelease(
        finding_id=finding.id,
        owner_id=finding.owner_id,
        audiences=[audience.value for audience in Audience if audience in body.audiences],
        released_by=caller.person,
        consent_confirmed=body.informed_consent_confirmed,
        readers=sorted(reach.readers),
    )
    if body.reason:
        release.sealed_reason = await sealing.sealed(session, desk.vault, finding, {"reason": body.reason})
    session.add(release)
    named = sorted(reach.readers - {NOBODY})
    await grant_read(session, Finding, [finding.id], named)
    rows = [
        {
            "finding_id": finding.id,
            "org_id": org,
            "owner_id": finding.owner_id,
            "audience": audience,
            "released_on": today(),
            "revision": 1,
            "digest": b"",
        }
        for audience, orgs in reach.by_audience.items()
        for org in sorted(orgs)
    ]
    if rows:
        await session.exec(insert(FindingReader).values(rows))
    return release


async def preview(
    session: AsyncSession, caller: Caller, desk: Desk, *, finding_id: UUID, terms: PreviewIn
) -> PreviewOut:
    """Count whom a release would newly reach; nothing is written. Raises FindingNotFound, UnknownBuyer."""
    seen = await queries.own_finding(session, caller, finding_id)
    told = queries.told_to_supplier(await queries.releases(session, seen.id))
    facility_id = terms.facility_id or seen.facility_id
    asks_suppliers = Audience.SUPPLIER in terms.audiences and facility_id is not None
    suppliers = await desk.suppliers_of(facility_id) if asks_suppliers and facility_id else []
    reach = await _reach(session, seen, terms, suppliers)
    to_supplier_at_risk = Audience.SUPPLIER in terms.audiences and is_high_risk(seen.source_risk)
    return PreviewOut(
        readers={audience: len(orgs) for audience, orgs in reach.by_audience.items()},
        suppliers_without_account=len(reach.silent_suppliers),
        needs_reason=needs_reason(terms.audiences, risk=seen.source_risk, supplier_knows=told),
        needs_consent=to_supplier_at_risk,
        needs_second_person=to_supplier_at_risk and seen.validated_by in (None, caller.person),
    )
