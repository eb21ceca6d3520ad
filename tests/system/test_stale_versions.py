"""Whoever sends the version that it read changes nothing that was changed since, whatever the operation.

`tests/architecture/test_preconditions.py` says which operations take `If-Match`; here each is asked on a platform
with the story of the demo, in which there is something of every kind.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import httpx
import pytest

from local_stack.demo.chapters import play
from local_stack.demo.story import Story
from local_stack.keyring import keyring
from support.clients import client_at
from support.launching import launched

OPENAPI = Path(__file__).parents[2] / "openapi"
ELSEWHERE = {
    ("PUT", "/v1/assignments/{assignment_id}/reviews/{question_code}"): "tests/dialogue/test_answer_reviews.py",
    ("PATCH", "/v1/contracts/{contract_id}/clauses/{clause_id}"): "tests/suppliers/test_duties_on_demand.py",
    ("PATCH", "/v1/data-imports/{data_import_id}/rows/{row}"): "tests/suppliers/test_repaired_rows.py",
    ("POST", "/v1/data-imports/{data_import_id}/rows/{row}/retry"): "tests/suppliers/test_repaired_rows.py",
    ("DELETE", "/v1/clause-templates/{code}"): "tests/suppliers/test_clause_templates.py",
    ("POST", "/v1/clause-templates/{code}/transitions"): "tests/suppliers/test_clause_templates.py",
    ("POST", "/v1/findings/{finding_id}/replies"): "tests/dialogue/test_reactions.py",
    (
        "POST",
        "/v1/findings/{finding_id}/reactions/{organisation_id}/transitions",
    ): "tests/dialogue/test_reactions.py",
}
"""Operations that the story leaves nothing for, and where they are tested."""

CHANGES = ("post", "put", "patch", "delete")
STALE = {"If-Match": '"99999."'}


def operations() -> list[tuple[str, str, Any]]:
    """Every operation that takes `If-Match`: its method, its path, and the example of its body."""
    found = []
    for service in ("suppliers", "dialogue", "gateway"):
        document = json.loads((OPENAPI / f"{service}.json").read_text("utf-8"))
        for path, item in document["paths"].items():
            for method in CHANGES:
                names = {parameter["name"].lower() for parameter in item.get(method, {}).get("parameters", ())}
                if "if-match" in names and (method.upper(), path) not in ELSEWHERE:
                    found.append((method.upper(), path, _example(document, item[method])))
    return found


def _example(document: dict[str, Any], operation: dict[str, Any]) -> Any:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json")
    if content is None:
        return None
    (example, *_) = content["examples"].values()
    return document["components"]["examples"][example["$ref"].rpartition("/")[2]]["value"]


@pytest.fixture(scope="module")
def people() -> Iterator[Sequence[httpx.Client]]:
    """Everybody of the story, after it was played."""
    with launched() as stack, ExitStack() as clients:
        accounts = keyring(stack.home).accounts
        facts = play(Story(stack.address, accounts, say=lambda _: None))
        people = {
            name: clients.enter_context(client_at(stack.address, account["api_key"]))
            for name, account in accounts.items()
        }
        _begin(people["buyer"], facts)
        yield list(people.values())


def _begin(buyer: httpx.Client, facts: dict[str, Any]) -> None:
    """What the story does not leave: parts of a contract, labels, a target, drafts of lists and of questions."""
    money = {"amount": "100.00", "currency": "EUR", "vat_included": False}
    contract = buyer.get(f"/v1/contracts/{facts['contract']}").json()
    spent = {"kind": "budget", "period_start": contract["start"], "period_end": contract["start"], "money": money}
    about = {"supplier_id": contract["supplier_id"], "product_family": "laptops", "source": "public"}
    asked = {"code": "Q1", "text": {"en": "How far ahead do you know our orders?"}}
    criterion = {"topic": "energy", "domain": "environment", "role": "technical", "strength": "requirement"}
    offer = {"offer": "A", "years": 4, "currency": "EUR", "vat_included": False}
    costs = [{"kind": "acquisition", "amount": "100.00"}]
    target = {"metric": "contracts_with_criteria", "value": "100", "year": 2040}
    questionnaire = {"code": "stale", "title": {"en": "Orders"}, "purpose": "deepening", "languages": ["en"]}
    seller, start = contract["supplier_id"], contract["start"]
    product = buyer.get("/v1/products").json()["items"][0]["id"]
    label = {"product_id": product, "scheme": "BLUE_ANGEL"}
    dossier = {**label, "supplier_id": seller, "requirement": "Blue Angel", "route": "equivalent_label"}
    observed = {"category": "laptop", "scheme": "BLUE_ANGEL", "observed_on": start, "source": "Register"}
    for path, body in (
        (f"/v1/products/{product}/quotes", {"supplier_id": seller, "quoted_on": start, "warranty_years": 3}),
        ("/v1/label-claims", {**label, "valid_from": start}),
        ("/v1/equivalence-dossiers", dossier),
        ("/v1/market-observations", {**observed, "models_total": 10, "models_with_label": 5}),
        (f"/v1/contracts/{contract['id']}/spend", spent),
        (f"/v1/contracts/{contract['id']}/criteria", {**criterion, "verification_subject": "product"}),
        (f"/v1/contracts/{contract['id']}/label-requirements", {"labels": [{"scheme": "EPEAT"}]}),
        (f"/v1/contracts/{contract['id']}/life-cycle-costs", {**offer, "costs": costs}),
        ("/v1/targets", target),
        ("/v1/disclosures", {**about, "valid_from": contract["start"]}),
        ("/v1/questionnaires", {**questionnaire, "questions": [asked]}),
    ):
        answer = buyer.post(path, json=body)
        assert answer.status_code == 201, answer.text


def addresses(person: httpx.Client, path: str) -> Iterator[str]:
    """The paths of this operation for everything that a person can list."""
    collection, _, rest = path.partition("/{")
    for thing in person.get(collection, params={"limit": 100}).json().get("items", ()):
        within = f"{collection}/{thing.get('id')}"
        below = rest.partition("}")[2]
        if "{" not in below:
            yield within + below
            continue
        kind, _, behind = below.partition("/{")
        for name in parts_of(person, within, kind):
            yield f"{within}{kind}/{name}{behind.partition('}')[2]}"


def parts_of(person: httpx.Client, thing: str, kind: str) -> list[Any]:
    """What the path names within a thing: by id, by number, by the organisation or by the code of a question."""
    match kind:
        case "/versions":
            return [1]
        case "/reactions":
            return [reaction["organisation_id"] for reaction in person.get(thing).json().get("reactions", ())]
        case "/answers" | "/reviews":
            return [question["code"] for question in person.get(thing).json().get("questions", ())]
        case "/rows":
            return [row["row"] for row in person.get(f"{thing}{kind}").json().get("items", ())]
    return [part["id"] for part in person.get(f"{thing}{kind}").json().get("items", ())]


@pytest.mark.parametrize(("method", "path", "body"), operations(), ids=lambda value: str(value)[:60])
def test_nothing_is_changed_that_was_changed_since(
    people: Sequence[httpx.Client], method: str, path: str, body: Any
) -> None:
    said: set[str] = set()
    for person in people:
        for address in addresses(person, path):
            answer = person.request(method, address, headers=STALE, json=body)
            assert answer.status_code >= 400, (address, answer.text)
            if answer.status_code == 412:
                return
            said.add(answer.json()["code"])
    pytest.fail(f"{method} {path} was never refused as stale, but as {said}")
