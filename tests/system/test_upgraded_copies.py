"""After an upgrade from any release, what two services know of the same thing is the same."""

from collections.abc import Mapping
from typing import Any

import asyncpg
import pytest

from chassis.settings import for_asyncpg
from local_stack.provisioning import Urls
from local_stack.testing import provision
from support.releases import RELEASES, fixture, restore
from support.services import SERVICES, migrate

Rows = set[tuple[Any, ...]]

FACTS: Mapping[str, Mapping[str, str]] = {
    "organisations": {
        "gateway": "select id, name, kind, supplier_id from organisations",
        "dialogue": "select id, name, kind, supplier_id from organisations",
    },
    "affiliations": {
        "gateway": "select buyer_id, owner_id, valid_from, valid_to from affiliations"
        " where status in ('active', 'ended')",
        "dialogue": "select buyer_id, monitor_id, valid_from, valid_until from affiliations",
    },
    "supplier links": {
        "gateway": "select owner_id, supplier_id, organisation_id, status = 'confirmed' from supplier_links"
        " where status in ('pending', 'confirmed')",
        "dialogue": "select buyer_id, supplier_id, org_id, status = 'confirmed' from supplier_links",
        "suppliers": "select buyer_id, supplier_id, org_id, is_confirmed from supplier_links",
    },
    "contracts of dialogues": {
        "dialogue": "select distinct unnest(contract_ids) from dialogues",
        "suppliers": "select id from contracts where id = any($1::uuid[])",
    },
}
"""Each fact by service, the first of which decides it; one with a parameter is given what the first has."""

CONFIRMED = {
    "gateway": "update supplier_links set status = 'confirmed', basis = 'domain', decided_at = created_at",
    "dialogue": "update supplier_links set status = 'confirmed'",
    "suppliers": "update supplier_links set is_confirmed = true",
}
"""The fixtures have only pending links: one is confirmed as that release would have done it."""
FIRST_LINK = " where supplier_id = (select min(supplier_id::text)::uuid from supplier_links)"


async def rows(urls: Urls, statement: str, *values: Any) -> Rows:
    connection = await asyncpg.connect(for_asyncpg(urls.owner))
    try:
        return {tuple(row) for row in await connection.fetch(statement, *values)}
    finally:
        await connection.close()


@pytest.fixture(scope="module", params=RELEASES)
async def upgraded(request: pytest.FixtureRequest, admin_url: str, suffix: str) -> dict[str, Urls]:
    name = f"{suffix}_copies_{request.param}".replace("-", "_")
    databases = {service: provision(admin_url, service, name) for service in SERVICES}
    for service, urls in databases.items():
        await restore(urls.owner, fixture(request.param, service))
        await rows(urls, f"{CONFIRMED[service]}{FIRST_LINK} returning 1")
        migrate(service, urls.owner)
    return databases


@pytest.mark.parametrize("fact", FACTS)
async def test_services_agree_after_an_upgrade(upgraded: dict[str, Urls], fact: str) -> None:
    (first, statement), *others = FACTS[fact].items()
    known = await rows(upgraded[first], statement)
    assert known, "the fixture has none"
    for service, other in others:
        values = ([row[0] for row in known],) if "$1" in other else ()
        assert await rows(upgraded[service], other, *values) == known, service


async def test_a_link_that_was_confirmed_is_confirmed_everywhere(upgraded: dict[str, Urls]) -> None:
    for service, statement in FACTS["supplier links"].items():
        assert {row[-1] for row in await rows(upgraded[service], statement)} == {True, False}, service
