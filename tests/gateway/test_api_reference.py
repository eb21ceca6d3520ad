"""Public routes: the API description, its reference, and whether the platform is ready."""

import asyncio
import re
from collections.abc import Callable

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from chassis.state import READY_SECONDS, state_of
from gateway.api_reference.description.merge import merged
from gateway.api_reference.description.tags import TAGS
from gateway.app import Gateway
from support.accounts import Accounts
from support.readiness import ready_now


def document(paths: dict[str, object], **schemas: object) -> dict[str, object]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1", "license": {"name": "EUPL-1.2"}},
        "paths": paths,
        "components": {"schemas": schemas},
    }


async def test_the_api_description_of_the_platform_is_one_valid_document(accounts: Accounts) -> None:
    answer = await accounts.anonymous.get("/openapi.json")
    whole = answer.json()
    OpenAPIV31SpecValidator(whole).validate()
    assert {"/v1/token", "/v1/me", "/v1/suppliers"} <= whole["paths"].keys()
    assert not [path for path in whole["paths"] if path.startswith("/internal")]
    assert whole["info"]["license"]["identifier"] == "EUPL-1.2"


async def test_every_operation_has_a_tag_with_a_description(accounts: Accounts) -> None:
    whole = (await accounts.anonymous.get("/openapi.json")).json()
    used = {tag for item in whole["paths"].values() for operation in item.values() for tag in operation["tags"]}
    assert used == {chapter["name"] for chapter in whole["tags"]} == TAGS.keys()


async def test_the_reference_names_the_roles_of_an_operation(accounts: Accounts) -> None:
    whole = (await accounts.anonymous.get("/openapi.json")).json()
    description = whole["paths"]["/v1/contracts"]["post"]["description"]
    assert description.endswith("\n\nRoles: `buyer_manager`, `buyer_officer`.")


async def test_the_reference_offers_to_sign_in_with_a_password(accounts: Accounts) -> None:
    whole = (await accounts.anonymous.get("/openapi.json")).json()
    ways = whole["components"]["securitySchemes"]
    assert ways["SignIn"]["flows"]["password"]["tokenUrl"] == "/v1/token"
    asked = [operation["security"] for item in whole["paths"].values() for operation in item.values()]
    assert all(security in ([], [{"HTTPBearer": []}, {"SignIn": []}]) for security in asked)


async def test_the_form_for_a_token_is_empty_on_the_page(accounts: Accounts) -> None:
    """The page fills each field with its example, or makes one up."""
    whole = (await accounts.anonymous.get("/openapi.json")).json()
    fields = whole["components"]["schemas"]["TokenForm"]["properties"]
    filled = {name: field["examples"][0] for name, field in fields.items() if field["examples"] != [""]}
    assert filled == {"grant_type": "password"}


async def test_a_person_signs_in_as_the_page_does_it(accounts: Accounts) -> None:
    """With empty fields for what is not given, or the empty client of an `Authorization` header."""
    amina = await accounts.buyer()
    form = {"grant_type": "password", "username": amina.username, "password": amina.password}
    empty = dict.fromkeys(["client_id", "client_secret", "organisation", "refresh_token", "scope"], "")
    for fields, headers in ((empty, {}), ({}, {"Authorization": "Basic Og=="})):
        answer = await accounts.anonymous.post("/v1/token", data={**form, **fields}, headers=headers)
        assert answer.status_code == 200, answer.text
        token = answer.json()["access_token"]
        assert (await accounts.client(token).get("/v1/me")).json()["person"]["username"] == amina.username


async def test_the_root_redirects_to_the_reference(accounts: Accounts) -> None:
    answer = await accounts.anonymous.get("/")
    assert (answer.status_code, answer.headers["location"]) == (307, "/docs")


def using(name: str, operation: str) -> dict[str, object]:
    reference = {"$ref": f"#/components/schemas/{name}"}
    return {"get": {"operationId": operation, "responses": {"200": {"content": {"x": {"schema": reference}}}}}}


def test_a_schema_that_two_services_share_is_in_the_whole_once() -> None:
    suppliers = document({"/a": using("Same", "read_a")}, Same={"type": "null"}, Own={"type": "string"})
    dialogue = document({"/b": using("Same", "read_b")}, Same={"type": "null"})
    whole = merged({"suppliers": suppliers, "dialogue": dialogue})
    assert whole["components"]["schemas"] == {"Same": {"type": "null"}, "Own": {"type": "string"}}
    assert list(whole["paths"]) == ["/a", "/b"]


