"""Tokens: python-jose lets much through by default, so each trap it has is sprung here once.

Sources: the advisories CVE-2024-33663 (algorithm confusion) and CVE-2024-33664 (JWE bomb), RFC 8725.
"""

import base64
import hashlib
import hmac
import json
import time
from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from chassis.callers import NOBODY, Caller, caller_from
from chassis.problems import Unauthenticated
from chassis.tokens import LONGEST_LIFE, Signer, Verifier
from chassis.vocabulary import OrgKind, Role
from support.cast import Cast
from support.services import Keys

Forge = Callable[..., str]


def claims_of_a_buyer(**others: Any) -> dict[str, Any]:
    issued = int(time.time())
    claims = {
        "iss": "gateway",
        "aud": ["suppliers", "notebook"],
        "sub": str(uuid4()),
        "iat": issued,
        "exp": issued + 300,
        "org": str(uuid4()),
        "org_kind": "buyer",
        "org_name": "Stad Ginder",
        "roles": ["buyer_officer"],
    }
    return {name: value for name, value in {**claims, **others}.items() if value is not ...}


def unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = (json.dumps(part, separators=(",", ":")).encode() for part in (header, claims))
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@pytest.fixture(scope="session")
def verify(keys: Keys) -> Verifier:
    return Verifier(keys.trusted, audience="notebook")


@pytest.fixture(scope="session")
def forge(keys: Keys) -> Forge:
    """A token with any claims and header, rightly signed by one of the services' keys; `...` leaves a claim out."""

    def signed(*, by: str = "gateway", kid: object = None, **claims: Any) -> str:
        signer = Signer(keys.private[by], issuer=by)
        header = {"alg": "ES256", "typ": "JWT", "kid": kid or signer.key_id}
        body = unsigned(header, claims_of_a_buyer(**claims))
        signature = base64.urlsafe_b64encode(signer._key.sign(body.encode())).rstrip(b"=").decode()
        return f"{body}.{signature}"

    return signed


def test_a_sound_token_says_who_calls(verify: Verifier, forge: Forge) -> None:
    supplier, monitor = uuid4(), uuid4()
    caller = verify(
        forge(
            org_kind="supplier", roles=["supplier_admin"], supplier_id=str(supplier), affiliated_to=[str(monitor)]
        )
    )
    assert (caller.org_kind, caller.roles) == (OrgKind.SUPPLIER, {Role.SUPPLIER_ADMIN})
    assert (caller.supplier_id, caller.affiliated_to) == (supplier, {monitor})


NOW = int(time.time())
UNSOUND: dict[str, dict[str, Any]] = {
    "no exp": {"exp": ...},
    "no iat": {"iat": ...},
    "no aud": {"aud": ...},
    "no iss": {"iss": ...},
    "no sub": {"sub": ...},
    "null aud": {"aud": None},
    "another audience": {"aud": ["suppliers"]},
    "another audience that begins alike": {"aud": "notebooks"},
    "another issuer than its key's": {"iss": "dialogue"},
    "an unknown key": {"kid": "gateway-2"},
    "a key id that is no text": {"kid": {"a": 1}},
    "expired long ago": {"iat": NOW - 1400, "exp": NOW - 1100},
    "issued in the future": {"iat": NOW + 3600, "exp": NOW + 3900},
    "issued at a time that is no number": {"iat": "soon"},
    "valid for longer than any token may be": {"exp": NOW + LONGEST_LIFE + 86_400},
    "valid for ever": {"exp": 99_999_999_999},
    "infinite": {"exp": float("inf")},
    "a subject that is no id": {"sub": "root"},
    "a subject that is no text": {"sub": 7},
    "an organisation that is no id": {"org": "everyone"},
    "no organisation": {"org": ...},
    "an unknown role": {"roles": ["root"]},
    "roles that are no list": {"roles": 7},
    "an unknown kind of organisation": {"org_kind": "emperor"},
    "a person who says to be a machine": {"roles": ["buyer_officer", "system"]},
    "the gateway's key as a machine": {"roles": ["system"], "org": str(NOBODY), "org_kind": "system"},
    "an organisation of machines": {"org_kind": "system"},
    "a service's key with a person's role": {"by": "suppliers", "iss": "suppliers", "org": str(NOBODY)},
    "a service's key for a tenant": {"by": "suppliers", "iss": "suppliers", "roles": ["system"]},
    "a service's key for a tenant without roles": {"by": "suppliers", "iss": "suppliers", "roles": []},
    "a service's key as the gateway": {"by": "suppliers"},
}


@pytest.mark.parametrize("claims", UNSOUND.values(), ids=UNSOUND)
def test_an_unsound_token_is_not_believed(verify: Verifier, forge: Forge, claims: dict[str, Any]) -> None:
    with pytest.raises(Unauthenticated):
        verify(forge(**claims))


@pytest.mark.parametrize("algorithm", ["HS256", "HS384", "HS512"])
@pytest.mark.parametrize("secret", ["public key", "empty"])
def test_a_public_key_is_no_shared_secret(verify: Verifier, keys: Keys, algorithm: str, secret: str) -> None:
    key = keys.trusted["gateway-1"].public_key.encode() if secret == "public key" else b""
    body = unsigned({"alg": algorithm, "typ": "JWT", "kid": "gateway-1"}, claims_of_a_buyer())
    digest = hmac.new(key, body.encode(), getattr(hashlib, f"sha{algorithm[2:]}")).digest()
    with pytest.raises(Unauthenticated):
        verify(f"{body}.{base64.urlsafe_b64encode(digest).rstrip(b'=').decode()}")


