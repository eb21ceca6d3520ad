"""The command and the environment with which each service is started."""

import json
import os
import sys
from collections.abc import Mapping

from local_stack.keyring import Keyring
from local_stack.provisioning import SERVICES, Urls
from local_stack.settings import LOOPBACK, StackSettings

# For which a request that is running may delay a stop; streams and long polls end at once.
GRACEFUL_SECONDS = 8


def app_of(service: str) -> str:
    return f"{service}.app:from_environment"


def command(service: str, port: int) -> list[str]:
    return [
        *(sys.executable, "-m", "chassis.serving", app_of(service)),
        *("--host", LOOPBACK, "--port", str(port), "--graceful-seconds", str(GRACEFUL_SECONDS)),
    ]


def environment(
    service: str, urls: Urls, keys: Keyring, ports: Mapping[str, int], *, settings: StackSettings
) -> dict[str, str]:
    """A service gets only its own secrets, and never the administrator's address."""
    prefix = service.upper()
    addresses = {f"{name.upper()}_URL": f"http://{LOOPBACK}:{ports[name]}" for name in SERVICES}
    inherited = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return inherited | addresses | {
        f"{prefix}_DATABASE_URL": urls.app,
        f"{prefix}_WORKER_DATABASE_URL": urls.worker,
        f"{prefix}_SIGNING_KEY": keys.signing_keys[service],
        "TRUSTED_KEYS": json.dumps(keys.trusted_keys),
        "HRDD_SECRET": keys.cursor_secret,
        "HRDD_TEST_CLOCK": "1" if settings.test_clock else "0",
        **(_of_dialogue(keys, settings) if service == "dialogue" else {}),
    }  # fmt: skip


def _of_dialogue(keys: Keyring, settings: StackSettings) -> dict[str, str]:
    return {
        "DIALOGUE_FINDINGS_KEY": keys.findings_key,
        "DIALOGUE_EVIDENCE_DIR": str(settings.data / "evidence"),
    }
