"""What the platform decides about a supplier's organisation decides whether its statements count.

Rows and journal stay as they are: the buyers that received a statement still read it, with its `standing`.
"""

from uuid import UUID

from sqlalchemy import text
from sqlmodel.ext.asyncio.session import AsyncSession

from chassis.callers import Caller
from chassis.clock import today
from chassis.journal import Entry, record
from chassis.locks import Lock, hold
from chassis.vocabulary import OrgKind
from suppliers.disclosures.rows.rules import OPEN_LEVELS
from suppliers.disclosures.rules import IN_FORCE
from suppliers.disclosures.rules import DisclosureStatus as Status
from suppliers.disclosures.statements.rules import StatementStatus as Statement
from suppliers.links import queries as link_queries

REASON = "The platform does not confirm that the organisation which stated this represents the supplier."

COUNTING = ", ".join(f"'{status}'" for status in sorted(IN_FORCE))
OPEN = ", ".join(f"'{level}'" for level in OPEN_LEVELS)
STATED = "d.speaker_id = :org and d.supplier_id = :supplier"
CONFIRM = text(f"""
update disclosures d set standing = '{Statement.CONFIRMED}', version = version + 1, updated_at = platform_now()
where {STATED} and standing <> '{Statement.CONFIRMED}'
""")  # noqa: S608  # our own conditions
OPEN_ROWS = text(f"""
update disclosure_rows r set is_open = true from disclosures d
where d.id = r.disclosure_id and {STATED} and r.confidentiality in ({OPEN}) and not r.is_open
  and exists (select from disclosure_acceptances a where a.disclosure_id = d.id and a.submission = d.submission
              and a.status in ({COUNTING}))
""")  # noqa: S608
OPEN_VERSIONS = text(f"""
update disclosures d set is_open = true
where {STATED} and not is_open and exists (select from disclosure_rows r where r.disclosure_id = d.id and r.is_open)
""")  # noqa: S608
CLOSE_ROWS = text(f"""
update disclosure_rows r set is_open = false from disclosures d
where d.id = r.disclosure_id and {STATED} and r.is_open
""")  # noqa: S608
WITHDRAW = text(f"""
update disclosure_acceptances a
set status = '{Status.WITHDRAWN}', in_force = null, is_entering = false, reason = :reason, decided_on = :today,
    updated_at = platform_now(), version = a.version + 1
from (select a.id, a.status from disclosure_acceptances a join disclosures d on d.id = a.disclosure_id
      where {STATED} and not d.entered_by_buyer and a.status in ({COUNTING})
      order by a.id for update of a) as counted
where a.id = counted.id
returning a.owner_id, a.disclosure_id, a.subject, counted.status
""")  # noqa: S608
# Each day belongs to the version that was accepted last for it, now that others no longer count.
GIVE_BACK_DAYS = text(f"""
update disclosure_acceptances a
set in_force = days.rest,
    status = case when a.status = '{Status.SUPERSEDED}' then '{Status.ACCEPTED}' else a.status end,
    updated_at = platform_now(), version = a.version + 1
from (select a.id, datemultirange(daterange(d.valid_from, d.valid_to, '[]')) - coalesce(
        (select range_agg(daterange(e.valid_from, e.valid_to, '[]'))
         from disclosure_acceptances b join disclosures e on e.id = b.disclosure_id
         where b.owner_id = a.owner_id and b.supplier_id = a.supplier_id and b.subject = a.subject
           and b.status in ({COUNTING})
           and (b.decided_on, b.id) > (a.decided_on, a.id)), '{{}}') as rest
      from disclosure_acceptances a join disclosures d on d.id = a.disclosure_id
      where a.owner_id = :owner and a.supplier_id = :supplier and a.subject = :subject
        and a.status in ({COUNTING})) as days
where a.id = days.id and a.in_force is distinct from days.rest
""")  # noqa: S608
REFUSE = text(f"""
update disclosures d set standing = '{Statement.REFUSED}', is_open = false, version = version + 1,
    updated_at = platform_now()
where {STATED} and not entered_by_buyer
""")  # noqa: S608
# What a buyer entered is its own statement again.
TAKE_BACK = text(f"""
update disclosures d
set standing = '{Statement.ENTERED}', speaker_id = null, confirmed_on = null, confirmed_by = null, is_open = false,
    version = version + 1, updated_at = platform_now()
where {STATED} and entered_by_buyer
""")  # noqa: S608


async def standing_of(session: AsyncSession, caller: Caller, supplier_id: UUID) -> Statement:
    """What the caller's statement about this supplier counts as; no link is confirmed or refused meanwhile."""
    if caller.org_kind is not OrgKind.SUPPLIER:
        return Statement.ENTERED
    await hold(session, Lock.SUPPLIER_READERS, supplier_id, shared=True)
    is_confirmed = await link_queries.is_confirmed(session, org_id=caller.org, supplier_id=supplier_id)
    return Statement.CONFIRMED if is_confirmed else Statement.UNCONFIRMED


async def confirm_representative(session: AsyncSession, *, org_id: UUID, supplier_id: UUID) -> None:
    """Its statements are the supplier's now; accepted ones are open to the readers that their rows name."""
    connection = await session.connection()
    for statement in (CONFIRM, OPEN_ROWS, OPEN_VERSIONS):
        await connection.execute(statement, {"org": org_id, "supplier": supplier_id})


async def refuse_representative(session: AsyncSession, actor: Caller, *, org_id: UUID, supplier_id: UUID) -> None:
    """What the organisation stated is not the supplier's: it is open to no one else and counts for no day.

    Decisions that were based on it are withdrawn, and earlier versions get back the days that it took from them.
    """
    connection = await session.connection()
    parties = {"org": org_id, "supplier": supplier_id}
    await connection.execute(CLOSE_ROWS, parties)
    withdrawn = (await connection.execute(WITHDRAW, {**parties, "reason": REASON, "today": today()})).all()
    for owner, subject in sorted({(row.owner_id, row.subject) for row in withdrawn}):
        await connection.execute(GIVE_BACK_DAYS, {"owner": owner, "supplier": supplier_id, "subject": subject})
    for statement in (REFUSE, TAKE_BACK):
        await connection.execute(statement, parties)
    for row in withdrawn:
        entry = Entry(
            "disclosure.withdrawn",
            ("disclosure", row.disclosure_id),
            moved=(row.status, Status.WITHDRAWN),
            audience=[row.owner_id],
            payload={"supplier_id": str(supplier_id)},
        )
        await record(session, actor, entry)
