"""Procurement notices become draft contracts: one for each lot, with nothing invented and all places named."""

from typing import Any
from uuid import uuid4

import pytest

from chassis.vocabulary import Role
from support.cast import Actor, Cast
from support.market import linked_user, made, product_of, supplier_of
from support.notices import (
    PRIOR,
    TENDER,
    company,
    conditions,
    lot,
    notice,
    objective,
    period,
    real,
    result,
    send_notice,
    sourced,
)
from support.refusals import FORBIDDEN, UNAUTHENTICATED, refusal

ADDRESS = "/v1/contract-imports"
REST = {"model": "purchase", "product_categories": ["laptop"]}
"""What no notice says."""


def number() -> str:
    """A Belgian company number that nobody has."""
    body = 1_000_000 + uuid4().int % 8_999_999
    return f"{body:08d}{97 - body % 97:02d}"


async def imported(buyer: Actor, written: bytes, **form: Any) -> dict[str, Any]:
    return made(await send_notice(buyer, written, **form))


async def contract_in(buyer: Actor, said: dict[str, Any]) -> dict[str, Any]:
    return made(await buyer.get(f"/v1/contracts/{said['contract_id']}"), 200)


async def counted(buyer: Actor) -> tuple[int, int]:
    """How many contracts and imports the buyer has."""
    answers = [made(await buyer.get(path), 200)["items"] for path in ("/v1/contracts", ADDRESS)]
    return len(answers[0]), len(answers[1])


def proposal(said: dict[str, Any]) -> dict[str, Any]:
    return {each["field"]: each["value"] for each in said["draft"]}


async def test_an_award_notice_becomes_a_contract_from_the_upload_to_the_first_day(suppliers: Cast) -> None:
    """The golden path: the notice of a Dutch foundation, a draft, what is missing, and the contract runs."""
    buyer = suppliers.buyer()
    answer = await send_notice(buyer, real("00215268-2024"), filename="00215268-2024.xml")
    done = made(answer)
    assert answer.headers["Location"] == f"{ADDRESS}/{done['id']}"
    assert (done["publication_number"], done["filename"]) == ("00215268-2024", "00215268-2024.xml")
    (said,) = done["lots"]
    assert (said["outcome"], said["lot"]) == ("drafted", "LOT-0000")
    assert said["missing"] == ["model", "product_categories"]
    assert said["reading"]["renewals_maximum"]["value"] == 3
    value = said["reading"]["tenders"][0]["value"]
    assert (value["amount"], value["currency"]) == ("431643.18", "EUR")

    draft = await contract_in(buyer, said)
    assert (draft["status"], draft["missing"]) == ("draft", ["model", "product_categories"])
    assert (draft["start"], draft["end"], draft["award_date"]) == ("2024-09-01", "2029-08-31", None)
    assert (draft["reference"], draft["kind"], draft["model"]) == ("CON-0001", "single", None)
    assert draft["cpv"] == ["30232100"]
    (winner,) = said["suppliers"]
    assert (winner["match"], winner["supplier_id"]) in (
        ("registered", draft["supplier_id"]),
        ("candidates", None),
    )
    address = f"/v1/contracts/{draft['id']}"
    refused = await buyer.post(f"{address}/transitions", json={"to": "awarded"})
    assert (refused.status_code, refused.json()["code"]) == (422, "contract_incomplete")
    assert {each["pointer"] for each in refused.json()["errors"]} >= {"/model", "/product_categories"}
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    changes = {**REST, "supplier_id": draft["supplier_id"] or (await supplier_of(buyer))["id"]}
    complete = made(await buyer.patch(address, json=changes, headers=tag), 200)
    assert (complete["missing"], complete["status"]) == ([], "draft")
    awarded = made(await buyer.post(f"{address}/transitions", json={"to": "awarded"}), 200)
    assert awarded["status"] in ("active", "expired")
    again = made(await buyer.get(f"{ADDRESS}/{done['id']}"), 200)
    assert again == done


