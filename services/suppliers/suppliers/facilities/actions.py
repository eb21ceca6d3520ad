"""Entering sites into the register, and finding two records to be one."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.facilities import queries
from suppliers.facilities.rules import (
    SOURCE_OF_ROLE,
    CannotMerge,
    PossibleDuplicate,
    SourceKind,
    search_text,
    with_source,
)
from suppliers.facilities.schemas import (
    FacilityIn,
    MatchedFacility,
    MatchFeature,
    MatchIn,
    MatchOut,
    MatchResponse,
    MatchResult,
    MergeIn,
)
from suppliers.matching.candidates import IndexEntry, index_facilities
from suppliers.matching.decision import ALGORITHM
from suppliers.matching.normalisation.sites import SITE_SCHEMES, Site, normalise
from suppliers.matching.recognition import Recognised, recognise, to_be_looked_at
from suppliers.suppliers.rules import canonical_identifiers
from suppliers.tables import Facility, FacilityIdentifier


def _searched(facility: Facility) -> str:
    return search_text(facility.name, *facility.aliases, facility.address, facility.city, facility.parent_company)


def _site(body: FacilityIn, identifiers: Sequence[dict[str, str]]) -> Site:
    return Site(
        name=body.name,
        address=body.address or "",
        country=body.country,
        city=body.city or "",
        region=body.region or "",
        postal_code=body.postal_code or "",
        identifiers={item["scheme"]: item["value"] for item in identifiers},
    )


async def register_facility(
    session: AsyncSession, caller: Caller, body: FacilityIn, *, allow_duplicate: bool
) -> Facility:
    """Raises InvalidIdentifier, PossibleDuplicate, IdentifierOfAnotherSite."""
    identifiers = canonical_identifiers([(item.scheme, item.value) for item in body.identifiers])
    normalised = normalise(_site(body, identifiers))
    alike = to_be_looked_at((await recognise(session, [normalised], viewer=caller))[0])
    if alike and not allow_duplicate:
        raise PossibleDuplicate(candidates=await _named(session, alike))
    if caller.org_kind is OrgKind.SUPPLIER:  # what it may not see is marked all the same, for those who may
        alike = to_be_looked_at((await recognise(session, [normalised]))[0])
    kind = next((SOURCE_OF_ROLE[role] for role in SOURCE_OF_ROLE if role in caller.roles), SourceKind.PLATFORM)
    row = Facility(
        **body.model_dump(mode="json", exclude={"identifiers"}),
        identifiers=identifiers,
        sources=with_source([], kind, today().year),
        possible_duplicate_of=alike[0].facility_id if alike else None,
        registered_by=caller.org,
        normalised=normalised.to_json(),
        **stamps(caller),
    )
    row.search = _searched(row)
    session.add(row)
    await session.flush()
    await _number(session, caller, row, [item for item in identifiers if item["scheme"] in SITE_SCHEMES])
    await index_facilities(await session.connection(), [IndexEntry(row.id, normalised)])
    await record(session, caller, Entry("facility.registered", ("facility", row.id), audience=[caller.org]))
    return row


async def _number(session: AsyncSession, caller: Caller, row: Facility, numbers: Sequence[dict[str, str]]) -> None:
    """Let a site's numbers stand for it; the database raises IdentifierOfAnotherSite.

    A supplier is not told: that would say which sites others have entered.
    """
    if caller.org_kind is not OrgKind.SUPPLIER:
        session.add_all(FacilityIdentifier(facility_id=row.id, **item) for item in numbers)
    elif numbers:
        stored = [{**item, "facility_id": row.id} for item in numbers]
        await session.exec(insert(FacilityIdentifier).on_conflict_do_nothing(), params=stored)


async def _named(session: AsyncSession, recognised: Sequence[Recognised]) -> list[dict[str, object]]:
    named = await queries.facilities(session, {each.facility_id for each in recognised})
    return [
        {
            **MatchedFacility.model_validate(named[each.facility_id]).model_dump(mode="json"),
            "score": each.judgement.score,
            "decision": each.judgement.decision.value,
        }
        for each in recognised
    ]


async def match_facilities(session: AsyncSession, body: MatchIn) -> MatchOut:
    """Reads alone; nothing of the question is kept."""
    asked = [queries.asked_site(query) for query in body.queries.values()]
    sightings = await recognise(session, asked, limit=body.limit)
    named = await queries.facilities(session, {each.facility_id for found in sightings for each in found})
    responses = {
        key: MatchResponse(results=[_result(named[each.facility_id], each) for each in found])
        for key, found in zip(body.queries, sightings, strict=True)
    }
    return MatchOut(algorithm=ALGORITHM, responses=responses)


def _result(facility: Facility, recognised: Recognised) -> MatchResult:
    judgement = recognised.judgement
    return MatchResult(
        facility=MatchedFacility.model_validate(facility),
        score=judgement.score,
        decision=judgement.decision,
        doubts=list(judgement.doubts),
        features=[MatchFeature.model_validate(feature) for feature in judgement.features],
    )


async def merge_facility(session: AsyncSession, caller: Caller, facility_id: UUID, body: MergeIn) -> Facility:
    """The survivor. Nothing is deleted: what names the merged record resolves to the survivor from now on.

    Raises FacilityNotFound, CannotMerge.
    """
    row = await queries.facility(session, caller, facility_id, lock=True)
    survivor = await queries.facility(session, caller, body.into, lock=True)
    if row.id == survivor.id or row.merged_into or survivor.merged_into:
        raise CannotMerge(pointer="/into")
    touch(row, caller, merged_into=survivor.id)
    earlier = update(Facility).where(col(Facility.merged_into) == row.id).values(merged_into=survivor.id)
    await session.exec(earlier)
    aliases = dict.fromkeys([*survivor.aliases, row.name, *row.aliases])
    touch(survivor, caller, aliases=[alias for alias in aliases if alias != survivor.name])
    survivor.search = _searched(survivor)
    payload = {"survivor_id": str(survivor.id)}
    await record(session, caller, Entry("facility.merged", ("facility", row.id), followed=True, payload=payload))
    return survivor


async def unmerge_facility(session: AsyncSession, caller: Caller, facility_id: UUID) -> Facility:
    """The record by itself again; raises FacilityNotFound, CannotMerge where it is not merged."""
    row = await queries.facility(session, caller, facility_id, lock=True)
    if row.merged_into is None:
        raise CannotMerge("It is not merged.")
    payload = {"survivor_id": str(row.merged_into)}
    touch(row, caller, merged_into=None)
    await record(session, caller, Entry("facility.unmerged", ("facility", row.id), followed=True, payload=payload))
    return row