@pytest.mark.parametrize("algorithm", ["none", "None", "", "ES256 HS256"])
@pytest.mark.parametrize("signature", ["", "AAAA"])
def test_a_token_nobody_signed_is_not_believed(verify: Verifier, algorithm: str, signature: str) -> None:
    body = unsigned({"alg": algorithm, "typ": "JWT", "kid": "gateway-1"}, claims_of_a_buyer())
    with pytest.raises(Unauthenticated):
        verify(f"{body}.{signature}")


def test_a_changed_claim_breaks_the_signature(verify: Verifier, forge: Forge) -> None:
    header, _, signature = forge().split(".")
    body = unsigned({}, claims_of_a_buyer(roles=["platform_admin"])).split(".")[1]
    with pytest.raises(Unauthenticated):
        verify(f"{header}.{body}.{signature}")


DEEP = base64.urlsafe_b64encode(b"[" * 6000).decode()


@pytest.mark.parametrize("junk", ["", "x", "a.b.c", "é.é.é", "....", "x" * 9000, f"{DEEP}.e.e"])
def test_junk_is_not_believed_and_no_fault(verify: Verifier, junk: str) -> None:
    with pytest.raises(Unauthenticated):
        verify(junk)


def test_a_token_longer_than_any_of_ours_is_not_even_read(verify: Verifier, forge: Forge) -> None:
    with pytest.raises(Unauthenticated):
        verify(forge(org_name="x" * 9000))


def test_a_believed_token_is_forgotten_when_it_expires(
    verify: Verifier, forge: Forge, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = forge()
    assert verify(token) is verify(token)
    later = time.time() + 1400
    monkeypatch.setattr(time, "time", lambda: later)
    monkeypatch.setattr("jose.jwt.timegm", lambda _: int(later))
    with pytest.raises(Unauthenticated):
        verify(token)


def test_a_service_speaks_as_a_machine_that_owns_nothing(verify: Verifier, keys: Keys) -> None:
    caller = verify(Signer(keys.private["dialogue"], issuer="dialogue").as_system(audience="notebook"))
    assert (caller.org, caller.org_kind, caller.roles) == (NOBODY, OrgKind.SYSTEM, {Role.SYSTEM})


def test_claims_and_caller_say_the_same() -> None:
    caller = Caller(
        person=uuid4(),
        org=uuid4(),
        org_kind=OrgKind.BUYER,
        org_name="Stad Ginder",
        roles=frozenset({Role.BUYER_VIEWER, Role.GROUP_COORDINATOR}),
        supplier_id=UUID(int=7),
        affiliated_to=frozenset({uuid4()}),
        groups=frozenset({uuid4(), uuid4()}),
        token="",
        issuer="gateway",
    )
    assert caller_from({**caller.claims(), "iss": "gateway"}) == caller


async def test_every_reason_has_the_same_answer(notebook: Cast, forge: Forge) -> None:
    credentials = ["Bearer junk", f"Bearer {forge(aud='suppliers')}", "Basic YTpi", "Bearer", ""]
    answers = [
        await notebook.anonymous.get("/v1/notes", headers={"Authorization": credential} if credential else {})
        for credential in credentials
    ]
    bodies = {json.dumps({**answer.json(), "request_id": ""}) for answer in answers}
    assert [answer.status_code for answer in answers] == [401] * len(credentials)
    assert (len(bodies), {answer.headers["WWW-Authenticate"] for answer in answers}) == (1, {"Bearer"})


async def test_a_role_too_small_is_forbidden_and_told_the_right_ones(notebook: Cast) -> None:
    answer = await notebook.buyer(Role.BUYER_VIEWER).get("/v1/notes")
    assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert "buyer_officer" in answer.json()["detail"]


async def test_clocks_that_differ_are_said_to_differ_and_the_credential_is_not_blamed(
    notebook: Cast, forge: Forge, caplog: pytest.LogCaptureFixture
) -> None:
    issued = int(time.time()) + 120
    headers = {"Authorization": f"Bearer {forge(iat=issued, exp=issued + 300)}"}
    answer = await notebook.anonymous.get("/v1/notes", headers=headers)
    assert (answer.status_code, answer.json()["code"], "Retry-After" in answer.headers) == (
        503,
        "unavailable",
        True,
    )
    assert "clocks" in answer.json()["detail"]
    assert "the clock of gateway is at least 1" in caplog.text
    assert "ahead of ours" in caplog.text


async def test_the_same_is_said_where_our_clock_is_the_one_ahead(
    notebook: Cast, forge: Forge, caplog: pytest.LogCaptureFixture
) -> None:
    expired = int(time.time()) - 120
    headers = {"Authorization": f"Bearer {forge(iat=expired - 300, exp=expired)}"}
    answer = await notebook.anonymous.get("/v1/notes", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (503, "unavailable")
    assert "clocks" in answer.json()["detail"]
    assert "behind ours" in caplog.text


async def test_a_token_that_a_client_has_kept_too_long_is_wrong(keys: Keys, forge: Forge) -> None:
    verify = Verifier(keys.trusted, audience="notebook", from_clients=True)
    expired = int(time.time()) - 120
    with pytest.raises(Unauthenticated):
        verify(forge(iat=expired - 300, exp=expired))
