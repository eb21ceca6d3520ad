"""What one installation keeps secret: `secrets.json` in its data folder, made once, readable by its owner."""

import base64
import json
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from local_stack.demo.accounts import NAMES, Account, invent
from local_stack.private_files import write_private
from local_stack.provisioning import SERVICES, role_names

FILE = "secrets.json"
# Which services a key may speak for people (the gateway), and which only for themselves.
ROLES_OF_ISSUER = {"gateway": ["*"], "suppliers": ["system"], "dialogue": ["system"]}


@dataclass(frozen=True)
class Keyring:
    """`trusted_keys` are public halves: the receivers' fixed map of key id, issuer and permitted roles."""

    role_passwords: dict[str, str] = field(default_factory=dict)
    signing_keys: dict[str, str] = field(default_factory=dict)
    trusted_keys: dict[str, dict[str, Any]] = field(default_factory=dict)
    cursor_secret: str = ""
    findings_key: str = ""
    accounts: dict[str, Account] = field(default_factory=dict)


def keyring(folder: Path) -> Keyring:
    """Read what is there; make what is missing, and only that."""
    file = folder / FILE
    known = Keyring(**json.loads(file.read_text())) if file.exists() else Keyring()
    whole = complete(known)
    if whole != known:
        write_private(file, json.dumps(asdict(whole), indent=2))
    return whole


def complete(known: Keyring) -> Keyring:
    roles = [role for service in SERVICES for role in role_names(service)]
    signing_keys = {service: known.signing_keys.get(service) or _private_key() for service in SERVICES}
    trusted = {
        f"{service}-1": known.trusted_keys.get(f"{service}-1") or _trusted(service, signing_keys[service])
        for service in SERVICES
    }
    return Keyring(
        role_passwords={role: known.role_passwords.get(role) or secrets.token_urlsafe(24) for role in roles},
        signing_keys=signing_keys,
        trusted_keys=trusted,
        cursor_secret=known.cursor_secret or secrets.token_urlsafe(32),
        findings_key=known.findings_key or base64.b64encode(secrets.token_bytes(32)).decode(),
        accounts={name: known.accounts.get(name) or invent(name) for name in NAMES},
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
