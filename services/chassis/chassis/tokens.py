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

REQUIRED_CLAIMS = ("exp", "iat", "aud", "iss", "sub")
LONGEST_TOKEN = 8192
LONGEST_LIFE = 15 * 60
LEEWAY = 10
CLOCKS_APART = 900
"""Seconds by which a token of a trusted issuer may lie ahead before it counts as a wrong one."""
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
    """Accepts a token only from a trusted key, for its own audience, with the roles that the key may give."""

    def __init__(self, keys: Mapping[str, TrustedKey], *, audience: str) -> None:
        self.audience = audience
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
        """The verified claims; raises Unauthenticated, or Unavailable if their issuer's clock is ahead of ours."""
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
                options={f"require_{claim}": True for claim in REQUIRED_CLAIMS} | {"leeway": LEEWAY},
            )
            is_within, ahead = _within(claims, trusted), float(claims["iat"]) - real_seconds()
            is_trusted = _in_time(claims) and is_within
        except Exception as error:
            # jose raises more than JWTError on hostile input, such as huge numbers or deep nesting
            raise Unauthenticated from error
        if is_within and LEEWAY < ahead <= CLOCKS_APART:
            log.error("the clock of %s is %d seconds ahead of ours", trusted.issuer, ahead)
            raise Unavailable("The clocks of two parts of the platform differ, so no credential can be checked.")
        if not is_trusted:
            raise Unauthenticated
        return claims


def _in_time(claims: Mapping[str, Any]) -> bool:
    """jose checks only `exp`: it accepts a token from the future or one without a reasonable lifetime."""
    issued, expires = float(claims["iat"]), float(claims["exp"])
    return issued <= real_seconds() + LEEWAY and expires - issued <= LONGEST_LIFE


def _within(claims: Mapping[str, Any], trusted: TrustedKey) -> bool:
    """Whether this key may sign that: the gateway signs for people, a service for itself, which owns nothing."""
    roles = set(claims.get("roles", ()))
    is_machine = Role.SYSTEM in roles or claims.get("org_kind") == OrgKind.SYSTEM
    if "*" in trusted.roles:
        return not is_machine
    return roles <= trusted.roles and claims.get("org") == str(NOBODY)
