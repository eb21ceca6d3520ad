"""Writes `deploy/.env`: the example with new secrets for its empty variables."""

import json
import re
import secrets

from local_stack.errors import StackError
from local_stack.keyring import Keyring, complete
from local_stack.private_files import write_private
from local_stack.settings import REPOSITORY, StackSettings
from local_stack.terminal import show

EXAMPLE = REPOSITORY / "deploy" / "env.example"
FILLED = REPOSITORY / "deploy" / ".env"


def write(_settings: StackSettings) -> None:
    if FILLED.exists():
        raise StackError(f"{FILLED} exists and was not changed: its secrets may be in use.")
    write_private(FILLED, filled(EXAMPLE.read_text()))
    show(f"Written: {FILLED}, readable by you only. Keep a copy of FINDINGS_KEY, separate from the backups.")


def filled(example: str) -> str:
    """Each line `NAME=` gets its secret, in single quotes if it contains quotes or line breaks."""
    new = _new_secrets()
    return re.sub(r"^(\w+)=$", lambda line: f"{line[1]}={_quoted(new[line[1]])}", example, flags=re.MULTILINE)


def _new_secrets() -> dict[str, str]:
    keys = complete(Keyring())
    passwords = {f"{role.upper()}_PASSWORD": password for role, password in keys.role_passwords.items()}
    signing = {f"{service.upper()}_SIGNING_KEY": key for service, key in keys.signing_keys.items()}
    return passwords | signing | {
        "POSTGRES_PASSWORD": secrets.token_urlsafe(24),
        "TRUSTED_KEYS": json.dumps(keys.trusted_keys),
        "HRDD_SECRET": keys.cursor_secret,
        "FINDINGS_KEY": keys.findings_key,
    }  # fmt: skip


def _quoted(value: str) -> str:
    return value if re.fullmatch(r"[\w=+/-]+", value) else f"'{value.strip()}'"
