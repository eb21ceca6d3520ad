"""A long list survives the kill of the process that reads it: no row is lost or read twice."""

import asyncio
import json
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from chassis.vocabulary import OrgKind, Role
from local_stack.provisioning import Urls
from support.market import made, supplier_of
from support.services import Keys, database
from support.sites import csv_of, send, site, until

ROWS = 3100
ORG = "5f0c9a52-7a3e-4d0b-9a75-2f1c6f0f7d11"


def _free_port() -> int:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        return int(listening.getsockname()[1])


@pytest.fixture(scope="module")
async def environment(admin_url: str, suffix: str, keys: Keys) -> dict[str, str]:
    urls: Urls = await asyncio.to_thread(database, admin_url, "suppliers", f"{suffix}_killed")
    shared = keys.shared()
    trusted = {kid: key.model_dump(mode="json") for kid, key in shared.trusted_keys.items()}
    return {
        "SUPPLIERS_DATABASE_URL": urls.app,
        "SUPPLIERS_WORKER_DATABASE_URL": urls.worker,
        "SUPPLIERS_SIGNING_KEY": keys.private["suppliers"],
        "TRUSTED_KEYS": json.dumps(trusted, default=list),
        "HRDD_SECRET": "x" * 32,
        "LOG_LEVEL": "error",
    }


@contextmanager
def served(environment: dict[str, str], port: int) -> Iterator[subprocess.Popen[bytes]]:
    command = [sys.executable, "-m", "uvicorn", "--factory", "suppliers.app:from_environment"]
    process = subprocess.Popen(
        [*command, "--port", str(port), "--log-level", "error"], env=environment, stderr=subprocess.DEVNULL
    )
    try:
        yield process
    finally:
        process.send_signal(signal.SIGKILL)
        process.wait(10)


async def answering(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                if (await client.get("/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)


async def test_the_next_process_continues_the_import(environment: dict[str, str], keys: Keys) -> None:
    port = _free_port()
    said: dict[str, Any] = {
        "sub": ORG,
        "org": ORG,
        "org_kind": OrgKind.BUYER.value,
        "org_name": "Example Buyer",
        "roles": [Role.BUYER_OFFICER.value],
    }
    token = keys.gateway.sign(said, audience=["suppliers", "dialogue"], lifetime=300)
    headers = {"Authorization": f"Bearer {token}"}
    base = f"http://127.0.0.1:{port}"
    async with httpx.AsyncClient(base_url=base, headers=headers, timeout=30, trust_env=False) as buyer:
        with served(environment, port) as process:
            await answering(buyer)
            sites = [site() for _ in range(ROWS)]
            answer = await send(buyer, csv_of(*sites), (await supplier_of(buyer))["id"])
            imported, address = made(answer, 202), answer.headers["Location"]
            await until(buyer, address, lambda found: found["rows"]["new"] >= 1000)
            process.send_signal(signal.SIGKILL)
            process.wait(10)
        with served(environment, port):
            await answering(buyer)
            left = made(await buyer.get(address), 200)
            assert left["rows"]["new"] % 1000 == 0, "what was committed is whole pieces"
            done = await until(buyer, address, lambda found: found["status"] != "processing")
            assert (done["status"], done["rows"]["new"]) == ("done", ROWS)
            for path in (f"{address}/rows", f"/v1/disclosures/{imported['disclosure_id']}/rows"):
                counted = made(await buyer.get(path, params={"limit": 1, "count": "exact"}), 200)
                assert counted["total"] == ROWS
