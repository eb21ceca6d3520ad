"""Whether a sealed journal is as it was sealed: its chain, its payloads and its audiences."""

import asyncpg

from chassis.journal_chain import ENTRY, digest_of_payload, link

SEALED = f"""{ENTRY}
where journal.position is not null
order by journal.position"""

CHANGED_AUDIENCE = """
with told as (select unnest(audience) as org_id, position from journal where position is not null)
select position from (
  (select org_id, position from journal_hearers except select org_id, position from told) union all
  (select org_id, position from told except select org_id, position from journal_hearers)
) as different order by position limit 1"""

DELETED_PAYLOAD = """
select position from journal
where position is not null and not exists (select from journal_payloads where journal_id = id)
  and not exists (select from journal_erasures where journal_id = id
                    and (erased_by = 'a release before' or erased_by ~ '_(app|worker)$'))
order by position limit 1"""


async def check_chain(connection: asyncpg.Connection) -> tuple[int, int]:
    """(sealed head, unsealed tail); raises ValueError naming the first position that is not as it was sealed.

    A payload that was erased leaves its digest in the chain and is no fault; one that was changed is.
    """
    chain = b""
    head = 0
    async with connection.transaction(readonly=True):
        async for row in connection.cursor(SEALED):
            head += 1
            chain = link(chain, row)
            if row["position"] != head or bytes(row["chain"]) != chain:
                raise ValueError(f"the journal's chain is broken at position {head}")
            if row["salt"] is not None and digest_of_payload(row) != bytes(row["digest"]):
                raise ValueError(f"the journal's payload at position {head} is not the one that was written")
        await _check_beside_the_chain(connection)
        tail = await connection.fetchval("select count(*) from journal where position is null")
    return head, int(tail)


async def _check_beside_the_chain(connection: asyncpg.Connection) -> None:
    """Raises ValueError where audiences were changed, or payloads deleted but not erased by the service."""
    if position := await connection.fetchval(CHANGED_AUDIENCE):
        raise ValueError(f"the audience of events at position {position} is not the one that was written")
    if position := await connection.fetchval(DELETED_PAYLOAD):
        raise ValueError(f"the journal's payload at position {position} was deleted, and not erased by the service")
