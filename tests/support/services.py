"""The real services for tests: migrated databases, real keys, the app within its lifespan."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import asyncpg
import httpx
from alembic import command
from alembic.config import Config
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from fastapi import FastAPI

from chassis.settings import Shared, TrustedKey
from chassis.tokens import Signer
from dialogue.app import create_app as create_dialogue
from dialogue.settings import DialogueSettings
from local_stack.provisioning import Urls, role_names
from local_stack.testing import provision
from suppliers.app import create_app as create_suppliers
from suppliers.settings import SuppliersSettings
from support.answers import checks_of

ROOT = Path(__file__).parents[2]
SERVICES = ("gateway", "suppliers", "dialogue")
COPYING = 0x636F7079
"""The advisory lock of the workers that copy databases."""
FINDINGS_KEY = base64.b64encode(bytes(range(32))).decode()


@dataclass(frozen=True)
class Keys:
    """A signing key per service, and whom each service believes."""

    private: dict[str, str]
    trusted: dict[str, TrustedKey]

    @cached_property
    def gateway(self) -> Signer:
        return Signer(self.private["gateway"], issuer="gateway")

    def shared(self) -> Shared:
        trusted = {kid: key.model_dump(mode="json") for kid, key in self.trusted.items()}
        return Shared.model_validate({"trusted_keys": json.dumps(trusted), "hrdd_secret": "x" * 32})


def _pem_pair() -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    public = key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )
    return private.decode(), public.decode()


def new_keys() -> Keys:
    pairs = {service: _pem_pair() for service in SERVICES}
    trusted = {
        f"{service}-1": TrustedKey(
            issuer=service,
            public_key=public,
            roles=frozenset({"*"} if service == "gateway" else {"system"}),
        )
        for service, (_, public) in pairs.items()
    }
    return Keys({service: private for service, (private, _) in pairs.items()}, trusted)


def migrate(service: str, owner_url: str) -> None:
    """Alembic starts a loop of its own, so it gets a thread of its own."""
    config = Config(str(ROOT / "services" / service / "alembic.ini"))
    config.attributes["url"] = owner_url
    with ThreadPoolExecutor(1) as apart:
        apart.submit(command.upgrade, config, "head").result()


def database(admin_url: str, service: str, suffix: str) -> Urls:
    """A migrated database of this worker's own: a copy of the one that the first worker migrated."""
    with ThreadPoolExecutor(1) as apart:
        apart.submit(asyncio.run, _copy(admin_url, service, suffix)).result()
    return provision(admin_url, service, suffix)


async def _copy(admin_url: str, service: str, suffix: str) -> None:
    """Nobody stays connected to the original, so that it can be copied."""
    copy, original, owner = f"{service}_{suffix}", f"{service}_original", role_names(service)[0]
    admin = await asyncpg.connect(admin_url)
    try:
        await admin.execute("select pg_advisory_lock($1)", COPYING)
        names = {row["datname"] for row in await admin.fetch("select datname from pg_database")}
        if original not in names:
            migrate(service, provision(admin_url, service, "unfinished").owner)
            await admin.execute(f"alter database {service}_unfinished rename to {original}")
        if copy not in names:
            await admin.execute(f"create database {copy} owner {owner} template {original}")
    finally:
        await admin.close()


def serve_suppliers(admin_url: str, suffix: str, keys: Keys) -> FastAPI:
    urls = database(admin_url, "suppliers", suffix)
    settings = SuppliersSettings(
        database_url=urls.app, worker_database_url=urls.worker, signing_key=keys.private["suppliers"]
    )
    return create_suppliers(settings, keys.shared())


def client_of(app: FastAPI) -> httpx.AsyncClient:
    """How one service reaches another within a test: the real app, without a network between."""
    hooks = {"response": [checks_of(app)]}
    return httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://neighbour", event_hooks=hooks)


def serve_dialogue(
    admin_url: str, suffix: str, keys: Keys, clients: Mapping[str, httpx.AsyncClient], folder: Path
) -> FastAPI:
    urls = database(admin_url, "dialogue", suffix)
    settings = DialogueSettings(
        database_url=urls.app,
        worker_database_url=urls.worker,
        signing_key=keys.private["dialogue"],
        evidence_dir=folder,
        findings_key=FINDINGS_KEY,
    )
    return create_dialogue(settings, keys.shared(), clients=clients)


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    """The app within its lifespan: pools, sealer and followers at work."""
    async with app.router.lifespan_context(app):
        yield app
