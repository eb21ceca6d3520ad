"""What row-level security shows by itself: whether it ever shows a row but hides the row that it belongs to."""

from collections.abc import Iterable, Mapping
from uuid import UUID

import asyncpg

from chassis.caller_proofs import CallerProofs, ProvenConnection, proven
from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls

REFERENCES = """
select conrelid::regclass::text as child, attname as by, confrelid::regclass::text as parent
from pg_constraint
join pg_class child on child.oid = conrelid and child.relrowsecurity
join pg_class parent on parent.oid = confrelid and parent.relrowsecurity
join pg_attribute on attrelid = conrelid and attnum = conkey[1]
where contype = 'f' and array_length(conkey, 1) = 1
order by 1, 2"""


async def orphans_in(databases: Mapping[str, Urls], organisations: Iterable[UUID]) -> set[str]:
    """References, such as `deliveries.contract_id`, by which some organisation sees a row without its parent."""
    organisations = list(organisations)
    return {
        reference
        for urls in databases.values()
        for organisation in organisations
        for reference in await _orphans_of(urls, organisation)
    }


async def _orphans_of(urls: Urls, organisation: UUID) -> list[str]:
    proofs = await CallerProofs.of_database(urls.worker)
    connection = await asyncpg.connect(for_asyncpg(urls.app), connection_class=proven(ProvenConnection, proofs))
    try:
        await connection.act_for(organisation, in_transaction=False)
        return [
            f"{child}.{by}"
            for child, by, parent in await connection.fetch(REFERENCES)
            if await connection.fetchval(
                f"select exists (select from {child} c where {by} is not null"
                f" and not exists (select from {parent} p where p.id = c.{by}))"
            )
        ]
    finally:
        await connection.close()
