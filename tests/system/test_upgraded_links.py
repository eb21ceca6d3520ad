"""After an upgrade, an organisation that the platform had confirmed for a supplier is still confirmed."""

import json

import asyncpg
import pytest

from chassis.settings import for_asyncpg
from local_stack.testing import provision
from support.releases import RELEASES, fixture, restore
from support.services import migrate

LINK = "select supplier_id, org_id from supplier_links order by 1, 2 limit 1"


@pytest.mark.parametrize("release", RELEASES)
async def test_a_link_that_was_confirmed_stays_confirmed_for_who_the_supplier_is(
    admin_url: str, suffix: str, release: str
) -> None:
    urls = provision(admin_url, "suppliers", f"{suffix}_links_{release[-7:]}")
    await restore(urls.owner, fixture(release, "suppliers"))
    connection = await asyncpg.connect(for_asyncpg(urls.owner))
    try:
        supplier, org = await connection.fetchrow(LINK)
        await connection.execute(
            "update supplier_links set is_confirmed = true where supplier_id = $1 and org_id = $2", supplier, org
        )
        migrate("suppliers", urls.owner)
        rows = await connection.fetch(
            "select supplier_id, org_id, confirmed_as from supplier_links where is_confirmed"
        )
        name = await connection.fetchval("select name from suppliers where id = $1", supplier)
    finally:
        await connection.close()
    assert [(row["supplier_id"], row["org_id"]) for row in rows] == [(supplier, org)]
    assert json.loads(rows[0]["confirmed_as"])["name"] == name
