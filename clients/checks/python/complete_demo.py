"""Make, with the generated Python client, what can be read but is not in the demo: spend, a file, an invitation.

Usage: complete_demo.py <address> <api key of a buyer's manager>
"""

import io
import sys
from datetime import date

from hrdd_client import AuthenticatedClient
from hrdd_client.api.accounts import invite
from hrdd_client.api.contracts import list_contracts
from hrdd_client.api.dialogues import list_dialogues
from hrdd_client.api.evidence import add_evidence
from hrdd_client.api.spend import record_spend
from hrdd_client.models import AddEvidenceForm, ContractPage, DialoguePage, InvitationIn, Money, Role, SpendIn
from hrdd_client.types import File

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])

contracts, dialogues = list_contracts.sync(client=client), list_dialogues.sync(client=client)
assert isinstance(contracts, ContractPage)
assert isinstance(dialogues, DialoguePage)

money = Money(amount="12252634.01", currency="EUR", vat_included=True)
contract = contracts.items[0]
spend = SpendIn(period_start=contract.start, period_end=contract.start, money=money)
file = File(payload=io.BytesIO(b"Site list\n"), file_name="sites.txt", mime_type="text/plain")
form = AddEvidenceForm(
    dialogue_id=dialogues.items[0].id, file=file, issued_on=date(2026, 9, 1), issuer="Meridiaan", title="Site list"
)
invitation = InvitationIn(email="colleague@example.org", role=Role.BUYER_VIEWER)
made = [
    record_spend.sync_detailed(contract.id, client=client, body=spend),
    add_evidence.sync_detailed(client=client, body=form),
    invite.sync_detailed(client=client, body=invitation),
]
assert [answer.status_code for answer in made] == [201, 201, 201], [answer.content for answer in made]
sys.stdout.write(f"{len(made)} things made\n")
