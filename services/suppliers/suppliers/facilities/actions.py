"""Registering facilities, by hand or from accepted lists, and merging two records of one site."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from uuid import UUID, uuid4

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import col, update
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY, Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.preconditions import demand_if_sent
from chassis.rows import stamps, touch
from chassis.vocabulary import OrgKind
from suppliers.facilities import queries
from suppliers.facilities.matches.sites import site_of
from suppliers.facilities.matches.views import candidate_out
from suppliers.facilities.recognition.actions import IndexEntry, index_facilities
from suppliers.facilities.recognition.queries import recognise, recognise_unlisted
from suppliers.facilities.rules import (
    SOURCE_OF_ROLE,
    CannotMerge,
    PossibleDuplicate,
    SiteDetails,
    SourceKind,
    search_text,
)
from suppliers.facilities.schemas import FacilityIn, MergeIn
from suppliers.links import queries as link_queries
from suppliers.matching.decision import possible_matches, same_site
from suppliers.matching.normalisation.sites import SITE_SCHEMES, Normalised, Site, normalise
from suppliers.permissions import may_publish
from suppliers.suppliers.rules import canonical_identifiers, valid_identifiers
from suppliers.tables import Facility, FacilityIdentifier

ADD_SOURCE = text("""
update facilities
set is_listed = true,
    sources = case when sources @> cast(:claim as jsonb) then sources else sources || cast(:claim as jsonb) end
where id = any(cast(:ids as uuid[])) and not (is_listed and sources @> cast(:claim as jsonb))
""")


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site that is not in the register, or was not recognised there.

    `record_id` is the record outside the register that confidential rows have for it already; it stays there
    without `is_listed`.
    """

    site: Site
    normalised: Normalised
    possible_duplicate_of: UUID | None
    details: SiteDetails
    record_id: UUID | None = None
    is_listed: bool = True


async def register_facility(
    session: AsyncSession, caller: Caller, body: FacilityIn, *, allow_duplicate: bool
) -> Facility:
    """Raises InvalidIdentifier, PossibleDuplicate; the database raises IdentifierOfAnotherSite."""
    identifiers = canonical_identifiers([(item.scheme, item.value) for item in body.identifiers])
    numbers = {item["scheme"]: item["value"] for item in identifiers}
    normalised = normalise(replace(site_of(body), identifiers=numbers))
    if not allow_duplicate:
        await _refuse_duplicates(session, caller, normalised)
    alike = possible_matches((await recognise(session, [normalised]))[0])
    kind = next((SOURCE_OF_ROLE[role] for role in SOURCE_OF_ROLE if role in caller.roles), SourceKind.PLATFORM)
    is_confirmed = await link_queries.is_confirmed(session, org_id=caller.org, supplier_id=caller.supplier_id)
    is_listed = may_publish(caller, is_confirmed=is_confirmed)
    unlisted = same_site((await recognise_unlisted(session, [normalised]))[0])
    row = Facility(
        id=unlisted.facility_id if unlisted and is_listed else uuid4(),
        is_listed=is_listed,
        **body.model_dump(mode="json", exclude={"identifiers"}),
        identifiers=identifiers,
        sources=[_source(kind)],
        possible_duplicate_of=alike[0].facility_id if alike else None,
        registered_by=caller.org,
        normalised=normalised.to_json(),
        **stamps(caller),
    )
    row.search = _search_text(row)
    row = await _store(session, row, is_known=unlisted is not None)
    await session.flush()
    if is_listed:
        await _reserve_site_numbers(session, [row], refuse_taken=caller.org_kind is not OrgKind.SUPPLIER)
    await index_facilities(await session.connection(), [IndexEntry(row.id, normalised)])
    audience = {caller.org} - {NOBODY}
    await record(session, caller, Entry("facility.registered", ("facility", row.id), audience=audience))
    return row


async def _refuse_duplicates(session: AsyncSession, caller: Caller, site: Normalised) -> None:
    """Raises PossibleDuplicate with the facilities that the caller may see; others are noted in the new record."""
    alike = possible_matches((await recognise(session, [site], viewer=caller))[0])
    if alike:
        named = await queries.facilities(session, {match.facility_id for match in alike})
        raise PossibleDuplicate(candidates=[candidate_out(named[match.facility_id], match) for match in alike])


