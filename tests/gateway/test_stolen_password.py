"""What somebody can do who has the password of the gateway's app role, and SQL that is injected into a request."""

from collections.abc import AsyncIterator
from uuid import uuid4

import asyncpg
import pytest

from chassis.caller_proofs import CallerProofs, ProvenConnection, proven
from chassis.settings import for_asyncpg
from chassis.state import state_of
from gateway.app import Gateway
from gateway.tokens.rules import digest
from support.accounts import Account, Accounts

REFUSED = asyncpg.InsufficientPrivilegeError
NOW = "now() + interval '1 day'"


@pytest.fixture
async def victim(accounts: Accounts) -> Account:
    return await accounts.buyer()


async def connected(url: str, kind: type[asyncpg.Connection]) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(for_asyncpg(url), connection_class=kind)
    yield connection
    await connection.close()


@pytest.fixture
async def stolen(gateway_app: Gateway) -> AsyncIterator[asyncpg.Connection]:
    """A session of somebody with the app role's password."""
    url = state_of(gateway_app.own).settings.database_url
    async for connection in connected(url, asyncpg.Connection):
        yield connection


@pytest.fixture
async def injected(gateway_app: Gateway) -> AsyncIterator[ProvenConnection]:
    """A session of a process of the gateway, in which SQL of somebody else runs."""
    settings = state_of(gateway_app.own).settings
    proofs = await CallerProofs.of_database(settings.worker_database_url)
    async for connection in connected(settings.database_url, proven(ProvenConnection, proofs)):
        yield connection


SECRETS = [
    "select password_hash from people",
    "select * from people",
    "select secret_hash from api_keys",
    "select * from api_keys",
    "select token_hash from invitations",
    "select * from invitations",
    "select * from refresh_tokens",
    "select token_hash from refresh_tokens",
    "update people set password_hash = 'x'",
    "update people set disabled_at = null",
    "delete from people",
    "update api_keys set secret_hash = ''",
    "update invitations set token_hash = ''",
    "update refresh_tokens set revoked_at = null, used_at = null",
    "delete from refresh_tokens",
    "insert into refresh_tokens (token_hash, family, person_id, organisation_id, expires_at)"
    f" values ('', gen_random_uuid(), gen_random_uuid(), gen_random_uuid(), {NOW})",
    "select count(*) from people where password_hash like '$argon2id$%'",
    "select 1 from api_keys order by secret_hash",
]


@pytest.mark.parametrize("statement", SECRETS)
async def test_neither_reads_or_changes_what_lets_people_in(
    stolen: asyncpg.Connection, injected: ProvenConnection, victim: Account, statement: str
) -> None:
    await injected.act_for(victim.org, in_transaction=False)
    for session in (stolen, injected):
        with pytest.raises(REFUSED, match="permission denied"):
            await session.execute(statement)


@pytest.mark.parametrize(
    "question",
    [
        "select username from people",
        "select password_recipe('{username}')",
        "select person_with_password('{username}', 'x')",
        "select change_password('{username}', 'x', 'y')",
        "select start_session('{username}', 'x', gen_random_uuid(), gen_random_uuid(), '', now())",
        "select renew_session('', '', now())",
        "select revoke_family_of_used('')",
        "select key_of_client('x')",
        "select key_with_secret('x', '')",
    ],
)
async def test_a_stolen_password_alone_asks_nothing_about_accounts(
    stolen: asyncpg.Connection, victim: Account, question: str
) -> None:
    with pytest.raises(REFUSED, match="only a process of the service may ask this"):
        await stolen.fetch(question.format(username=victim.username))


async def test_injected_sql_learns_the_salt_of_a_password_and_no_hash(
    injected: ProvenConnection, victim: Account
) -> None:
    await injected.act_for(None, in_transaction=False)
    recipe = await injected.fetchval("select password_recipe($1)", victim.username)
    assert recipe.startswith("$argon2id$")
    assert recipe.count("$") == 4, "parameters and salt, without the hash"
    assert await injected.fetchval("select password_recipe('no such person')") is None


async def test_injected_sql_starts_no_session_and_changes_no_password_without_the_right_hash(
    injected: ProvenConnection, victim: Account
) -> None:
    await injected.act_for(victim.org, in_transaction=False)
    name, token = victim.username, digest("chosen by the attacker")
    start = f"select start_session($1, 'guessed', $2, gen_random_uuid(), $3, {NOW})"
    assert await injected.fetchval(start, name, victim.org, token) is False
    assert await injected.fetchval("select change_password($1, 'guessed', 'mine')", name) is False
    renewed = await injected.fetch(f"select * from renew_session($1, $2, {NOW})", token, digest("next"))
    assert renewed == []
    assert (await victim.get("/v1/me")).status_code == 200


async def test_injected_sql_ends_sessions_of_its_own_organisation_only(
    injected: ProvenConnection, victim: Account, accounts: Accounts
) -> None:
    form = {"grant_type": "password", "username": victim.username, "password": victim.password}
    first = (await accounts.anonymous.post("/v1/token", data=form)).json()
    await injected.act_for(uuid4(), in_transaction=False)
    person = (await victim.get("/v1/me")).json()["person"]["id"]
    await injected.execute("select revoke_sessions($1)", person)
    form = {"grant_type": "refresh_token", "refresh_token": first["refresh_token"]}
    renewed = await accounts.anonymous.post("/v1/token", data=form)
    assert (renewed.status_code, renewed.json()["token_type"]) == (200, "Bearer")


@pytest.mark.parametrize("change", ["kind = 'platform'", "kind = 'supplier', supplier_id = gen_random_uuid()"])
async def test_injected_sql_makes_no_other_kind_of_its_organisation(
    injected: ProvenConnection, victim: Account, change: str
) -> None:
    await injected.act_for(victim.org, in_transaction=False)
    with pytest.raises(REFUSED, match="permission denied for table organisations"):
        await injected.execute(f"update organisations set {change} where id = $1", victim.org)


async def test_a_role_of_another_kind_of_organisation_gives_no_right(
    injected: ProvenConnection, victim: Account, accounts: Accounts
) -> None:
    me = (await victim.get("/v1/me")).json()
    await injected.act_for(victim.org, in_transaction=False)
    roles = [*me["roles"], "platform_admin"]
    await injected.execute(
        "update members set roles = $2 where owner_id = $1 and person_id = $3",
        victim.org,
        roles,
        me["person"]["id"],
    )
    with pytest.raises(REFUSED, match="permission denied"):
        await injected.execute("update api_keys set roles = $2 where owner_id = $1", victim.org, roles)
    form = {"grant_type": "password", "username": victim.username, "password": victim.password}
    token = (await accounts.anonymous.post("/v1/token", data=form)).json()["access_token"]
    seen = await accounts.anonymous.get("/v1/me", headers={"Authorization": f"Bearer {token}"})
    assert seen.json()["roles"] == me["roles"]
