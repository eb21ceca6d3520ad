"""Which sites of a supplier's organisation are in the register, as the platform confirms or refuses it."""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import NOBODY
from suppliers.disclosures.rows.rules import SHARED_LEVELS
from suppliers.disclosures.statements.rules import StatementStatus
from suppliers.matching.normalisation.sites import SITE_SCHEMES

SHARED = ", ".join(f"'{level}'" for level in SHARED_LEVELS)
NUMBERS = ", ".join(f"'{scheme}'" for scheme in sorted(SITE_SCHEMES))
LIST = text("update facilities set is_listed = true where registered_by = :org and not is_listed")
RESERVE_NUMBERS = text(f"""
insert into facility_identifiers (scheme, value, facility_id)
select item ->> 'scheme', item ->> 'value', f.id from facilities f, jsonb_array_elements(f.identifiers) item
where f.registered_by = :org and f.is_listed and item ->> 'scheme' in ({NUMBERS})
on conflict do nothing
""")  # noqa: S608  # our own words
LISTS_OF_OTHERS = f"""
select from disclosure_rows r join disclosures d on d.id = r.disclosure_id join facilities n on n.id = r.facility_id
where f.id in (n.id, n.merged_into) and r.is_entered and d.standing <> '{StatementStatus.REFUSED}'
  and r.confidentiality in ({SHARED})
"""
REGISTERED_BY_OTHERS = """
select from journal j join facilities n on n.id = j.subject_id
where f.id in (n.id, n.merged_into) and j.verb = 'facility.registered' and j.actor_org <> :org
"""
# What it registered by hand, and what entered the register with its lists, unless others named it as well. The
# organisation keeps the records that it made; the others only connect rows.
UNLIST = text(f"""
update facilities f
set is_listed = false, registered_by = case when registered_by = :org then registered_by else :nobody end
where is_listed and merged_into is null and not exists ({LISTS_OF_OTHERS}) and not exists ({REGISTERED_BY_OTHERS})
  and (registered_by = :org or id in (
    select coalesce(n.merged_into, n.id)
    from disclosures d join disclosure_rows r on r.disclosure_id = d.id join facilities n on n.id = r.facility_id
    where d.speaker_id = :org and d.standing = '{StatementStatus.REFUSED}' and r.is_entered))
""")  # noqa: S608  # our own conditions
FORGET = (
    text("delete from facility_identifiers n using facilities f where f.id = n.facility_id and not f.is_listed"),
    text("""
update facilities t set possible_duplicate_of = null
from facilities f where f.id = t.possible_duplicate_of and not f.is_listed
"""),
)


async def list_of(session: AsyncSession, org_id: UUID) -> None:
    """What the organisation registered by hand enters the register."""
    connection = await session.connection()
    for statement in (LIST, RESERVE_NUMBERS):
        await connection.execute(statement, {"org": org_id})


async def unlist_of(session: AsyncSession, org_id: UUID) -> None:
    """Take sites that only this organisation named out of the register; its lists were refused before."""
    connection = await session.connection()
    await connection.execute(UNLIST, {"org": org_id, "nobody": NOBODY})
    for statement in FORGET:
        await connection.execute(statement)