@pytest.mark.parametrize(
    ("name", "lots"),
    [
        ("00175165-2024", 3),
        ("00195726-2025", 2),
        ("00536143-2023", 1),
        ("00602651-2024", 1),
        ("00611835-2024", 6),
        ("00695996-2023", 1),
        ("00733949-2023", 1),
    ],
)
async def test_a_real_notice_becomes_a_draft_for_each_lot(suppliers: Cast, name: str, lots: int) -> None:
    buyer = suppliers.buyer()
    dry = made(await send_notice(buyer, real(name), dry_run="true"), 200)
    assert (dry["id"], dry["dry_run"], await counted(buyer)) == (None, True, (0, 0))
    assert {each["contract_id"] for each in dry["lots"]} == {None}
    done = await imported(buyer, real(name))
    assert len(done["lots"]) == lots
    assert {each["outcome"] for each in done["lots"]} == {"drafted"}
    assert [each["missing"] for each in dry["lots"]] == [each["missing"] for each in done["lots"]]
    for said in done["lots"]:
        draft = await contract_in(buyer, said)
        assert (draft["status"], draft["missing"]) == ("draft", said["missing"])
        stated = proposal(said)
        for field in ("supplier_id", "reference", "title", "kind", "start", "end", "award_date"):
            assert draft[field] == stated.get(field), field
        for each in said["draft"]:
            places = {source["path"] for source in sourced(each["sources"])}
            assert places <= {source["path"] for source in sourced([said["reading"], done["notice"]])}


async def test_what_the_notices_are_known_for(suppliers: Cast) -> None:
    """Several winners, unlimited duration, withheld amounts, days that disagree with the duration."""
    buyer = suppliers.buyer()
    (german,) = (await imported(buyer, real("00733949-2023")))["lots"]
    assert german["remarks"] == ["several_winners", "duration_disagrees"]
    assert [each["guesses"] for each in german["suppliers"]] == [
        [{"scheme": "VAT", "value": "DE316623344", "is_stated": True}],
        [{"scheme": "VAT", "value": "DE814837991", "is_stated": True}],
    ]
    assert proposal(german)["award_date"] == "2023-10-17"
    belgian = (await imported(buyer, real("00611835-2024")))["lots"]
    assert belgian[0]["reading"]["duration_code"]["value"] == "UNLIMITED"
    assert belgian[4]["remarks"] == ["no_winner"]
    assert len({each["suppliers"][0]["supplier_id"] for each in belgian if each["suppliers"]}) == 2
    assert "reference_used" not in belgian[0]["remarks"]
    french = (await imported(buyer, real("00195726-2025")))["lots"]
    assert all("value_withheld" in each["remarks"] for each in french)
    (finnish,) = (await imported(buyer, real("00695996-2023")))["lots"]
    codes = [each["value"] for each in finnish["reading"]["social_objectives"]]
    assert codes == ["hum-right", "work-cond"]
    (clause,) = [each for each in finnish["clauses"] if each["template"] == "human-rights-clause"]
    assert [each["value"] for each in clause["objectives"]] == codes
    assert (clause["contained"], clause["unread_languages"]) == ([], ["FIN"])
    assert "CONTACT" in clause["missing"]


