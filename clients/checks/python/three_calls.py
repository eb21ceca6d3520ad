"""Three calls with the generated Python client: read a list, create something, read a problem document.

Usage: three_calls.py <address> <api key of a buyer>
"""

import json
import sys
from uuid import UUID, uuid4

from hrdd_client import AuthenticatedClient
from hrdd_client.api.contracts import read_contract
from hrdd_client.api.suppliers import list_suppliers, register_supplier
from hrdd_client.models import ProblemDocument, SupplierIn, SupplierKind, SupplierOut, SupplierPage

client = AuthenticatedClient(base_url=sys.argv[1], token=sys.argv[2])

page = list_suppliers.sync(client=client, limit=5)
assert isinstance(page, SupplierPage)
assert page.items

name = f"Typed Systems {uuid4().hex[:8]}"
body = SupplierIn(name=name, country="BE", kinds=[SupplierKind.RESELLER])
created = register_supplier.sync_detailed(client=client, body=body)
assert created.status_code == 201
assert isinstance(created.parsed, SupplierOut)
assert created.parsed.name == name

problem = read_contract.sync(UUID("0197f3a2-0000-7000-8000-00000000dead"), client=client)
assert isinstance(problem, ProblemDocument)
assert (problem.status, problem.code) == (404, "contract_not_found")

facts = {"listed": len(page.items), "created": str(created.parsed.id), "refused": problem.code}
sys.stdout.write(json.dumps(facts) + "\n")
