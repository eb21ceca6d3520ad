"""What is there before the curtain rises: databases, 100,000 rows, one buyer with a key and a token."""

import asyncio
import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from chassis.caller_proofs import CallerProofs
from chassis.database import new_engine, new_sessions
from chassis.settings import for_asyncpg
from gateway.first_accounts.actions import create_first_accounts
from gateway.first_accounts.schemas import FirstAccounts, FirstMember, FirstOrganisation
from support.services import Keys, database, new_keys

HERE = Path(__file__).parent
ROWS = 100_000

SUPPLIERS = """
insert into suppliers (id, created_at, created_by, updated_at, updated_by, version, name, kinds, country,
                       identifiers, status, registered_by)
select gen_random_uuid(), now(), $1, now(), $1, 1, 'Supplier ' || i, array['brand'], 'BE', '[]', 'prospect', $1
from generate_series(1, 100) i"""

CONTACTS = """
insert into contact_points (id, created_at, created_by, updated_at, updated_by, version, owner_id, supplier_id,
                            person_name, function_title, function_area, email, languages, purpose, is_primary,
                            declared_not_sales, active_from, status)
select gen_random_uuid(), now(), $1, now(), $1, 1,
       case when i % 10 = 0 then $1 else md5((i % 1000)::text)::uuid end,
       (select id from suppliers limit 1), 'Contact ' || i, 'Lead', 'audit', 'contact@supplier.example', '{}',
       'auditor', false, true, current_date, 'accepted'
from generate_series(1, $2) i"""


@dataclass(frozen=True)
class Stage:
    """Addresses and credentials for whatever is measured."""

    environment: dict[str, str]
    org: UUID
    api_key: str
    token: str
    owner_url: str
    worker_url: str

    def as_owner(self, statement: str) -> None:
        asyncio.run(_run(self.owner_url, statement))


async def _run(url: str, statement: str, *arguments: object) -> None:
    connection = await asyncpg.connect(for_asyncpg(url))
    try:
        await connection.execute(statement, *arguments)
    finally:
        await connection.close()


async def _found(worker_url: str, api_key: str) -> UUID:
    proofs = await CallerProofs.of_database(worker_url)
    engine = new_engine(worker_url, application="bench", proofs=proofs, size=1)
    member = FirstMember(
        username="bench", password="bench-" + uuid4().hex, roles=["buyer_officer"], api_key=api_key
    )
    document = FirstAccounts(organisations=[FirstOrganisation(name="Bench", kind="buyer", members=[member])])
    ids = await create_first_accounts(new_sessions(engine), document)
    await engine.dispose()
    return ids["Bench"]


async def _fill(url: str, org: UUID) -> None:
    await _run(url, SUPPLIERS, org)
    await _run(url, CONTACTS, org, ROWS)
    await _run(url, "analyze")


def _token(keys: Keys, org: UUID) -> str:
    claims = {
        "sub": str(uuid4()),
        "org": str(org),
        "org_kind": "buyer",
        "org_name": "Bench",
        "roles": ["buyer_officer"],
    }
    return keys.gateway.sign(claims, audience=["suppliers", "dialogue"], lifetime=900)


def set_stage(admin_url: str) -> Stage:
    keys = new_keys()
    urls = {name: database(admin_url, name, "bench") for name in ("gateway", "suppliers")}
    api_key = f"{uuid4().hex[:16]}.{uuid4().hex}"
    org = asyncio.run(_found(urls["gateway"].worker, api_key))
    asyncio.run(_fill(urls["suppliers"].owner, org))
    environment = {
        "TRUSTED_KEYS": json.dumps({kid: key.model_dump(mode="json") for kid, key in keys.trusted.items()}),
        "HRDD_SECRET": "bench" * 8,
        "LIMIT_DATABASE_URL": urls["suppliers"].owner,
        "LIMIT_ORG": str(org),
        "PYTHONPATH": str(HERE),
    }
    for name, own in urls.items():
        prefix = name.upper()
        environment |= {
            f"{prefix}_DATABASE_URL": own.app,
            f"{prefix}_WORKER_DATABASE_URL": own.worker,
            f"{prefix}_SIGNING_KEY": keys.private[name],
        }
    return Stage(environment, org, api_key, _token(keys, org), urls["suppliers"].owner, urls["suppliers"].worker)