async def test_a_notice_that_says_nothing_new_gives_the_import_that_there_is(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    written = notice(lot(project=period()))
    first = await imported(buyer, written)
    again = await send_notice(buyer, written)
    assert (made(again, 200), again.headers["Location"]) == (first, f"{ADDRESS}/{first['id']}")
    assert await counted(buyer) == (1, 1)


async def test_a_new_version_shows_what_differs_and_changes_nothing(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    same = {"notice_id": str(uuid4()), "procedure": str(uuid4())}
    (first,) = (await imported(buyer, notice(lot(project=period()), **same)))["lots"]
    before = await contract_in(buyer, first)
    changed = notice(lot(project=period(end="2031-02-28")), lot("LOT-0002"), version="02", **same)
    done = await imported(buyer, changed)
    known, new = done["lots"]
    assert (known["outcome"], known["contract_id"]) == ("different", first["contract_id"])
    (change,) = known["changes"]
    assert (change["field"], change["earlier"], change["present"]) == (
        "end",
        ["2030-02-28+01:00"],
        ["2031-02-28+01:00"],
    )
    (deviation,) = known["deviations"]
    assert (deviation["field"], deviation["value"], deviation["contract"]) == ("end", "2031-02-28", "2030-02-28")
    assert new["outcome"] == "drafted"
    assert await contract_in(buyer, first) == before
    listed = made(await buyer.get(ADDRESS, params={"contract_id": first["contract_id"]}), 200)["items"]
    assert [each["notice_version"] for each in listed] == ["02", "01"]
    assert (listed[0]["drafted"], listed[0]["different"]) == (1, 1)


async def test_an_award_notice_finds_the_contracts_of_the_contract_notice(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    procedure = str(uuid4())
    (tendered,) = (await imported(buyer, notice(lot(), root=TENDER, form="competition", procedure=procedure)))[
        "lots"
    ]
    won = company("ORG-0002", f"Winner {uuid4().hex[:8]}", identifier=number())
    award = notice(lot(), procedure=procedure, results=result("LOT-0001", "ORG-0002"), organisations=won)
    (awarded,) = (await imported(buyer, award))["lots"]
    assert (awarded["outcome"], awarded["contract_id"]) == ("different", tendered["contract_id"])
    assert [each["field"] for each in awarded["deviations"]] == ["supplier_id"]
    assert (await contract_in(buyer, awarded))["supplier_id"] is None


async def test_a_winner_is_found_by_its_number_whatever_its_name_is(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    own = number()
    known = await supplier_of(buyer, identifiers=[{"scheme": "BE-KBO", "value": own}])
    won = company("ORG-0002", "Another Name", identifier=f"BE {own[:4]}.{own[4:7]}.{own[7:]}")
    written = notice(lot(), results=result("LOT-0001", "ORG-0002"), organisations=won)
    (said,) = (await imported(suppliers.buyer(), written))["lots"]
    assert [(each["match"], each["supplier_id"]) for each in said["suppliers"]] == [("identifier", known["id"])]
    assert proposal(said)["supplier_id"] == known["id"]


async def test_a_winner_with_a_known_name_only_is_left_to_a_person(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    name = f"Kanaal {uuid4().hex[:8]}"
    known = await supplier_of(buyer, name=f"{name} NV")
    won = company("ORG-0002", name, identifier=number())
    written = notice(lot(), results=result("LOT-0001", "ORG-0002"), organisations=won)
    (said,) = (await imported(buyer, written))["lots"]
    (winner,) = said["suppliers"]
    assert (winner["match"], winner["supplier_id"]) == ("candidates", None)
    assert winner["candidates"] == [{"supplier_id": known["id"], "because": "name"}]
    assert ("winner_undecided" in said["remarks"], "supplier_id" in said["missing"]) == (True, True)


async def test_a_national_number_is_remembered_from_what_a_person_decided(suppliers: Cast) -> None:
    """A number without a register identifies no supplier, but this buyer's own contracts say whose it is."""
    buyer, name = suppliers.buyer(), f"Venna {uuid4().hex[:8]}"
    known = await supplier_of(buyer, name=name, country="NL")
    own = str(uuid4().int)[:8]
    won = company("ORG-0002", name, identifier=own, country="NLD")

    def award() -> bytes:
        return notice(lot(), results=result("LOT-0001", "ORG-0002"), organisations=won)

    (first,) = (await imported(buyer, award()))["lots"]
    assert first["suppliers"][0]["match"] == "candidates"
    address = f"/v1/contracts/{first['contract_id']}"
    tag = {"If-Match": (await buyer.get(address)).headers["ETag"]}
    made(await buyer.patch(address, json={"supplier_id": known["id"]}, headers=tag), 200)
    (second,) = (await imported(buyer, award()))["lots"]
    (winner,) = second["suppliers"]
    assert (winner["match"], winner["supplier_id"]) == ("earlier_notice", known["id"])
    (elsewhere,) = (await imported(suppliers.buyer(), award()))["lots"]
    assert elsewhere["suppliers"][0]["match"] == "candidates"


async def test_a_new_winner_is_registered_once_with_the_number_that_it_states(suppliers: Cast) -> None:
    buyer, own = suppliers.buyer(), number()
    won = company("ORG-0002", f"Nieuw {uuid4().hex[:8]}", identifier=own)
    results = result("LOT-0001", "ORG-0002") + result("LOT-0002", "ORG-0002")
    written = notice(lot(), lot("LOT-0002"), results=results, organisations=won)
    dry = made(await send_notice(buyer, written, dry_run="true"), 200)
    assert [(each["suppliers"][0]["match"], each["missing"][0]) for each in dry["lots"]] == [
        ("registered", "reference")
    ] * 2
    lots = (await imported(buyer, written))["lots"]
    (supplier_id,) = {each["suppliers"][0]["supplier_id"] for each in lots}
    registered = made(await buyer.get(f"/v1/suppliers/{supplier_id}"), 200)
    assert registered["identifiers"] == [{"scheme": "BE-KBO", "value": f"{own[:4]}.{own[4:7]}.{own[7:]}"}]
    assert (registered["country"], registered["status"]) == ("BE", "prospect")


async def test_a_private_person_is_not_registered(suppliers: Cast) -> None:
    before = "<efbc:NaturalPersonIndicator>true</efbc:NaturalPersonIndicator>"
    won = company("ORG-0002", "Somebody Private", before=before)
    written = notice(lot(), results=result("LOT-0001", "ORG-0002"), organisations=won)
    done = await imported(suppliers.buyer(), written)
    assert done["lots"][0]["suppliers"][0]["match"] == "not_registered"
    assert "Somebody" not in str(done)


async def test_duties_are_found_in_the_texts_of_a_lot(suppliers: Cast) -> None:
    text = "De opdrachtnemer treedt in dialoog en houdt een Jaarlijks overleg met de aanbesteder."
    written = notice(lot(terms=conditions(text), project=objective("hum-right")))
    buyer = suppliers.buyer()
    done = await imported(buyer, written, clause_template="human-rights-clause")
    (clause,) = done["lots"][0]["clauses"]
    assert {each["type"] for each in clause["contained"]} == {"DIALOGUE", "ANNUAL_REVIEW"}
    assert {"CONTACT", "REPORT"} <= set(clause["missing"])
    passage = clause["contained"][0]["passages"][0]
    assert (passage["eforms_field"], passage["phrase"]) == ("BT-70-Lot", "in dialoog")
    assert passage["text"] == text
    assert passage["path"] == done["lots"][0]["reading"]["performance_terms"][0]["path"]
    (french,) = (await imported(buyer, notice(lot(terms=conditions(text, "FRA")))))["lots"]
    assert french["clauses"][0]["contained"] == []


async def test_a_clause_template_must_exist(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    refused = await send_notice(buyer, notice(lot()), clause_template="no-such-clause")
    assert refusal(refused) == (422, "unknown_clause_template")
    assert refused.json()["errors"][0]["pointer"] == "/clause_template"
    assert await counted(buyer) == (0, 0)


async def test_a_period_that_ends_before_it_starts_is_left_to_a_person(suppliers: Cast) -> None:
    written = notice(lot(project=period(start="2030-01-01", end="2026-01-01")))
    (said,) = (await imported(suppliers.buyer(), written))["lots"]
    assert said["remarks"] == ["period_reversed"]
    assert {"start", "end"} <= set(said["missing"])


async def test_a_draft_is_its_buyers_alone_and_has_no_deliveries_and_no_spend(suppliers: Cast) -> None:
    buyer, own = suppliers.buyer(), number()
    known = await supplier_of(buyer, identifiers=[{"scheme": "BE-KBO", "value": own}])
    won = company("ORG-0002", "Winner", identifier=own)
    written = notice(lot(), results=result("LOT-0001", "ORG-0002"), organisations=won)
    (said,) = (await imported(buyer, written))["lots"]
    user = await linked_user(suppliers, known["id"], buyer)
    address = f"/v1/contracts/{said['contract_id']}"
    assert (await user.get(address)).status_code == 404
    assert made(await user.get("/v1/contracts"), 200)["items"] == []
    spend = {
        "period_start": "2026-03-01",
        "period_end": "2026-03-31",
        "kind": "actual",
        "money": {"amount": "1.00", "currency": "EUR", "vat_included": False},
    }
    assert refusal(await buyer.post(f"{address}/spend", json=spend)) == (409, "contract_is_draft")
    delivery = {
        "product_id": (await product_of(buyer, known["id"]))["id"],
        "delivered_from": "2026-03-01",
        "units": 1,
    }
    assert refusal(await buyer.post(f"{address}/deliveries", json=delivery)) == (409, "contract_is_draft")
    reason = {"to": "cancelled", "reason": "The lot was awarded under another contract."}
    cancelled = made(await buyer.post(f"{address}/transitions", json=reason), 200)
    assert (cancelled["status"], cancelled["start"]) == ("cancelled", None)


async def test_only_a_draft_gets_another_supplier(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    one, other = [(await supplier_of(buyer, name=uuid4().hex))["id"] for _ in range(2)]
    (said,) = (await imported(buyer, notice(lot(project=period()))))["lots"]
    address = f"/v1/contracts/{said['contract_id']}"
    full = {**REST, "supplier_id": one, "reference": uuid4().hex, "kind": "single"}
    made(await buyer.patch(address, json=full, headers={"If-Match": '"1."'}), 200)
    moved = made(await buyer.post(f"{address}/transitions", json={"to": "planned"}), 200)
    tag = {"If-Match": f'"{moved["version"]}."'}
    refused = await buyer.patch(address, json={"supplier_id": other}, headers=tag)
    assert refusal(refused) == (409, "supplier_is_set")
    unknown = await buyer.patch(address, json={"supplier_id": str(uuid4())}, headers=tag)
    assert refusal(unknown) == (409, "supplier_is_set")


@pytest.mark.parametrize(
    ("written", "status", "code"),
    [
        (notice(lot(), root=PRIOR, form="planning"), 422, "nothing_to_import"),
        (notice(lot(), before='<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>'), 422, "unsafe_notice"),
        (b"<a>" * 100_000, 422, "unsafe_notice"),
        (b"<html/>", 422, "unreadable_notice"),
        (b"%PDF-1.7", 415, "not_xml"),
    ],
)
async def test_files_that_are_refused(suppliers: Cast, written: bytes, status: int, code: str) -> None:
    buyer = suppliers.buyer()
    refused = await send_notice(buyer, written)
    assert refusal(refused) == (status, code)
    assert refused.json()["errors"][0]["pointer"] == "/file"
    assert await counted(buyer) == (0, 0)


async def test_other_organisations_see_no_import(suppliers: Cast) -> None:
    buyer, other = suppliers.buyer(), suppliers.buyer()
    done = await imported(buyer, notice(lot()))
    assert (await other.get(f"{ADDRESS}/{done['id']}")).status_code == 404
    assert made(await other.get(ADDRESS), 200)["items"] == []
    assert (await other.get(f"/v1/contracts/{done['lots'][0]['contract_id']}")).status_code == 404
    theirs = await imported(other, real("00536143-2023"))
    assert {each["outcome"] for each in theirs["lots"]} == {"drafted"}


async def test_who_may_import_and_read(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    done = await imported(buyer, notice(lot()))
    viewer = suppliers.buyer(Role.BUYER_VIEWER, org=buyer.org)
    assert made(await viewer.get(f"{ADDRESS}/{done['id']}"), 200) == done
    assert refusal(await send_notice(viewer, notice(lot()))) == FORBIDDEN
    for stranger in (suppliers.monitor(), suppliers.supplier(uuid4()), suppliers.platform()):
        assert refusal(await send_notice(stranger, notice(lot()))) == FORBIDDEN
        assert refusal(await stranger.get(ADDRESS)) == FORBIDDEN
        assert refusal(await stranger.get(f"{ADDRESS}/{done['id']}")) == FORBIDDEN
    assert refusal(await send_notice(suppliers.anonymous, notice(lot()))) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.get(ADDRESS)) == UNAUTHENTICATED
    assert refusal(await suppliers.anonymous.get(f"{ADDRESS}/{done['id']}")) == UNAUTHENTICATED


async def test_imports_are_listed_newest_first_and_filtered(suppliers: Cast) -> None:
    buyer = suppliers.buyer()
    first = await imported(buyer, real("00536143-2023"))
    second = await imported(buyer, notice(lot()))
    listed = made(await buyer.get(ADDRESS), 200)["items"]
    assert [each["id"] for each in listed] == [second["id"], first["id"]]
    for field in ("notice_id", "procedure_id", "publication_number"):
        found = made(await buyer.get(ADDRESS, params={field: first[field]}), 200)["items"]
        assert [each["id"] for each in found] == [first["id"]], field
    wrong = await buyer.get(ADDRESS, params={"contract_id": "x"})
    assert wrong.status_code == 422
