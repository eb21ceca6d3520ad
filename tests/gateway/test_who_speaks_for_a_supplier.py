"""An organisation of a supplier admits its own people; what outsiders try does not get anybody into it."""

import asyncio
from uuid import uuid4

import pytest

from chassis.vocabulary import OrgKind, Role
from support.accounts import Account, Accounts
from support.invitations import accepted, account, confirmed, founded, invited, moved, signed_in, to_supplier
from support.refusals import refusal

MINE = {"email": "mole@buyer.example"}


def as_colleague(role: str = "supplier_contact") -> dict[str, str]:
    return {"email": "a@b.example", "role": role}


@pytest.mark.parametrize("role", ["supplier_admin", "supplier_contact"])
async def test_a_buyer_cannot_invite_a_second_person_into_its_suppliers_organisation(
    accounts: Accounts, supplier_id: str, role: str
) -> None:
    made = await founded(accounts, supplier_id)
    before = await made.members()
    manager = await accounts.colleague(made.buyer, OrgKind.BUYER, Role.BUYER_MANAGER)
    for who in (made.buyer, manager):
        answer = await who.post("/v1/invitations", json={**to_supplier(supplier_id, role), **MINE})
        assert (answer.status_code, answer.json()["code"]) == (409, "supplier_admits_its_people")
        assert answer.json()["errors"][0]["pointer"] == "/supplier_id"
        into = await who.post("/v1/invitations", json={**MINE, "role": role, "organisation_id": str(made.org)})
        assert into.status_code in (404, 422), "nor by the id of the organisation"
    assert len((await made.buyer.get("/v1/invitations")).json()["items"]) == 1
    assert await made.members() == before


async def test_a_token_from_before_the_founding_admits_nobody_afterwards(
    accounts: Accounts, supplier_id: str
) -> None:
    buyer = await accounts.buyer()
    mole = account(await invited(buyer, to_supplier(supplier_id, "supplier_admin")))
    made = await founded(accounts, supplier_id, buyer)
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=mole)
    assert (answer.status_code, answer.json()["code"]) == (409, "supplier_admits_its_people")
    joined = await (await accounts.buyer()).post("/v1/invitations/join", json={"token": mole["token"]})
    assert (joined.status_code, joined.json()["code"]) == (409, "supplier_admits_its_people")
    form = {"grant_type": "password", "username": mole["username"], "password": mole["password"]}
    assert (await accounts.anonymous.post("/v1/token", data=form)).status_code == 400, "no account was created"
    assert list(await made.members()) == [made.person["username"]]


async def test_of_people_who_accept_at_the_same_time_one_founds_the_organisation(
    accounts: Accounts, supplier_id: str
) -> None:
    buyer = await accounts.buyer()
    tokens = [await invited(buyer, to_supplier(supplier_id)) for _ in range(4)]
    post = accounts.anonymous.post
    answers = await asyncio.gather(*(post("/v1/invitations/accept", json=account(token)) for token in tokens))
    assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]
    assert len((await buyer.get("/v1/supplier-links")).json()["items"]) == 1


async def test_the_founder_administers_the_organisation(accounts: Accounts, supplier_id: str) -> None:
    made = await founded(accounts, supplier_id)
    assert await made.members() == {made.person["username"]: ["supplier_admin", "supplier_contact"]}
    colleague = await made.colleague(accounts)
    assert (await colleague.post("/v1/invitations", json=as_colleague())).status_code == 403
    assert len(await made.members()) == 2


