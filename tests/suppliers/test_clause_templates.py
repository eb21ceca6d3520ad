"""Clause templates that a buyer writes: drafts, published versions that never change, copies, and who sees them."""

from typing import Any

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import contract_of, day, linked_user, made, obligations_of, supplier_of
from support.refusals import FORBIDDEN, refusal

PATH = "/v1/clause-templates"
TEXT = {
    "nl": "De opdrachtnemer rapporteert.",
    "fr": "L'adjudicataire fait rapport.",
    "en": "The contractor reports.",
}
DUTY = {"type": "REPORT", "recurrence": "yearly", "offset_months": 3, "text": TEXT}
OWN = {
    "code": "our-clause",
    "kind": "human_rights",
    "title": {"nl": "Onze clausule", "fr": "Notre clause", "en": "Our clause"},
    "source": "Own wording.",
    "duties": [DUTY],
}


async def publish(buyer: Actor, **facts: Any) -> dict[str, Any]:
    drafted = made(await buyer.post(PATH, json={**OWN, **facts}))
    answer = await buyer.post(f"{PATH}/{drafted['code']}/transitions", json={"to": "published"})
    return made(answer, 200)


async def test_a_template_is_written_published_and_used_in_a_contract(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    answer = await buyer.post(PATH, json=OWN)
    drafted = made(answer)
    assert (drafted["status"], drafted["version"]) == ("draft", 1)
    assert made(await buyer.get(answer.headers["Location"]), 200) == drafted
    early = await buyer.post("/v1/contracts", json={**await facts(buyer), "clauses": [{"template": "our-clause"}]})
    assert refusal(early) == (422, "unknown_clause_template")
    published = made(await buyer.post(f"{PATH}/our-clause/transitions", json={"to": "published"}), 200)
    assert published == {**drafted, "status": "published"}
    contract = await contract_of(buyer, clauses=[{"template": "our-clause"}])
    [clause] = contract["clauses"]
    assert (clause["template"], clause["template_version"], clause["kind"]) == ("our-clause", 1, "human_rights")
    first = (await obligations_of(buyer, contract["id"], "REPORT"))[0]
    assert (first["weight"], first["notice_days"], first["verification_subject"]) == (1, 30, "chain")


async def facts(buyer: Actor) -> dict[str, Any]:
    return {
        "supplier_id": (await supplier_of(buyer))["id"],
        "reference": "O-1",
        "title": "Screens",
        "kind": "framework",
        "model": "purchase",
        "product_categories": ["monitor"],
        "start": day(0),
        "end": day(900),
    }


async def test_a_contract_keeps_the_version_that_it_was_made_with(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    supplier = (await supplier_of(buyer))["id"]
    person = await linked_user(suppliers, supplier, buyer)
    await publish(buyer)
    before = await contract_of(buyer, supplier, clauses=[{"template": "our-clause"}])
    newer = await publish(buyer, duties=[{**DUTY, "type": "CONTACT", "recurrence": "on_change"}])
    assert newer["version"] == 2
    after = await contract_of(buyer, supplier, reference="O-2", clauses=[{"template": "our-clause"}])
    order = {"kind": "call_off", "parent_contract_id": before["id"]}
    call_off = await contract_of(buyer, supplier, reference="O-3", clauses=[], **order)
    for contract, version, kind in ((before, 1, "REPORT"), (after, 2, "CONTACT"), (call_off, 1, "REPORT")):
        [clause] = contract["clauses"]
        assert clause["template_version"] == version
        read = made(await person.get(f"/v1/contracts/{contract['id']}/clauses/{clause['id']}"), 200)
        assert [duty["type"] for duty in read["duties"]] == [kind], "the supplier reads what it agreed to"
        assert (read["title"], read["duties"][0]["text"]) == (OWN["title"], TEXT)
    first = made(await buyer.get(f"{PATH}/our-clause", params={"version": 1}), 200)
    assert [duty["type"] for duty in first["duties"]] == ["REPORT"]


@pytest.mark.parametrize(
    "code", ["human-rights-clause", "electronics-watch-outcomes", "ethical-clause", "circular-clause"]
)
async def test_a_template_of_the_platform_is_copied_under_a_code_of_ones_own(suppliers: Cast, code: str) -> None:
    buyer = suppliers.buyer()
    shipped = made(await buyer.get(f"{PATH}/{code}"), 200)
    taken = await buyer.post(PATH, json={"code": code, "source_template": code})
    assert refusal(taken) == (409, "code_of_the_platform")
    copied = made(await buyer.post(PATH, json={"code": "copy", "source_template": code, "source": "Copied."}))
    changed = {"code": "copy", "version": 1, "status": "draft", "source": "Copied."}
    assert copied == {**shipped, **changed}


async def test_there_is_one_draft_at_a_time_and_only_it_is_deleted(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    made(await buyer.post(PATH, json=OWN))
    assert refusal(await buyer.post(PATH, json=OWN)) == (409, "template_draft_exists")
    stale = {"If-Match": '"9."'}
    assert refusal(await buyer.delete(f"{PATH}/our-clause", headers=stale)) == (412, "stale")
    move = f"{PATH}/our-clause/transitions"
    assert refusal(await buyer.post(move, json={"to": "published"}, headers=stale)) == (412, "stale")
    assert (await buyer.delete(f"{PATH}/our-clause")).status_code == 204
    assert refusal(await buyer.delete(f"{PATH}/our-clause")) == (404, "clause_template_not_found")
    await publish(buyer)
    assert refusal(await buyer.delete(f"{PATH}/our-clause")) == (409, "no_draft")
    again = await buyer.post(f"{PATH}/our-clause/transitions", json={"to": "published"})
    assert refusal(again) == (409, "no_draft")


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"duties": [DUTY, DUTY]}, "/duties/1/type"),
        ({"duties": [{**DUTY, "text": {"nl": "x", "fr": "y"}}]}, "/duties/0/text/en"),
        ({"duties": [{**DUTY, "type": "OTHER"}]}, "/duties/0/type"),
        ({"duties": [{**DUTY, "offset_days": -1}]}, "/duties/0/offset_days"),
        ({"duties": []}, "/duties"),
        ({"title": {"en": "x"}}, "/title/nl"),
        ({"kind": None}, "/kind"),
        ({"code": "a b"}, "/code"),
        ({"language": "nl"}, "/language"),
    ],
)
async def test_a_template_that_lacks_something_is_refused(
    suppliers: Cast, change: dict[str, Any], pointer: str
) -> None:
    answer = await suppliers.buyer().post(PATH, json={**OWN, **change})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_others_do_not_see_a_buyers_templates(suppliers: Cast) -> None:
    buyer, stranger = suppliers.buyer(), suppliers.buyer()
    await publish(buyer)
    listed = [item["code"] for item in made(await buyer.get(PATH), 200)["items"]]
    assert listed[-1] == "our-clause"
    for other in (stranger, suppliers.monitor(), suppliers.expert()):
        assert "our-clause" not in [item["code"] for item in made(await other.get(PATH), 200)["items"]]
        assert refusal(await other.get(f"{PATH}/our-clause")) == (404, "clause_template_not_found")
    used = {**await facts(stranger), "clauses": [{"template": "our-clause"}]}
    assert refusal(await stranger.post("/v1/contracts", json=used)) == (422, "unknown_clause_template")
    copied = await stranger.post(PATH, json={"code": "mine", "source_template": "our-clause"})
    assert refusal(copied) == (404, "clause_template_not_found")
    assert (await publish(stranger))["version"] == 1, "each buyer has its own codes"


async def test_buyers_write_templates(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    move = f"{PATH}/our-clause/transitions"
    assert (await suppliers.anonymous.post(PATH, json=OWN)).status_code == 401
    for wrong in (suppliers.monitor(), suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org), suppliers.expert()):
        assert refusal(await wrong.post(PATH, json=OWN)) == FORBIDDEN
        assert refusal(await wrong.post(move, json={"to": "published"})) == FORBIDDEN
        assert refusal(await wrong.delete(f"{PATH}/our-clause")) == FORBIDDEN
    assert refusal(await buyer.post(move, json={"to": "published"})) == (404, "clause_template_not_found")
    assert refusal(await buyer.post(f"{PATH}/ethical-clause/transitions", json={"to": "published"})) == (
        409,
        "no_draft",
    )
