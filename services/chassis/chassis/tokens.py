"""Internal tokens, made and verified: the only module that touches JWTs.

Tokens are always ES256, keys are chosen by `kid` from a fixed map, and every claim that is used is required:
python-jose by itself accepts a token without `exp` or `aud`.
"""

import hashlib
import logging
from collections.abc import Mapping
from typing import Any

from jose import jwk, jwt
from jose.backends.cryptography_backend import CryptographyECKey

from chassis.callers import NOBODY, Caller, caller_from, machine
from chassis.problems import Unauthenticated, Unavailable
from chassis.real_time import real_seconds
from chassis.settings import TrustedKey
from chassis.vocabulary import OrgKind, Role

REQUIRED_CLAIMS = ("iat", "aud", "iss", "sub")
"""`exp` is checked here: jose would not say by how much a token has expired."""
LONGEST_TOKEN = 8192
LONGEST_LIFE = 15 * 60
LEEWAY = 10
CLOCKS_APART = 900
"""Seconds by which a token of a trusted issuer may lie ahead or behind before it counts as a wrong one."""
CLOCKS_DIFFER = "The clocks of two parts of the platform differ, so no credential can be checked."
CACHED_TOKENS = 4096

log = logging.getLogger("chassis.tokens")


class Signer:
    """Makes ES256 tokens with the one private key a service holds."""

    def __init__(self, private_key: str, *, issuer: str) -> None:
        self.issuer = issuer
        self.key_id = f"{issuer}-1"
        self._key = jwk.construct(private_key, "ES256")
        if not isinstance(self._key, CryptographyECKey):
            raise RuntimeError("tokens must be signed by the cryptography backend")

    def sign(self, claims: Mapping[str, Any], *, audience: list[str], lifetime: int) -> str:
        """A token that lives `lifetime` seconds from now."""
        issued = int(real_seconds())
        stamped = {**claims, "iss": self.issuer, "aud": audience, "iat": issued, "exp": issued + lifetime}
        return str(jwt.encode(stamped, self._key, algorithm="ES256", headers={"kid": self.key_id}))

    def as_system(self, *, audience: str) -> str:
        """A short-lived token for work without a caller: followers and jobs."""
        return self.sign(machine(self.issuer).claims(), audience=[audience], lifetime=300)


class Verifier:
    """Accepts a token only from a trusted key, for its own audience, with the roles that the key may give.

    Clients keep their tokens until these expire, and longer. A part of the platform sends none that has expired by
    its own clock: there, `from_clients` is false.
    """

    def __init__(self, keys: Mapping[str, TrustedKey], *, audience: str, from_clients: bool = False) -> None:
        self.audience = audience
        self._from_clients = from_clients
        self._trusted = {kid: (jwk.construct(key.public_key, "ES256"), key) for kid, key in keys.items()}
        self._known: dict[bytes, tuple[float, Caller]] = {}

    def __call__(self, token: str) -> Caller:
        """Raises Unauthenticated, the same for every reason."""
        digest = hashlib.sha256(token.encode()).digest()
        known = self._known.get(digest)
        if known and known[0] > real_seconds():
            return known[1]
        claims = self.claims(token)
        try:
            caller = caller_from(claims, token)
        except (KeyError, ValueError, TypeError, AttributeError) as error:
            raise Unauthenticated from error
        if len(self._known) >= CACHED_TOKENS:
            self._known.clear()
        self._known[digest] = (float(claims["exp"]), caller)
        return caller

    def claims(self, token: str) -> dict[str, Any]:
        """The verified claims; raises Unauthenticated, or Unavailable if their issuer's clock differs from ours."""
        if len(token) > LONGEST_TOKEN:
            raise Unauthenticated
        try:
            key, trusted = self._trusted[str(jwt.get_unverified_header(token).get("kid"))]
            claims: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=["ES256"],
                audience=self.audience,
                issuer=trusted.issuer,
                options={f"require_{claim}": True for claim in REQUIRED_CLAIMS}
                | {"leeway": LEEWAY, "verify_exp": False},
            )
            now = real_seconds()
            ahead, expired = float(claims["iat"]) - now, now - float(claims["exp"])
            is_within, is_in_time = _within(claims, trusted), _in_time(claims, now)
        except Exception as error:
            # jose raises more than JWTError on hostile input, such as huge numbers or deep nesting
            raise Unauthenticated from error
        if is_within and is_in_time:
            return claims
        if is_within and LEEWAY < ahead <= CLOCKS_APART:
            log.error("the clock of %s is at least %d seconds ahead of ours", trusted.issuer, ahead)
            raise Unavailable(CLOCKS_DIFFER)
        if is_within and not self._from_clients and LEEWAY < expired <= CLOCKS_APART:
            log.error("the clock of %s is at least %d seconds behind ours", trusted.issuer, expired)
            raise Unavailable(CLOCKS_DIFFER)
        raise Unauthenticated


def _in_time(claims: Mapping[str, Any], now: float) -> bool:
    """Neither from the future, nor expired, nor without a reasonable lifetime."""
    issued, expires = float(claims["iat"]), float(claims["exp"])
    return issued <= now + LEEWAY and now - LEEWAY <= expires and expires - issued <= LONGEST_LIFE


def _within(claims: Mapping[str, Any], trusted: TrustedKey) -> bool:
    """Whether this key may sign that: the gateway signs for people, a service for itself, which owns nothing."""
    roles = set(claims.get("roles", ()))
    is_machine = Role.SYSTEM in roles or claims.get("org_kind") == OrgKind.SYSTEM
    if "*" in trusted.roles:
        return not is_machine
    return roles <= trusted.roles and claims.get("org") == str(NOBODY)