async def test_a_buyer_cannot_change_or_end_the_memberships_of_its_supplier(
    accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    made = await founded(accounts, supplier_id)
    manager = await accounts.colleague(made.buyer, OrgKind.BUYER, Role.BUYER_MANAGER)
    member = (await made.founder.get("/v1/members")).json()["items"][0]["id"]
    body = {"roles": ["supplier_contact"]}
    for outsider in (manager, gateway_platform):
        assert refusal(await outsider.get(f"/v1/members/{member}")) == (404, "member_not_found")
        patched = await outsider.patch(f"/v1/members/{member}", json=body, headers={"If-Match": '"1."'})
        assert refusal(patched) == (404, "member_not_found")
        assert refusal(await outsider.delete(f"/v1/members/{member}")) == (404, "member_not_found")


async def test_a_person_of_the_buyer_cannot_join_the_supplier_that_invites_them(
    accounts: Accounts, supplier_id: str
) -> None:
    made = await founded(accounts, supplier_id)
    viewer = await accounts.colleague(made.buyer, OrgKind.BUYER, Role.BUYER_VIEWER)
    token = await invited(made.founder, as_colleague("supplier_admin"))
    answer = await viewer.post("/v1/invitations/join", json={"token": token})
    assert (answer.status_code, answer.json()["code"]) == (409, "both_sides")
    outsider = await accounts.buyer()
    assert (await outsider.post("/v1/invitations/join", json={"token": token})).status_code == 201


async def test_no_other_buyer_invites_for_a_supplier_whose_organisation_is_confirmed(
    accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    other = await accounts.buyer()
    early = await invited(other, to_supplier(supplier_id, "supplier_admin"))
    made = await confirmed(accounts, supplier_id, gateway_platform)
    own = await made.buyer.post("/v1/invitations", json=to_supplier(supplier_id))
    answer = await other.post("/v1/invitations", json=to_supplier(supplier_id))
    assert (answer.status_code, answer.json()["code"]) == (409, "supplier_admits_its_people")
    assert answer.json()["detail"] == own.json()["detail"], "it does not tell who is linked"
    assert made.buyer.org_name not in answer.text
    late = await accounts.anonymous.post("/v1/invitations/accept", json=account(early))
    assert (late.status_code, late.json()["code"]) == (409, "supplier_admits_its_people")
    assert (await other.get("/v1/supplier-links")).json()["items"] == []


async def test_an_unconfirmed_organisation_of_another_buyer_changes_nothing_and_is_not_told(
    accounts: Accounts, supplier_id: str
) -> None:
    """Otherwise whoever invites first could speak for a supplier alone, and would learn who works with it."""
    squatter = await founded(accounts, supplier_id)
    other = await accounts.buyer()
    asked = await other.post("/v1/supplier-links", json={"supplier_id": supplier_id})
    unknown = await other.post("/v1/supplier-links", json={"supplier_id": str(uuid4())})
    assert (asked.status_code, asked.json()["code"]) == (409, "no_organisation_to_link")
    assert {**asked.json(), "request_id": ""} == {**unknown.json(), "request_id": ""}
    assert (await founded(accounts, supplier_id, other)).org != squatter.org
    assert list(await squatter.members()) == [squatter.person["username"]]


async def test_a_buyer_invites_again_after_the_platform_has_refused_the_organisation(
    accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    refused = await founded(accounts, supplier_id)
    await moved(gateway_platform, refused.link, "refused", reason="The supplier does not know them.")
    assert (await (await signed_in(accounts, refused.person)).get("/v1/me")).json()["supplier_id"] is None
    made = await founded(accounts, supplier_id, refused.buyer)
    assert made.org != refused.org
    again = {"to": "confirmed", "basis": "document"}
    answer = await gateway_platform.post(f"/v1/supplier-links/{refused.link}/transitions", json=again)
    assert (answer.status_code, answer.json()["code"]) == (409, "link_exists")


async def test_a_second_organisation_is_not_confirmed_for_a_supplier(
    accounts: Accounts, supplier_id: str, gateway_platform: Account
) -> None:
    second = await founded(accounts, supplier_id)
    first = await confirmed(accounts, supplier_id, gateway_platform)
    body = {"to": "confirmed", "basis": "domain"}
    answer = await gateway_platform.post(f"/v1/supplier-links/{second.link}/transitions", json=body)
    assert (answer.status_code, answer.json()["code"]) == (409, "other_organisation_confirmed")
    await moved(gateway_platform, first.link, "refused", reason="It left the market.")
    assert (await moved(gateway_platform, second.link, "confirmed", basis="domain"))["status"] == "confirmed"


async def test_an_invitation_ends_with_the_right_of_the_person_who_made_it(accounts: Accounts) -> None:
    """A person who leaves cannot come back by a token that they kept."""
    manager = await accounts.buyer(Role.BUYER_MANAGER)
    leaving = await accounts.colleague(manager, OrgKind.BUYER, Role.BUYER_MANAGER)
    kept = await invited(leaving, {"email": "a@b.example", "role": "buyer_manager"})
    own = {"email": "a@b.example", "role": "buyer_viewer"}
    harmless = await invited(leaving, own)
    listed = (await manager.get("/v1/members")).json()["items"]
    address = "/v1/members/" + next(item["id"] for item in listed if item["username"] == leaving.username)
    tag = {"If-Match": (await manager.get(address)).headers["etag"]}
    assert (await manager.patch(address, json={"roles": ["buyer_officer"]}, headers=tag)).status_code == 200
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account(kept))
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")
    await accepted(accounts, harmless)
    kept = await invited(leaving, own)
    assert (await manager.delete(address)).status_code == 204
    answer = await accounts.anonymous.post("/v1/invitations/accept", json=account(kept))
    assert (answer.status_code, answer.json()["code"]) == (404, "invitation_not_found")


async def test_an_accepted_invitation_stays_as_evidence_of_who_admitted_whom(
    accounts: Accounts, supplier_id: str
) -> None:
    made = await founded(accounts, supplier_id)
    (invitation,) = (await made.buyer.get("/v1/invitations")).json()["items"]
    answer = await made.buyer.delete(f"/v1/invitations/{invitation['id']}")
    assert (answer.status_code, answer.json()["code"]) == (409, "invitation_accepted")


async def test_a_suppliers_founder_can_speak_for_it_with_another_buyer_too(
    accounts: Accounts, supplier_id: str
) -> None:
    made = await founded(accounts, supplier_id)
    token = await invited(await accounts.buyer(), to_supplier(supplier_id))
    joined = await (await signed_in(accounts, made.person)).post("/v1/invitations/join", json={"token": token})
    assert joined.status_code == 201, joined.text
    assert joined.json()["organisation"]["id"] != str(made.org)
