"""The suppliers service as a process of its own, for tests of what a process does and holds."""

import asyncio
import json
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx

from chassis.vocabulary import OrgKind, Role
from local_stack.provisioning import Urls
from support.clients import async_client_at
from support.services import Keys

SERVICE = (sys.executable, "-m", "uvicorn", "--factory", "suppliers.app:from_environment", "--log-level", "error")


def environment_of(urls: Urls, keys: Keys) -> dict[str, str]:
    trusted = {kid: key.model_dump(mode="json") for kid, key in keys.shared().trusted_keys.items()}
    return {
        "SUPPLIERS_DATABASE_URL": urls.app,
        "SUPPLIERS_WORKER_DATABASE_URL": urls.worker,
        "SUPPLIERS_SIGNING_KEY": keys.private["suppliers"],
        "TRUSTED_KEYS": json.dumps(trusted, default=list),
        "HRDD_SECRET": "x" * 32,
        "LOG_LEVEL": "error",
    }


@dataclass(frozen=True)
class Served:
    """A running service."""

    process: "subprocess.Popen[bytes]"
    base: str

    def kill(self) -> None:
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(10)

    def most_memory(self) -> float:
        """Megabytes, at the highest point so far."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (kilobytes,) = re.findall(r"^VmHWM:\s+(\d+) kB", status, re.MULTILINE)
        return int(kilobytes) / 1024

    def buyer(self, keys: Keys, org: str | None = None) -> httpx.AsyncClient:
        """An officer of a buyer; a new buyer if no organisation is given."""
        org = org or str(uuid4())
        said: dict[str, Any] = {
            "sub": org,
            "org": org,
            "org_kind": OrgKind.BUYER.value,
            "org_name": "Example Buyer",
            "roles": [Role.BUYER_OFFICER.value],
        }
        token = keys.gateway.sign(said, audience=["suppliers", "dialogue"], lifetime=300)
        return async_client_at(self.base, token, limits=httpx.Limits(max_connections=None))


@contextmanager
def served(environment: dict[str, str], command: Sequence[str] = SERVICE) -> Iterator[Served]:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        port = int(listening.getsockname()[1])
    process = subprocess.Popen([*command, "--port", str(port)], env=environment, stderr=subprocess.DEVNULL)
    running = Served(process, f"http://127.0.0.1:{port}")
    try:
        yield running
    finally:
        running.kill()


async def answering(client: httpx.AsyncClient) -> None:
    async with asyncio.timeout(30):
        while True:
            try:
                if (await client.get("/health/ready")).status_code == 200:
                    return
            except httpx.TransportError:
                pass
            await asyncio.sleep(0.1)