@pytest.mark.parametrize(
    ("second", "fault"),
    [
        (document({}, Page={"type": "array"}), "Page is different"),
        (document({"/b": using("Page", "read")}), "ids used twice: read"),
        (document({"/a": using("Page", "read_other")}), "get is different"),
    ],
    ids=["schema", "operation id", "path"],
)
def test_one_name_for_two_things_is_refused(second: dict[str, object], fault: str) -> None:
    first = document({"/a": using("Page", "read")}, Page={"type": "object"})
    with pytest.raises(ValueError, match=fault):
        merged({"suppliers": first, "dialogue": second})


async def test_the_reference_loads_files_of_this_server_only(accounts: Accounts) -> None:
    page = await accounts.anonymous.get("/docs")
    assert page.headers["content-type"].startswith("text/html")
    assert "default-src 'self'" in page.headers["content-security-policy"]
    addresses = re.findall(r'(?:src|href)="([^"]+)"', page.text)
    assert len(addresses) == 5
    for address in addresses:
        answer = await accounts.anonymous.get(address)
        assert (address[0], answer.status_code) == ("/", 200)


@pytest.mark.parametrize("path", ["/openapi.json", "/docs/files/swagger-ui-bundle.js"])
async def test_large_public_answers_are_packed_and_sent_once(accounts: Accounts, path: str) -> None:
    plain = await accounts.anonymous.get(path, headers={"Accept-Encoding": "identity"})
    packed = await accounts.anonymous.get(path, headers={"Accept-Encoding": "br, gzip"})
    refused = await accounts.anonymous.get(path, headers={"Accept-Encoding": "gzip;q=0"})
    assert packed.headers["content-encoding"] == "gzip"
    assert plain.content == packed.content == refused.content
    assert int(packed.headers["content-length"]) * 3 < int(plain.headers["content-length"])
    assert "content-encoding" not in plain.headers.keys() | refused.headers.keys()
    assert {answer.headers["vary"] for answer in (plain, packed)} == {"Accept-Encoding"}
    assert plain.headers["etag"] != packed.headers["etag"]
    for answer, coding in ((plain, "identity"), (packed, "gzip")):
        asked = {"Accept-Encoding": coding, "If-None-Match": f'"other", W/{answer.headers["etag"]}'}
        again = await accounts.anonymous.get(path, headers=asked)
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", answer.headers["etag"])


async def test_files_outside_the_reference_are_not_served(accounts: Accounts) -> None:
    for path in ("/docs/files/../routes.py", "/docs/files/%2e%2e/routes.py", "/docs/files/none.js"):
        answer = await accounts.anonymous.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "unknown_path")


async def test_the_platform_is_ready_only_if_every_part_is(
    accounts: Accounts, take_away: Callable[[str], None]
) -> None:
    well = await accounts.anonymous.get("/health/ready")
    assert (well.status_code, set(well.json()["checks"].values())) == (200, {"ok"})
    take_away("dialogue")
    answer = await ready_now(accounts.anonymous)
    assert answer.status_code == 503
    assert answer.json() == {
        "status": "unavailable",
        "checks": {"database": "ok", "suppliers": "ok", "dialogue": "ConnectError"},
        "warnings": {},
    }
    assert (await accounts.anonymous.get("/health/live")).json() == {"status": "ok"}


async def test_two_hundred_who_ask_at_once_whether_it_is_ready_cost_one_look(
    accounts: Accounts, gateway_app: Gateway, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = list[str]()

    async def ready(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        await asyncio.sleep(0.2)
        return httpx.Response(200)

    client = httpx.AsyncClient(transport=httpx.MockTransport(ready), base_url="http://suppliers")
    monkeypatch.setitem(state_of(gateway_app.own).clients, "suppliers", client)
    await asyncio.sleep(READY_SECONDS)
    answers = await asyncio.gather(*(accounts.anonymous.get("/health/ready") for _ in range(200)))
    assert {answer.status_code for answer in answers} == {200}
    assert asked == ["/health/ready"]


async def test_own_answers_carry_the_request_id(accounts: Accounts) -> None:
    answer = await accounts.anonymous.get("/health/live", headers={"X-Request-Id": "mine-1"})
    assert answer.headers["x-request-id"] == "mine-1"


@pytest.mark.parametrize("path", ["/", "/docs", "/openapi.json", "/.well-known/jwks.json", "/docs/files/docs.html"])
async def test_public_pages_answer_head_and_name_their_methods(accounts: Accounts, path: str) -> None:
    got, asked = await accounts.anonymous.get(path), await accounts.anonymous.head(path)
    assert (asked.status_code, asked.content) == (got.status_code, b"")
    assert asked.headers["content-length"] == got.headers["content-length"]
    refused = await accounts.anonymous.delete(path)
    assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD")
