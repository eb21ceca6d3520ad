"""Taking many sites into the register at once, as an accepted list does."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession
from stdnum.exceptions import ValidationError

from chassis.callers import Caller
from chassis.clock import today
from chassis.rows import stamps
from suppliers.facilities.rules import SourceKind, search_text, with_source
from suppliers.matching.candidates import IndexEntry, index_facilities
from suppliers.matching.normalisation.sites import SITE_SCHEMES, Normalised, Site
from suppliers.suppliers.rules import CHECKS, Scheme
from suppliers.tables import Facility, FacilityIdentifier

ADD_SOURCE = text("""
update facilities set sources = sources || cast(:claim as jsonb)
where id = any(cast(:ids as uuid[])) and not sources @> cast(:claim as jsonb)
""")


@dataclass(frozen=True, slots=True)
class NewSite:
    """A site that the register has not, or that nobody has yet found to be one it has."""

    site: Site
    normalised: Normalised
    possible_duplicate_of: UUID | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


async def enter_sites(
    session: AsyncSession, caller: Caller, sites: Sequence[NewSite], kind: SourceKind
) -> list[UUID]:
    """The new facilities' ids, in the order of the sites."""
    rows = [_facility(caller, new, kind) for new in sites]
    session.add_all(rows)
    await session.flush()
    numbers = [
        {**item, "facility_id": row.id}
        for row in rows
        for item in row.identifiers
        if item["scheme"] in SITE_SCHEMES
    ]
    if numbers:
        await session.exec(insert(FacilityIdentifier).on_conflict_do_nothing(), params=numbers)
    entries = [IndexEntry(row.id, new.normalised) for row, new in zip(rows, sites, strict=True)]
    if entries:
        await index_facilities(await session.connection(), entries)
    return [row.id for row in rows]


def _facility(caller: Caller, new: NewSite, kind: SourceKind) -> Facility:
    site = new.site
    return Facility(
        name=site.name,
        address=site.address or None,
        city=site.city or None,
        region=site.region or None,
        postal_code=site.postal_code or None,
        country=site.country,
        identifiers=believable(site.identifiers),
        sources=with_source([], kind, today().year),
        possible_duplicate_of=new.possible_duplicate_of,
        registered_by=caller.org,
        normalised=new.normalised.to_json(),
        search=search_text(site.name, site.address, site.city, new.details.get("parent_company")),
        **new.details,
        **stamps(caller),
    )


def believable(identifiers: Mapping[str, str]) -> list[dict[str, str]]:
    """Those of a known scheme that pass its check; a list's other numbers stay with its raw row."""
    kept = []
    for scheme, value in identifiers.items():
        try:
            kept.append({"scheme": scheme, "value": CHECKS[Scheme(scheme)](value)})
        except (ValidationError, ValueError):
            continue
    return kept


async def add_source(session: AsyncSession, facility_ids: Iterable[UUID], kind: SourceKind) -> None:
    """One more place says that these sites exist. Their versions stay: whose list it was must not show."""
    claim = f'[{{"kind": "{kind.value}", "year": {today().year}}}]'
    await (await session.connection()).execute(ADD_SOURCE, {"ids": sorted(facility_ids), "claim": claim})
