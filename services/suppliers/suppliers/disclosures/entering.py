"""The sites of an accepted version enter the register: recognised ones as they are, the others as new ones.

A site that only resembles a known one is entered beside it and says so: the machine never merges two by itself.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import text
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.journal import Entry, record
from suppliers.disclosures.drafting import site_of
from suppliers.disclosures.rules import DisclosureSource
from suppliers.facilities.entering import NewSite, add_source, enter_sites
from suppliers.facilities.rules import SourceKind
from suppliers.matching.normalisation.sites import SITE_SCHEMES, Normalised, normalise
from suppliers.matching.recognition import CONSIDERED_IN_LISTS, recognise, the_same, to_be_looked_at
from suppliers.tables import Disclosure, DisclosureAcceptance, DisclosureRow

AT_ONCE = 500
"""Rows that enter within the request that accepts them, and in each later step of a longer list."""
TOLD_TOGETHER = 1000
"""Facilities that one event names."""
CLAIM = {
    DisclosureSource.SUPPLIER: SourceKind.SUPPLIER_LIST,
    DisclosureSource.PUBLIC: SourceKind.PUBLIC_SOURCE,
}

MARK = text("""
update disclosure_rows r
set is_entered = true, facility_id = entered.facility_id, possible_duplicate_of = entered.possible_duplicate_of
from unnest(cast(:ids as uuid[]), cast(:facilities as uuid[]), cast(:duplicates as uuid[]))
  as entered (id, facility_id, possible_duplicate_of)
where r.id = entered.id
""")


class Plan(NamedTuple):
    """What each row is: a facility of the register, or the key of a new site."""

    known: dict[UUID, UUID]
    keys: dict[UUID, str]
    new: dict[str, NewSite]
    resembles: dict[UUID, UUID]


async def waiting_rows(session: AsyncSession, disclosure_id: UUID, *, most: int = AT_ONCE) -> list[DisclosureRow]:
    statement = (
        select(DisclosureRow)
        .where(col(DisclosureRow.disclosure_id) == disclosure_id, ~col(DisclosureRow.is_entered))
        .order_by(col(DisclosureRow.number))
        .limit(most)
    )
    return list((await session.exec(statement)).all())


async def enter_rows(
    session: AsyncSession, caller: Caller, version: Disclosure, rows: Sequence[DisclosureRow]
) -> list[UUID]:
    """Enter these rows' sites; gives the facilities that they are.

    The register may have grown since the list was read, so what was not decided by a person is looked up again.
    All reading comes before the first write. Hold `Lock.FACILITY_REGISTER` before the rows are read.
    """
    plan = await _plan(session, rows)
    kind = CLAIM[version.source]
    made = await enter_sites(session, caller, list(plan.new.values()), kind)
    by_key = dict(zip(plan.new, made, strict=True))
    facilities = {row.id: plan.known.get(row.id) or by_key[plan.keys[row.id]] for row in rows}
    connection = await session.connection()
    await connection.execute(
        MARK,
        {
            "ids": list(facilities),
            "facilities": list(facilities.values()),
            "duplicates": [plan.resembles.get(row_id) for row_id in facilities],
        },
    )
    await add_source(session, set(plan.known.values()), kind)
    return sorted(set(facilities.values()))


async def _plan(session: AsyncSession, rows: Sequence[DisclosureRow]) -> Plan:
    plan = Plan({row.id: row.facility_id for row in rows if row.facility_id}, {}, {}, {})
    unknown = [(row, normalise(site_of(row))) for row in rows if row.facility_id is None]
    undecided = [(row, site) for row, site in unknown if not row.is_decided]
    for (row, _), found in zip(
        undecided,
        await recognise(session, [site for _, site in undecided], considered=CONSIDERED_IN_LISTS),
        strict=True,
    ):
        if same := the_same(found):
            plan.known[row.id] = same.facility_id
        elif alike := to_be_looked_at(found):
            plan.resembles[row.id] = alike[0].facility_id
    for row, normalised in unknown:
        if row.id not in plan.known:
            plan.keys[row.id] = key = _key(normalised)
            plan.new.setdefault(key, _new_site(row, normalised, plan.resembles.get(row.id)))
    return plan


def _key(site: Normalised) -> str:
    """Rows of one list with the same site number, or the same words throughout, name one site."""
    numbers = [each for each in site.identifiers if each.split(":", 1)[0] in SITE_SCHEMES]
    return numbers[0] if numbers else repr(site)


def _new_site(row: DisclosureRow, normalised: Normalised, resembles: UUID | None) -> NewSite:
    details: dict[str, Any] = row.site.get("details", {})
    return NewSite(site_of(row), normalised, resembles, details)


async def announce(
    session: AsyncSession, caller: Caller, version: Disclosure, facility_ids: Sequence[UUID]
) -> None:
    """Tell the followers which sites a version now in force names; a long list takes several events."""
    audience = {caller.org, version.owner_id}
    for start in range(0, max(len(facility_ids), 1), TOLD_TOGETHER):
        told = facility_ids[start : start + TOLD_TOGETHER]
        payload = {"supplier_id": str(version.supplier_id), "facility_ids": [str(each) for each in told]}
        await record(
            session,
            caller,
            Entry(
                "disclosure.accepted",
                ("disclosure", version.id),
                moved=("submitted", "accepted"),
                audience=audience,
                followed=True,
                payload=payload,
            ),
        )


async def facilities_of(session: AsyncSession, disclosure_id: UUID) -> list[UUID]:
    """The sites of this version that stand in the register by now."""
    statement = (
        select(DisclosureRow.facility_id)
        .where(col(DisclosureRow.disclosure_id) == disclosure_id, col(DisclosureRow.is_entered))
        .distinct()
    )
    return sorted(each for each in (await session.exec(statement)).all() if each)


async def entering(session: AsyncSession) -> UUID | None:
    """An acceptance whose sites are still entering the register."""
    statement = select(DisclosureAcceptance.id).where(col(DisclosureAcceptance.is_entering)).limit(1)
    return (await session.exec(statement)).first()
