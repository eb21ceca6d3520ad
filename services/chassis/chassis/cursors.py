"""Sealed cursors: opaque, bound to one list and one caller."""

import base64
import hashlib

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCMSIV

from chassis.problems import BadCursor


class Cursors:
    """Seals small values under a secret of the installation; `bound_to` names the list and the caller.

    The nonce is derived from the content, so the same page gives the same cursor and ETags stay stable;
    AES-GCM-SIV (RFC 8452) stays safe under such nonces.
    """

    def __init__(self, secret: str) -> None:
        self._key = hashlib.sha256(b"cursors" + secret.encode()).digest()
        self._cipher = AESGCMSIV(self._key)

    def seal(self, value: object, *, bound_to: str) -> str:
        plain = orjson.dumps(value)
        nonce = hashlib.sha256(self._key + plain + bound_to.encode()).digest()[:12]
        sealed = nonce + self._cipher.encrypt(nonce, plain, bound_to.encode())
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cursor: str, *, bound_to: str) -> object:
        """Raises BadCursor if it was not sealed here for this list and caller."""
        try:
            raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
            return orjson.loads(self._cipher.decrypt(raw[:12], raw[12:], bound_to.encode()))
        except (InvalidTag, ValueError) as error:
            raise BadCursor(pointer="/query/cursor") from error
