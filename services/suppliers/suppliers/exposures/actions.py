"""Asking what a site touches, and what is not disclosed. Reads only; nobody learns why it was asked."""

from collections.abc import Iterable, Sequence
from datetime import date
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.figures import Figure, Period, Scope, share
from chassis.months import shifted
from suppliers.contracts import queries as contracts
from suppliers.disclosures.rules import Tier
from suppliers.exposures import queries
from suppliers.exposures.purchases import asking_for_disclosure, bought
from suppliers.exposures.rules import Bought, Link, Window, links
from suppliers.exposures.schemas import ExposureItem, Exposures, FacilityExposureCoverage, GapItem, GapKind, Gaps
from suppliers.exposures.versions import Version, speaking_of, versions
from suppliers.facilities import queries as facilities

A_YEAR = 12


def last_year(day: date) -> tuple[date, date]:
    """The twelve months that end on a day."""
    return shifted(day, months=-A_YEAR, days=1), day


async def look_up(session: AsyncSession, caller: Caller, facility_id: UUID, window: Window) -> Exposures:
    """The caller's own contracts that a site touches around some days; a merged site is found under all its ids."""
    first, last = window.widened
    records = await facilities.records_of(session, facility_id)
    said = await queries.statements(session, caller, records, window)
    things = await bought(session, caller, first, last)
    accepted = await versions(session, [caller.org], first, last)
    disclosed = frozenset(one.product_id for one in things if one.product_id and speaking_of(one, accepted))
    found = links(said, things, disclosed)
    return Exposures(items=[_item(each, facility_id) for each in found], coverage=_coverage(things, disclosed))


def _item(each: Link, facility_id: UUID) -> ExposureItem:
    return ExposureItem(
        contract_id=each.bought.contract_id,
        contract_reference=each.bought.reference,
        product_id=each.bought.product_id,
        product_name=each.bought.product_name,
        facility_id=facility_id if each.statement.facility_id else None,
        tier=each.statement.tier,
        relation=each.statement.relation,
        disclosure_id=each.statement.disclosure_id,
        disclosure_version=each.statement.version_no,
        match_kind=each.kind,
        confidence=each.confidence,
        units=each.bought.units,
    )


def _coverage(things: Sequence[Bought], disclosed: frozenset[UUID]) -> FacilityExposureCoverage:
    return FacilityExposureCoverage(
        products_delivered=len({one.product_id for one in things if one.product_id}),
        products_disclosed=len(disclosed),
        contracts=len({one.contract_id for one in things}),
        contracts_without_deliveries=sum(one.product_id is None for one in things),
    )


async def find_gaps(session: AsyncSession, caller: Caller, contract_ids: Iterable[UUID]) -> Gaps:
    """What is not disclosed today of what these contracts brought in the last year. Raises ContractNotFound."""
    rows = [await contracts.contract(session, caller, contract_id) for contract_id in dict.fromkeys(contract_ids)]
    day = today()
    things = await bought(session, caller, *last_year(day), contracts=[row.id for row in rows])
    owners = {row.id: row.owner_id for row in rows}
    accepted = {owner: await versions(session, [owner], day, day) for owner in sorted(set(owners.values()))}
    return Gaps(
        items=[
            GapItem(
                contract_id=one.contract_id, product_id=one.product_id, product_name=one.product_name, kind=kind
            )
            for one in things
            for kind in _gaps(speaking_of(one, accepted[owners[one.contract_id]]), day)
        ]
    )


def _gaps(speaking: Sequence[Version], day: date) -> list[GapKind]:
    if not speaking:
        return [GapKind.UNDISCLOSED]
    gaps = []
    if not any(Tier.T0 in version.tiers for version in speaking):
        gaps.append(GapKind.NO_ASSEMBLY_SITE)
    if all(version.is_stale(day) for version in speaking):
        gaps.append(GapKind.STALE)
    return gaps


async def disclosure_figures(session: AsyncSession, caller: Caller, as_of: date) -> list[Figure]:
    """D1, products disclosed: of what came in a year under contracts that ask for disclosure."""
    first, last = last_year(as_of)
    things = await bought(session, caller, first, last)
    asking = await asking_for_disclosure(session, {one.contract_id for one in things})
    accepted = await versions(session, [caller.org], first, last, known_on=as_of)
    delivered = [one for one in things if one.product_id]
    asked = [one for one in delivered if one.contract_id in asking]
    products = {one.product_id for one in asked}
    disclosed = {one.product_id for one in asked if speaking_of(one, accepted)}
    figure = share(
        "products_disclosed",
        "D1",
        (len(disclosed), len(products)),
        as_of=as_of,
        scope=Scope(kind=caller.org_kind.value, id=caller.org),
        excluded={
            "not_asked_for": len({one.product_id for one in delivered} - products),
            "contracts_without_deliveries": sum(
                one.product_id is None and one.contract_id in asking for one in things
            ),
        },
    )
    return [figure.model_copy(update={"period": Period(start=first, end=last)})]
