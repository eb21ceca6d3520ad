"""Encryption of the restricted fields of a finding, before they reach the database (AES-256-GCM, NIST SP 800-38D).

Each monitor has a data key of its own, wrapped by a key from the environment. A sealed text is bound to its
monitor and its finding: moved to another row, it does not open.
"""

import base64
import binascii
import secrets
from typing import Any
from uuid import UUID

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

KEY_BYTES = 32
NONCE_BYTES = 12


class SealBroken(RuntimeError):
    """The bytes were not encrypted with this key for this purpose; no request can cause that."""


def _encrypt(key: bytes, plain: bytes, context: bytes) -> bytes:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, context)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> bytes:
    try:
        return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], context)
    except InvalidTag as error:
        raise SealBroken from error


class Vault:
    """Encrypts the data keys of monitors with the key of the installation."""

    def __init__(self, master: str) -> None:
        """`master` is base64 of 32 bytes; raises ValueError where it is not."""
        try:
            self._master = base64.b64decode(master, validate=True)
        except binascii.Error as error:
            raise ValueError("DIALOGUE_FINDINGS_KEY is not base64") from error
        if len(self._master) != KEY_BYTES:
            raise ValueError(f"DIALOGUE_FINDINGS_KEY must be {KEY_BYTES} bytes in base64")

    def new_wrapped_key(self, monitor: UUID) -> bytes:
        return _encrypt(self._master, secrets.token_bytes(KEY_BYTES), b"key|" + monitor.bytes)

    def key(self, monitor: UUID, wrapped: bytes) -> "MonitorKeyring":
        return MonitorKeyring(monitor, _decrypt(self._master, wrapped, b"key|" + monitor.bytes))


class MonitorKeyring:
    """Encrypts and decrypts what one monitor may read."""

    def __init__(self, monitor: UUID, key: bytes) -> None:
        self._monitor = monitor
        self._key = key

    def seal(self, finding_id: UUID, fields: dict[str, Any]) -> bytes:
        return _encrypt(self._key, orjson.dumps(fields), self._context(finding_id))

    def open(self, finding_id: UUID, sealed: bytes) -> dict[str, Any]:
        """Raises SealBroken."""
        fields: dict[str, Any] = orjson.loads(_decrypt(self._key, sealed, self._context(finding_id)))
        return fields

    def _context(self, finding_id: UUID) -> bytes:
        return b"finding|" + self._monitor.bytes + finding_id.bytes
