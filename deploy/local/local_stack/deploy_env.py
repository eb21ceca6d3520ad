"""A filled `deploy/.env`: the example with new secrets in the places that it leaves empty."""

import json
import re
import secrets

from local_stack.errors import CannotStart
from local_stack.keyring import Keyring, complete
from local_stack.private_files import write_private
from local_stack.settings import REPOSITORY, StackSettings
from local_stack.terminal import tell

EXAMPLE = REPOSITORY / "deploy" / "env.example"
FILLED = REPOSITORY / "deploy" / ".env"


def write(_settings: StackSettings) -> None:
    if FILLED.exists():
        raise CannotStart(f"{FILLED} exists and stays as it is: its secrets may be in use.")
    write_private(FILLED, filled(EXAMPLE.read_text()))
    tell(f"{FILLED} written, readable by you alone. Keep a copy of FINDINGS_KEY apart from the backups.")


def filled(example: str) -> str:
    """Each line `NAME=` gets its secret, in single quotes where it has quotes or lines of its own."""
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
