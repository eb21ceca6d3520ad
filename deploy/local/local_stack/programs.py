"""The three services as programs: how each is started and what its environment tells it."""

import json
import os
import sys
from collections.abc import Mapping

from local_stack.keyring import Keyring
from local_stack.provisioning import SERVICES, Urls
from local_stack.settings import LOOPBACK, StackSettings

# A stream or long poll that is open, between the services too, must not hold up a stop for longer than this.
GRACEFUL_SECONDS = 2


def app_of(service: str) -> str:
    return f"{service}.app:from_environment"


def command(service: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "chassis.serving", app_of(service)),
        *("--host", LOOPBACK, "--port", str(port), "--graceful-seconds", str(GRACEFUL_SECONDS)),
    ]


def environment(
    service: str, urls: Urls, keys: Keyring, ports: Mapping[str, int], settings: StackSettings
) -> dict[str, str]:
    """A service gets its own secrets only; the administrator's address stays with the launcher."""
    prefix = service.upper()
    addresses = {f"{name.upper()}_URL": f"http://{LOOPBACK}:{ports[name]}" for name in SERVICES}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | addresses | {
        f"{prefix}_DATABASE_URL": urls.app,
        f"{prefix}_WORKER_DATABASE_URL": urls.worker,
        f"{prefix}_SIGNING_KEY": keys.signing_keys[service],
        "TRUSTED_KEYS": json.dumps(keys.trusted_keys),
        "HRDD_SECRET": keys.cursor_secret,
        **(_of_dialogue(keys, settings) if service == "dialogue" else {}),
    }  # fmt: skip


def _of_dialogue(keys: Keyring, settings: StackSettings) -> dict[str, str]:
    return {
        "DIALOGUE_FINDINGS_KEY": keys.findings_key,
        "DIALOGUE_EVIDENCE_DIR": str(settings.data / "evidence"),
    }
