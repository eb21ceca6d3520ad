"""The secrets of one installation: `secrets.json` in its data folder, readable by its owner only."""

import base64
import json
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from local_stack.demo.accounts import ACCOUNT_NAMES, Account, new_account
from local_stack.errors import StackError
from local_stack.private_files import write_private
from local_stack.provisioning import SERVICES, role_names

FILE = "secrets.json"
# The gateway's key may sign tokens with any role; the other services' keys only with the role `system`.
ROLES_OF_ISSUER = {"gateway": ["*"], "suppliers": ["system"], "dialogue": ["system"]}


@dataclass(frozen=True)
class Keyring:
    """`trusted_keys` are the public halves by key id, with their issuer and permitted roles."""

    role_passwords: dict[str, str] = field(default_factory=dict)
    signing_keys: dict[str, str] = field(default_factory=dict)
    trusted_keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    cursor_secret: str = ""
    findings_key: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)


def refuse_lost_secrets(folder: Path, databases: Collection[str]) -> None:
    """Raises StackError where databases of the platform exist, but not the secrets that they were made with.

    New ones would open nothing: texts of findings stay encrypted, and keys that were printed are unknown.
    """
    file = folder / FILE
    if file.exists() or not databases:
        return
    raise StackError(
        f"There is data ({', '.join(sorted(databases))}), but {file} is missing. Without it the restricted texts of"
        " findings cannot be read. Put the file back from your backup. If there is none, keep what can be kept:"
        f" write {{}} into {file} and start again; new secrets are made, and restricted texts are lost."
    )


def keyring(folder: Path) -> Keyring:
    """Read the secrets, and create those that are missing."""
    file = folder / FILE
    stored = Keyring(**json.loads(file.read_text())) if file.exists() else Keyring()
    completed = complete(stored)
    if completed != stored:
        write_private(file, json.dumps(asdict(completed), indent=2))
    return completed


def complete(stored: Keyring) -> Keyring:
    """The same secrets, and new ones for those that are missing."""
    roles = [role for service in SERVICES for role in role_names(service)]
    signing_keys = {service: stored.signing_keys.get(service) or _private_key() for service in SERVICES}
    trusted = {
        f"{service}-1": stored.trusted_keys.get(f"{service}-1") or _trusted(service, signing_keys[service])
        for service in SERVICES
    }
    return Keyring(
        role_passwords={role: stored.role_passwords.get(role) or secrets.token_urlsafe(24) for role in roles},
        signing_keys=signing_keys,
        trusted_keys=trusted,
        cursor_secret=stored.cursor_secret or secrets.token_urlsafe(32),
        findings_key=stored.findings_key or base64.b64encode(secrets.token_bytes(32)).decode(),
        accounts={name: stored.accounts.get(name) or new_account(name) for name in ACCOUNT_NAMES},
    )


def _private_key() -> str:
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    return (
        ec.generate_private_key(ec.SECP256R1())
        .private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        .decode()
    )


def _trusted(service: str, private_key: str) -> dict[str, Any]:
    from cryptography.hazmat.primitives import serialization

    public = serialization.load_pem_private_key(private_key.encode(), None).public_key()
    pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo).decode()
    return {"issuer": service, "public_key": pem, "roles": ROLES_OF_ISSUER[service]}
