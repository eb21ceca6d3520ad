"""The committed contracts: written from the services, and laid beside the gateway that routes by them."""

import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

from chassis.api_description import as_text, public_description
from local_stack.errors import CannotStart
from local_stack.keyring import Keyring, complete
from local_stack.programs import environment
from local_stack.provisioning import SERVICES, urls
from local_stack.settings import REPOSITORY, StackSettings
from local_stack.terminal import tell

PROMISES = REPOSITORY / "openapi"
BESIDE_THE_GATEWAY = REPOSITORY / "services" / "gateway" / "gateway" / "openapi"


def files(service: str) -> tuple[Path, Path]:
    return PROMISES / f"{service}.json", BESIDE_THE_GATEWAY / f"{service}.json"


def documents() -> dict[str, str]:
    """What each service says of itself now, asked in a process of its own, without any database."""
    asked = {service: _ask(service) for service in SERVICES}
    said = {service: process.communicate()[0] for service, process in asked.items()}
    for service, process in asked.items():
        if process.returncode:
            raise CannotStart(f"{service} could not say its contract.")
    return said


def write(_settings: StackSettings) -> None:
    for service, document in documents().items():
        for file in files(service):
            file.write_text(document)
        tell(f"{PROMISES.name}/{service}.json")


def _ask(service: str) -> subprocess.Popen[str]:
    """A service reads its environment to be built at all; nothing behind these addresses is asked."""
    keys = complete(Keyring())
    addresses = urls("postgresql://nobody@127.0.0.1/postgres", service, keys.role_passwords)
    settings = StackSettings(REPOSITORY / ".data", 8000, None)
    ports = dict.fromkeys(SERVICES, settings.gateway_port)
    return subprocess.Popen(
        [sys.executable, "-m", __name__, service],
        env=os.environ | environment(service, addresses, keys, ports, settings),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(as_text(public_description(import_module(f"{sys.argv[1]}.app").from_environment())))
