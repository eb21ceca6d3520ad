"""Make what can be read but is not in the demo: with the generated client a budget, a file and an invitation.

Usage: complete_demo.py <address> <api key of a buyer's manager> <accounts.json> <notice.xml>
"""

import io
import json
import sys
from datetime import date
from pathlib import Path
from typing import Any

from hrdd_client import AuthenticatedClient
from hrdd_client.api.accounts import invite
from hrdd_client.api.contracts import list_contracts
from hrdd_client.api.dialogues import list_dialogues
from hrdd_client.api.evidence import add_evidence
from hrdd_client.api.spend import record_spend
from hrdd_client.models import (
    AddEvidenceForm,
    ContractPage,
    DialoguePage,
    InvitationIn,
    Money,
    Role,
    SpendIn,
    SpendKind,
)
from hrdd_client.types import File

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])

contracts, dialogues = list_contracts.sync(client=client), list_dialogues.sync(client=client)
assert isinstance(contracts, ContractPage)
assert isinstance(dialogues, DialoguePage)

money = Money(amount="12252634.01", currency="EUR", vat_included=True)
contract = contracts.items[0]
spend = SpendIn(kind=SpendKind.BUDGET, period_start=contract.start, period_end=contract.start, money=money)
file = File(payload=io.BytesIO(b"Site list\n"), file_name="sites.txt", mime_type="text/plain")
form = AddEvidenceForm(
    dialogue_id=dialogues.items[0].id, file=file, issued_on=date(2026, 9, 1), issuer="Meridiaan", title="Site list"
)
invitation = InvitationIn(email="colleague@example.org", role=Role.BUYER_VIEWER)
made: list[Any] = [
    record_spend.sync_detailed(contract.id, client=client, body=spend),
    add_evidence.sync_detailed(client=client, body=form),
    invite.sync_detailed(client=client, body=invitation),
]
assert [answer.status_code for answer in made] == [201, 201, 201], [answer.content for answer in made]

http = client.get_httpx_client()


def make(path: str, status: int = 201, **options: Any) -> dict[str, Any]:
    """What has many kinds is made by plain requests; their answers are read with the generated classes."""
    answer = http.post(path, **options)
    assert answer.status_code == status, (path, answer.text)
    made.append(answer)
    return dict(answer.json())


key = json.loads(Path(sys.argv[3]).read_text())["second_buyer"]["api_key"]
other = AuthenticatedClient(base_url=sys.argv[1], token=key).get_httpx_client().get("/v1/me").json()["organisation"]
contract_path = f"/v1/contracts/{contract.id}"
seller, start = str(contract.supplier_id), contract.start.isoformat()
product = http.get("/v1/products").json()["items"][0]["id"]
label = {"product_id": product, "scheme": "BLUE_ANGEL"}
terms = {"supplier_id": seller, "start": start, "end": contract.end.isoformat(), "status": "awarded"}
framework = {
    "reference": "FRAMEWORK-1",
    "title": "Laptops for all",
    "kind": "framework",
    "model": "purchase",
    "product_categories": ["laptop"],
    "entitled_entities": [other["id"]],
}
criterion = {"topic": "energy", "domain": "environment", "role": "technical", "strength": "requirement"}
dossier = {"supplier_id": seller, "requirement": "Blue Angel", "route": "equivalent_label"}
offer = {"offer": "A", "years": 4, "currency": "EUR", "vat_included": False}
market = {"category": "laptop", "scheme": "BLUE_ANGEL", "observed_on": start, "source": "Register"}
for path, body in (
    ("/v1/contracts", {**framework, **terms}),
    (f"{contract_path}/criteria", {**criterion, "verification_subject": "product"}),
    (f"{contract_path}/label-requirements", {"labels": [{"scheme": "EPEAT"}]}),
    (f"{contract_path}/life-cycle-costs", {**offer, "costs": [{"kind": "acquisition", "amount": "100.00"}]}),
    (f"/v1/products/{product}/quotes", {"supplier_id": seller, "quoted_on": start, "warranty_years": 3}),
    ("/v1/label-claims", {**label, "valid_from": start}),
    ("/v1/equivalence-dossiers", {**label, **dossier}),
    ("/v1/market-observations", {**market, "models_total": 10, "models_with_label": 5}),
    ("/v1/targets", {"metric": "contracts_with_criteria", "value": "100", "year": 2040}),
):
    make(path, json=body)
make("/v1/data-imports", files={"file": ("file.xlsx", http.get("/v1/data-exports").content)})
make("/v1/contract-imports", files={"file": ("notice.xml", Path(sys.argv[4]).read_bytes(), "application/xml")})
sys.stdout.write(f"{len(made)} things made\n")