async def register_sites(
    session: AsyncSession, caller: Caller, sites: Sequence[NewSite], kind: SourceKind
) -> list[UUID]:
    """Return the new facilities' ids, in the order of the sites."""
    rows = [
        await _store(session, _facility(caller, new, kind), is_known=new.record_id is not None) for new in sites
    ]
    await session.flush()
    await _reserve_site_numbers(session, [row for row in rows if row.is_listed], refuse_taken=False)
    entries = [IndexEntry(row.id, new.normalised) for row, new in zip(rows, sites, strict=True)]
    await index_facilities(await session.connection(), entries)
    return [row.id for row in rows]


async def _store(session: AsyncSession, row: Facility, *, is_known: bool) -> Facility:
    """Add the record, or rewrite one that was outside the register."""
    if is_known:
        return await session.merge(row)
    session.add(row)
    return row


def _facility(caller: Caller, new: NewSite, kind: SourceKind) -> Facility:
    site = new.site
    return Facility(
        id=new.record_id or uuid4(),
        is_listed=new.is_listed,
        name=site.name,
        address=site.address or None,
        city=site.city or None,
        region=site.region or None,
        postal_code=site.postal_code or None,
        country=site.country,
        identifiers=valid_identifiers(site.identifiers),
        sources=[_source(kind)],
        possible_duplicate_of=new.possible_duplicate_of,
        registered_by=caller.org if new.is_listed else NOBODY,
        normalised=new.normalised.to_json(),
        search=search_text(site.name, site.address, site.city, new.details.parent_company),
        **asdict(new.details),
        **stamps(caller),
    )


async def _reserve_site_numbers(session: AsyncSession, rows: Sequence[Facility], *, refuse_taken: bool) -> None:
    """Reserve the facilities' site numbers; with `refuse_taken` the database raises IdentifierOfAnotherSite.

    A supplier gets no refusal, because it would reveal which sites others have registered.
    """
    numbers = [
        {**item, "facility_id": row.id}
        for row in rows
        for item in row.identifiers
        if item["scheme"] in SITE_SCHEMES
    ]
    if refuse_taken:
        session.add_all(FacilityIdentifier(**number) for number in numbers)
    elif numbers:
        await session.exec(insert(FacilityIdentifier).on_conflict_do_nothing(), params=numbers)


async def add_source(session: AsyncSession, facility_ids: Iterable[UUID], kind: SourceKind) -> None:
    """Record one more source of these facilities. Their versions do not change: that would reveal whose it was."""
    claim = json.dumps([_source(kind)])
    await (await session.connection()).execute(ADD_SOURCE, {"ids": sorted(facility_ids), "claim": claim})


def _source(kind: SourceKind) -> dict[str, str | int]:
    """A source as the register shows it: its kind and the year, never who it was."""
    return {"kind": kind.value, "year": today().year}


async def merge_facility(
    session: AsyncSession, caller: Caller, facility_id: UUID, body: MergeIn, *, read: int | None
) -> Facility:
    """Merge a record into another and return that one. Nothing is deleted: the old id leads to it from now on.

    Raises FacilityNotFound, Stale, CannotMerge.
    """
    row = await queries.facility(session, caller, facility_id, lock=True)
    demand_if_sent(row.version, read)
    survivor = await queries.facility(session, caller, body.into, lock=True)
    if row.id == survivor.id or row.merged_into or survivor.merged_into:
        raise CannotMerge(pointer="/into")
    touch(row, caller, merged_into=survivor.id)
    earlier = update(Facility).where(col(Facility.merged_into) == row.id).values(merged_into=survivor.id)
    await session.exec(earlier)
    aliases = dict.fromkeys([*survivor.aliases, row.name, *row.aliases])
    touch(survivor, caller, aliases=[alias for alias in aliases if alias != survivor.name])
    survivor.search = _search_text(survivor)
    payload = {"survivor_id": str(survivor.id)}
    await record(session, caller, Entry("facility.merged", ("facility", row.id), followed=True, payload=payload))
    return survivor


async def unmerge_facility(
    session: AsyncSession, caller: Caller, facility_id: UUID, *, read: int | None
) -> Facility:
    """Undo a merge and return the record; raises FacilityNotFound, Stale, CannotMerge where it is not merged."""
    row = await queries.facility(session, caller, facility_id, lock=True)
    demand_if_sent(row.version, read)
    if row.merged_into is None:
        raise CannotMerge("This facility is not merged.")
    payload = {"survivor_id": str(row.merged_into)}
    touch(row, caller, merged_into=None)
    await record(session, caller, Entry("facility.unmerged", ("facility", row.id), followed=True, payload=payload))
    return row


def _search_text(row: Facility) -> str:
    return search_text(row.name, *row.aliases, row.address, row.city, row.parent_company)
