"""After an upgrade, what companies said of findings is their reaction, and findings have one state."""

from uuid import UUID, uuid4

import asyncpg
import pytest

from chassis.settings import for_asyncpg
from local_stack.testing import provision
from support.releases import fixture, restore
from support.services import migrate

RELEASE = "20261123-b49f764"

SPOKE = """
insert into journal (id, at, actor, actor_org, actor_roles, verb, subject_type, subject_id, audience, followed,
                     digest)
select gen_random_uuid(), '2026-03-01T10:00:00Z', gen_random_uuid(), $1, '{supplier_contact}', $2, 'finding', $3,
  '{}', false, ''"""


@pytest.mark.parametrize(
    ("said", "status", "own_state", "reaction"),
    [
        (["acknowledged"], "acknowledged", "shared", "acknowledged"),
        (["acknowledged", "disputed"], "disputed", "shared", "disputed"),
        (["disputed"], "amended", "amended", "answered"),
        (["acknowledged", "remediation_claimed"], "remediation_claimed", "in_remediation", "remediation_claimed"),
        (["remediation_claimed"], "closed", "closed", "remediation_confirmed"),
    ],
)
async def test_the_last_word_of_a_company_becomes_its_reaction(
    admin_url: str, suffix: str, said: list[str], status: str, own_state: str, reaction: str
) -> None:
    urls = provision(admin_url, "dialogue", f"{suffix}_{reaction}")
    await restore(urls.owner, fixture(RELEASE, "dialogue"))
    company, supplier = uuid4(), uuid4()
    connection = await asyncpg.connect(for_asyncpg(urls.owner))
    try:
        finding: UUID = await connection.fetchval("select id from findings where facility_id is not null limit 1")
        await connection.execute("update findings set status = $1 where id = $2", status, finding)
        await connection.execute(
            "insert into organisations (id, name, kind, supplier_id) values ($1, 'A company', 'supplier', $2)",
            company,
            supplier,
        )
        for word in said:
            await connection.execute(SPOKE, company, f"finding.{word}", finding)
        migrate("dialogue", urls.owner)
        state = await connection.fetchval("select status from findings where id = $1", finding)
        rows = await connection.fetch(
            "select supplier_id, status from finding_reactions where org_id = $1", company
        )
    finally:
        await connection.close()
    assert state == own_state
    assert [tuple(row) for row in rows] == [(supplier, reaction)]
