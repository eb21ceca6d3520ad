"""The committed API descriptions: written from the services, and copied into the gateway, which routes by them."""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

from chassis.api_description import as_text, public_description
from chassis.api_names import operations_of
from gateway.api_reference.description.merge import merged
from gateway.api_reference.description.tags import tags_in_use
from local_stack.errors import StackError
from local_stack.keyring import Keyring, complete
from local_stack.programs import environment
from local_stack.provisioning import SERVICES, urls
from local_stack.settings import REPOSITORY, StackSettings
from local_stack.terminal import show

COMMITTED = REPOSITORY / "openapi"
WHOLE = REPOSITORY / "build" / "openapi.json"
IN_GATEWAY = REPOSITORY / "services" / "gateway" / "gateway" / "openapi"


def files(service: str) -> tuple[Path, Path]:
    return COMMITTED / f"{service}.json", IN_GATEWAY / f"{service}.json"


def documents() -> dict[str, str]:
    """The present API description of each service, written by a process of its own, without a database."""
    processes = {service: _start(service) for service in SERVICES}
    texts = {service: process.communicate()[0] for service, process in processes.items()}
    for service, process in processes.items():
        if process.returncode:
            raise StackError(f"The API description of {service} cannot be written; its error is above.")
    return {service: as_text(_with_tags(json.loads(text))) for service, text in texts.items()}


def _with_tags(document: dict[str, Any]) -> dict[str, Any]:
    """The tags are described for the platform as a whole; each document gets those that it uses."""
    used = (tag for operation in operations_of(document) for tag in operation["tags"])
    return {**document, "tags": tags_in_use(used)}


def write_whole(_settings: StackSettings) -> None:
    """The description of the whole platform, as the gateway serves it, for linters and client generators."""
    WHOLE.parent.mkdir(exist_ok=True)
    committed = {service: json.loads(files(service)[0].read_text()) for service in SERVICES}
    WHOLE.write_text(as_text(merged(committed)))
    show(str(WHOLE.relative_to(REPOSITORY)))


def write(_settings: StackSettings) -> None:
    for service, document in documents().items():
        for file in files(service):
            file.write_text(document)
        show(f"{COMMITTED.name}/{service}.json")


def _start(service: str) -> subprocess.Popen[str]:
    """A service needs its environment to be created; nothing connects to these addresses."""
    keys = complete(Keyring())
    addresses = urls("postgresql://nobody@127.0.0.1/postgres", service, keys.role_passwords)
    settings = StackSettings(REPOSITORY / ".data", 8000, None)
    ports = dict.fromkeys(SERVICES, settings.gateway_port)
    return subprocess.Popen(
        [sys.executable, "-m", __name__, service],
        env=os.environ | environment(service, addresses, keys, ports, settings=settings),
        stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


if __name__ == "__main__":
    sys.stdout.write(as_text(public_description(import_module(f"{sys.argv[1]}.app").from_environment())))
